/** The level meter in a row: a small canvas that the painter of all meters draws on, never React. */
import { useEffect, useRef } from 'react';
import { useMedia } from '../media-port.ts';
import { followLevels } from './follow-levels.ts';
import { floorDb } from './level-scale.ts';

type LevelMeterProps = {
  readonly label: string;
  /** Absent: the programme's sound. */
  readonly sourceId?: string;
};

/** Left and right peak of the programme's sound, or of one source's, on a scale from −60 to 0 dBFS. */
export function LevelMeter({ label, sourceId }: LevelMeterProps) {
  const meter = useRef<HTMLDivElement>(null);
  const { onLevels } = useMedia();
  useEffect(
    () =>
      meter.current ? followLevels(meter.current, { onLevels, sourceId: sourceId ?? null, shape: 'lying' }) : undefined,
    [onLevels, sourceId],
  );
  return (
    <div
      ref={meter}
      className="meter meter-row"
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
