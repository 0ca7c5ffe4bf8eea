/** An upright fader in dB: it follows the hand at once, and the show a few times a second. */
import { Slider } from 'radix-ui';
import { useRef, useState } from 'react';
import type { Command } from '../../../../../shared/studio/edit/commands.ts';
import { faderDb as dbOf, faderPosition } from '../../../../../shared/studio/audio/level/decibels.ts';
import { gainText } from '../../../../app/parts/figures.ts';
import { edit, newGesture } from '../../../../store/show/show.ts';

/** Steps of the fader, bottom to top; its law is cubic, so the upper half has the levels that people mix with. */
const positions = 200;

/** While it is dragged the show hears of it no more often than this, ms. */
const tellEveryMillis = 60;

type FaderProps = {
  readonly label: string;
  readonly db: number;
  readonly commandFor: (faderDb: number) => Command;
};

/** Arrow keys move by 0.5 dB near 0; a double click goes to 0 dB. */
export function Fader({ label, db, commandFor }: FaderProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const gesture = useRef<string | null>(null);
  const toldAt = useRef(0);
  const shown = dragged ?? db;
  const tell = (faderDb: number, now: number) => {
    gesture.current ??= newGesture();
    setDragged(faderDb);
    if (now - toldAt.current < tellEveryMillis) return;
    toldAt.current = now;
    void edit(commandFor(faderDb), gesture.current);
  };
  const commit = async (faderDb: number) => {
    const held = gesture.current;
    gesture.current = null;
    toldAt.current = 0;
    await edit(commandFor(faderDb), held);
    setDragged(null);
  };
  return (
    <Slider.Root
      className="strip-fader"
      orientation="vertical"
      min={0}
      max={positions}
      value={[positionOf(shown)]}
      onValueChange={([position = 0]) => tell(dbAt(position), performance.now())}
      onValueCommit={([position = 0]) => void commit(dbAt(position))}
      onDoubleClick={() => void commit(0)}
    >
      <Slider.Track className="strip-fader-track">
        <Slider.Range className="slider-range" />
      </Slider.Track>
      <Slider.Thumb className="strip-fader-thumb" aria-label={label} aria-valuetext={gainText(shown)} />
    </Slider.Root>
  );
}

function positionOf(db: number): number {
  return Math.round(positions * faderPosition(db));
}

/** In tenths of a dB; unity has a step of its own. */
function dbAt(position: number): number {
  return position === positionOf(0) ? 0 : Math.round(dbOf(position / positions) * 10) / 10;
}
