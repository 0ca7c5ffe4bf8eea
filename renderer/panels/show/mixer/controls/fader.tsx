/** An upright fader in dB; one drag is one step to undo. */
import { Slider } from 'radix-ui';
import type { Command } from '../../../../../shared/studio/edit/commands.ts';
import { faderDb as dbOf, faderPosition } from '../../../../../shared/studio/audio/level/decibels.ts';
import { gainText } from '../../../../app/parts/figures.ts';
import { edit } from '../../../../store/show/show.ts';
import { useSteps } from './steps.ts';

/** Steps of the fader, bottom to top; its law is cubic, so the upper half has the levels that people mix with. */
const positions = 200;

type FaderProps = {
  readonly label: string;
  readonly db: number;
  readonly commandFor: (faderDb: number) => Command;
};

/** Arrow keys move by about 0.2 dB near 0; a double click goes to 0 dB. */
export function Fader({ label, db, commandFor }: FaderProps) {
  const step = useSteps();
  const change = (faderDb: number) => void edit(commandFor(faderDb), step());
  return (
    <Slider.Root
      className="strip-fader"
      orientation="vertical"
      min={0}
      max={positions}
      value={[positionOf(db)]}
      onValueChange={([position = 0]) => change(dbAt(position))}
      onDoubleClick={() => change(0)}
    >
      <Slider.Track className="strip-fader-track">
        <Slider.Range className="slider-range" />
      </Slider.Track>
      <Slider.Thumb className="strip-fader-thumb" aria-label={label} aria-valuetext={gainText(db)} />
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
