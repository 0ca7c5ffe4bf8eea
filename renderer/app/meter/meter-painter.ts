/** Paints every meter, of strips and of rows, at the rate of the display, in one loop outside React that sleeps while nothing moves. */
import { levelAt } from '../../../shared/studio/audio/level/levels.ts';
import { fallTo, floorDb, shareAt } from './level-scale.ts';

/** How long the highest peak stands, and how long the lamp tells of a clipped sample, ms. */
const holdMillis = 1500;
const clipMillis = 3000;

/** From here on the next stage may clip, dBTP. */
const clipDb = -0.1;

const zones = [
  { upTo: shareAt(-20), token: '--meter-good' },
  { upTo: shareAt(-9), token: '--meter-warn' },
  { upTo: 1, token: '--meter-bad' },
] as const;

/** `upright` also has RMS, the held peak and a lamp for clipping; `lying` is as high as a line of text. */
export type MeterShape = 'upright' | 'lying';

/** One meter on its canvas. */
export type MeterPainter = {
  /** Takes over the newest figures. */
  readonly take: (figures: Float32Array) => void;
  /** The loudest of both bars, dBFS. */
  readonly loudest: () => number;
  readonly stop: () => void;
};

type Paint = (now: number) => boolean;

const paints = new Set<Paint>();
const recolours = new Set<() => void>();
let frame = 0;
let isActive = true;

/** Meters rest while the window is hidden. */
export function setMetersActive(active: boolean): void {
  isActive = active;
  if (active) wake();
}

function wake(): void {
  if (frame === 0 && isActive) frame = requestAnimationFrame(paintAll);
}

function paintAll(now: number): void {
  frame = 0;
  let isMoving = false;
  for (const paint of paints) isMoving = paint(now) || isMoving;
  if (isMoving) wake();
}

let themes: MutationObserver | null = null;

/** Colours come from the theme, and the theme may change. */
function followTheme(recolour: () => void): () => void {
  themes ??= new MutationObserver(() => {
    for (const each of recolours) each();
    wake();
  });
  if (recolours.size === 0) themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  recolours.add(recolour);
  return () => {
    recolours.delete(recolour);
    if (recolours.size === 0) themes?.disconnect();
  };
}

type Colours = { readonly ground: string; readonly mark: string; readonly zones: readonly string[] };

function coloursOf(canvas: HTMLCanvasElement): Colours {
  const styles = getComputedStyle(canvas);
  return {
    ground: styles.getPropertyValue('--hairline'),
    mark: styles.getPropertyValue('--text'),
    zones: zones.map(({ token }) => styles.getPropertyValue(token)),
  };
}

type Bar = { db: number; rms: number; hold: number; heldAt: number };

const newBar = (): Bar => ({ db: floorDb, rms: floorDb, hold: floorDb, heldAt: 0 });

/** Starts a meter of two bars; null where there is no canvas to paint on. */
export function startMeter(canvas: HTMLCanvasElement, shape: MeterShape): MeterPainter | null {
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  const left = newBar();
  const right = newBar();
  const fresh = { peakLeft: floorDb, peakRight: floorDb };
  let colours = coloursOf(canvas);
  let clippedAt = -clipMillis;
  let paintedAt = performance.now();
  const paint: Paint = (now) => {
    const millis = now - paintedAt;
    paintedAt = now;
    fall(left, fresh.peakLeft, now, millis);
    fall(right, fresh.peakRight, now, millis);
    fresh.peakLeft = floorDb;
    fresh.peakRight = floorDb;
    const isClipped = now - clippedAt < clipMillis;
    if (shape === 'upright') paintUpright(pen, colours, [left, right], isClipped);
    else paintLying(pen, colours, [left, right]);
    return isClipped || left.hold > floorDb || right.hold > floorDb;
  };
  const stopColours = followTheme(() => {
    colours = coloursOf(canvas);
  });
  const fit = new ResizeObserver(() => {
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    wake();
  });
  fit.observe(canvas);
  paints.add(paint);
  return {
    take: (figures) => {
      fresh.peakLeft = Math.max(fresh.peakLeft, figures[levelAt.peakLeft] ?? floorDb);
      fresh.peakRight = Math.max(fresh.peakRight, figures[levelAt.peakRight] ?? floorDb);
      left.rms = figures[levelAt.rmsLeft] ?? floorDb;
      right.rms = figures[levelAt.rmsRight] ?? floorDb;
      if ((figures[levelAt.truePeak] ?? floorDb) >= clipDb) clippedAt = performance.now();
      wake();
    },
    loudest: () => Math.max(left.db, right.db),
    stop: () => {
      paints.delete(paint);
      stopColours();
      fit.disconnect();
    },
  };
}

function fall(bar: Bar, peakDb: number, now: number, millis: number): void {
  bar.db = fallTo(bar.db, peakDb, millis);
  if (bar.db >= bar.hold || now - bar.heldAt > holdMillis) {
    bar.hold = bar.db;
    bar.heldAt = now;
  }
}

function paintUpright(pen: CanvasRenderingContext2D, colours: Colours, bars: readonly Bar[], isClipped: boolean): void {
  const { width, height } = pen.canvas;
  const gap = Math.max(1, Math.round(width / 8));
  const barWidth = (width - gap) / 2;
  const lamp = Math.max(2, Math.round(height / 24));
  const scale = height - lamp - 1;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = isClipped ? (colours.zones[2] ?? '') : colours.ground;
  pen.fillRect(0, 0, width, lamp);
  for (const [column, { db, rms, hold }] of bars.entries()) {
    const x = column * (barWidth + gap);
    pen.fillStyle = colours.ground;
    pen.fillRect(x, height - scale, barWidth, scale);
    let from = 0;
    for (const [index, { upTo }] of zones.entries()) {
      const to = Math.min(shareAt(db), upTo);
      pen.fillStyle = colours.zones[index] ?? '';
      if (to > from) pen.fillRect(x, height - to * scale, barWidth, (to - from) * scale);
      from = upTo;
    }
    pen.fillStyle = colours.mark;
    if (rms > floorDb) pen.fillRect(x, height - shareAt(rms) * scale, barWidth, Math.max(1, devicePixelRatio));
    if (hold > floorDb) pen.fillRect(x, height - shareAt(hold) * scale, barWidth, Math.max(1, devicePixelRatio));
  }
}

function paintLying(pen: CanvasRenderingContext2D, colours: Colours, bars: readonly Bar[]): void {
  const { width, height } = pen.canvas;
  const gap = Math.max(1, Math.round(height / 8));
  const barHeight = (height - gap) / 2;
  pen.clearRect(0, 0, width, height);
  for (const [row, { db }] of bars.entries()) {
    const y = row * (barHeight + gap);
    pen.fillStyle = colours.ground;
    pen.fillRect(0, y, width, barHeight);
    let from = 0;
    for (const [index, { upTo }] of zones.entries()) {
      const to = Math.min(shareAt(db), upTo);
      pen.fillStyle = colours.zones[index] ?? '';
      if (to > from) pen.fillRect(from * width, y, (to - from) * width, barHeight);
      from = upTo;
    }
  }
}
