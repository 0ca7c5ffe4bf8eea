/** The upright meter of a mixer strip: React gives it a place and a name, and nothing more. */
import { useEffect, useRef } from 'react';
import { useMedia } from '../media-port.ts';
import { followLevels } from './follow-levels.ts';
import { floorDb } from './level-scale.ts';

type StripMeterProps = {
  readonly label: string;
  /** Null: the sent mix. */
  readonly sourceId: string | null;
};

/** Peaks of left and right from −60 to 0 dBFS, with their RMS, the held peak and a lamp for clipping. */
export function StripMeter({ label, sourceId }: StripMeterProps) {
  const meter = useRef<HTMLDivElement>(null);
  const { onLevels } = useMedia();
  useEffect(
    () => (meter.current ? followLevels(meter.current, { onLevels, sourceId, shape: 'upright' }) : undefined),
    [onLevels, sourceId],
  );
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
      <canvas />
    </div>
  );
}
