/** The level meter: a small canvas drawn straight from the media side, never through React. */
import { useEffect, useRef } from 'react';
import { levelAt } from '../../../shared/studio/audio/level/levels.ts';
import { useMedia, type MediaPort } from '../media-port.ts';
import { fallTo, floorDb, levelWords, shareAt } from './level-scale.ts';
import { figuresOf } from './levels.ts';

/** How often the meter's value may change for assistive technology, in ms; it is never spoken unasked. */
const spokenEveryMillis = 2000;

type LevelMeterProps = {
  readonly label: string;
  /** Absent: the programme's sound. */
  readonly sourceId?: string;
};

/** Left and right peak of the programme's sound, or of one source's, on a scale from −60 to 0 dBFS. */
export function LevelMeter({ label, sourceId }: LevelMeterProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const meter = useRef<HTMLDivElement>(null);
  const { onLevel, onLevels } = useMedia();
  useEffect(() => {
    if (!canvas.current || !meter.current) return undefined;
    const follow = sourceId === undefined ? onLevel : levelsOf(onLevels, sourceId);
    return drawLevels(canvas.current, meter.current, follow);
  }, [onLevel, onLevels, sourceId]);
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
      <canvas ref={canvas} />
    </div>
  );
}

/** The levels of one strip. */
function levelsOf(onLevels: MediaPort['onLevels'], sourceId: string): MediaPort['onLevel'] {
  return (listener) =>
    onLevels((levels) => {
      const figures = figuresOf(levels, sourceId);
      const at = (name: keyof typeof levelAt) => figures?.[levelAt[name]] ?? floorDb;
      listener({ peakDb: [at('peakLeft'), at('peakRight')], rmsDb: [at('rmsLeft'), at('rmsRight')] });
    });
}

function drawLevels(canvas: HTMLCanvasElement, meter: HTMLElement, onLevel: MediaPort['onLevel']): () => void {
  const pen = canvas.getContext('2d');
  if (!pen) return () => undefined;
  const shown: [number, number] = [floorDb, floorDb];
  let lastDrawn = performance.now();
  let lastSpoken = 0;
  const fit = new ResizeObserver(() => {
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
  });
  fit.observe(canvas);
  const stop = onLevel(({ peakDb }) => {
    const now = performance.now();
    shown[0] = fallTo(shown[0], peakDb[0], now - lastDrawn);
    shown[1] = fallTo(shown[1], peakDb[1], now - lastDrawn);
    lastDrawn = now;
    drawBars(pen, shown);
    if (now - lastSpoken < spokenEveryMillis) return;
    lastSpoken = now;
    const loudest = Math.round(Math.max(shown[0], shown[1]));
    meter.setAttribute('aria-valuenow', String(Math.min(0, loudest)));
    meter.setAttribute('aria-valuetext', levelWords(loudest));
  });
  return () => {
    stop();
    fit.disconnect();
  };
}

/** Zones of the scale: up to −20 normal, up to −9 strong, above that near the limit. */
const zones = [
  { upTo: shareAt(-20), token: '--meter-good' },
  { upTo: shareAt(-9), token: '--meter-warn' },
  { upTo: 1, token: '--meter-bad' },
] as const;

function drawBars(pen: CanvasRenderingContext2D, shown: readonly [number, number]): void {
  const { width, height } = pen.canvas;
  const styles = getComputedStyle(pen.canvas);
  const gap = Math.max(1, Math.round(height / 8));
  const barHeight = (height - gap) / 2;
  pen.clearRect(0, 0, width, height);
  for (const [row, db] of shown.entries()) {
    const top = row * (barHeight + gap);
    pen.fillStyle = styles.getPropertyValue('--hairline');
    pen.fillRect(0, top, width, barHeight);
    let from = 0;
    for (const { upTo, token } of zones) {
      const to = Math.min(shareAt(db), upTo);
      if (to > from) {
        pen.fillStyle = styles.getPropertyValue(token);
        pen.fillRect(from * width, top, (to - from) * width, barHeight);
      }
      from = upTo;
    }
  }
}
