/** The upright meter of a mixer strip: React gives it a place and a name, and nothing more. */
import { useEffect, useRef } from 'react';
import { useMedia, type MediaPort } from '../media-port.ts';
import { figuresOf } from './levels.ts';
import { floorDb, levelWords } from './level-scale.ts';
import { startMeter } from './meter-painter.ts';

/** How often the value may change for assistive technology, ms; it is never spoken unasked. */
const toldEveryMillis = 2000;

type StripMeterProps = {
  readonly label: string;
  /** Null: the sent mix. */
  readonly sourceId: string | null;
};

/** Peaks of left and right from −60 to 0 dBFS, with their RMS, the held peak and a lamp for clipping. */
export function StripMeter({ label, sourceId }: StripMeterProps) {
  const meter = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { onLevels } = useMedia();
  useEffect(() => {
    if (!meter.current || !canvas.current) return undefined;
    return followLevels(meter.current, canvas.current, { onLevels, sourceId });
  }, [onLevels, sourceId]);
  return (
    <div
      ref={meter}
      className="upright-meter"
      role="meter"
      aria-label={label}
      aria-valuemin={floorDb}
      aria-valuemax={0}
      aria-valuenow={floorDb}
    >
      <canvas ref={canvas} />
    </div>
  );
}

type Source = { readonly onLevels: MediaPort['onLevels']; readonly sourceId: string | null };

function followLevels(meter: HTMLElement, canvas: HTMLCanvasElement, { onLevels, sourceId }: Source): () => void {
  const painter = startMeter(canvas);
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
