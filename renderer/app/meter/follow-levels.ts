/** Leads the levels of one strip to a meter's canvas, and now and then to those who don't see it. */
import type { MediaPort } from '../media-port.ts';
import { figuresOf } from './levels.ts';
import { levelWords } from './level-scale.ts';
import { startMeter, type MeterShape } from './meter-painter.ts';

/** How often the value may change for assistive technology, ms; it is never spoken unasked. */
const toldEveryMillis = 2000;

type Followed = {
  readonly onLevels: MediaPort['onLevels'];
  /** Null: the sent mix. */
  readonly sourceId: string | null;
  readonly shape: MeterShape;
};

/** Begins to draw on the canvas within the meter; returns the way to stop. */
export function followLevels(meter: HTMLElement, { onLevels, sourceId, shape }: Followed): () => void {
  const canvas = meter.querySelector('canvas');
  const painter = canvas === null ? null : startMeter(canvas, shape);
  if (painter === null) return () => undefined;
  let toldAt = 0;
  const stop = onLevels((levels) => {
    const figures = figuresOf(levels, sourceId);
    if (figures === undefined) return;
    painter.take(figures);
    const now = performance.now();
    if (now - toldAt < toldEveryMillis) return;
    toldAt = now;
    const loudest = Math.round(painter.loudest());
    meter.setAttribute('aria-valuenow', String(Math.min(0, loudest)));
    meter.setAttribute('aria-valuetext', levelWords(loudest));
  });
  return () => {
    stop();
    painter.stop();
  };
}
