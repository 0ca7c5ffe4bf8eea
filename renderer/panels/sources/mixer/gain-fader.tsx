/** The gain fader: heard while it is dragged, stored when it is let go. */
import { Slider } from 'radix-ui';
import { useState } from 'react';
import { useMedia } from '../../../app/media-port.ts';
import { gainText } from '../../../app/parts/figures.ts';
import { changeSettings, useSettings } from '../../../store/settings.ts';

/** Lowest and highest gain in dB that the mix takes. */
const lowest = -60;
const highest = 12;

/** Gain of the programme's sound in dB. */
export function GainFader() {
  const mix = useSettings((store) => store.settings.mix);
  const [dragged, setDragged] = useState<number | null>(null);
  const { tryMix } = useMedia();
  const shown = dragged ?? mix.gainDb;
  const commit = async (gainDb: number) => {
    await changeSettings({ mix: { ...mix, gainDb } });
    setDragged(null);
  };
  return (
    <div className="fader">
      <Slider.Root
        className="slider"
        min={lowest}
        max={highest}
        step={0.5}
        value={[shown]}
        onValueChange={([gainDb = shown]) => {
          setDragged(gainDb);
          tryMix({ ...mix, gainDb });
        }}
        onValueCommit={([gainDb = shown]) => void commit(gainDb)}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-label="Gain" aria-valuetext={gainText(shown)} />
      </Slider.Root>
      <output className="fader-figure">{gainText(shown)}</output>
    </div>
  );
}
