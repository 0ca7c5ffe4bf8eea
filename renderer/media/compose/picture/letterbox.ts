/** Brings a camera frame to the program size: untouched where it fits, else letterboxed on a 2D canvas. */
import type { Micros } from '../../../../shared/clock.ts';

/** Width and height of the program, even. */
export type Size = { readonly width: number; readonly height: number };

/** How far two aspect ratios may differ and still count as one. */
const aspectTolerance = 0.002;

/** True when the encoder can take the frame as it is: it would stretch another aspect and pass full range on. */
export function fitsEncoder(frame: VideoFrame, size: Size): boolean {
  if (frame.format === null || frame.format.includes('A')) return false;
  if (frame.colorSpace.fullRange === true || frame.format.startsWith('RGB') || frame.format.startsWith('BGR'))
    return false;
  const aspect = frame.displayWidth / frame.displayHeight;
  return Math.abs(aspect / (size.width / size.height) - 1) < aspectTolerance;
}

/** The largest box of the frame's aspect centred in `size`, in whole even samples. */
export function letterboxArea(frame: Size, size: Size): { x: number; y: number; width: number; height: number } {
  const scale = Math.min(size.width / frame.width, size.height / frame.height);
  const width = Math.min(size.width, Math.round((frame.width * scale) / 2) * 2);
  const height = Math.min(size.height, Math.round((frame.height * scale) / 2) * 2);
  return { x: Math.floor((size.width - width) / 2), y: Math.floor((size.height - height) / 2), width, height };
}

/** A reusable canvas of one size. */
export class Letterbox {
  readonly size: Size;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D | null;

  constructor(size: Size) {
    this.size = size;
    this.#canvas = new OffscreenCanvas(size.width, size.height);
    this.#context = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  }

  /** A program frame at `timestamp` µs; the caller closes it, and still owns `source`. */
  compose(source: VideoFrame, timestamp: Micros): VideoFrame {
    const area = letterboxArea({ width: source.displayWidth, height: source.displayHeight }, this.size);
    const context = this.#context;
    if (context !== null) {
      context.fillStyle = '#000';
      context.fillRect(0, 0, this.size.width, this.size.height);
      context.drawImage(source, area.x, area.y, area.width, area.height);
    }
    return new VideoFrame(this.#canvas, { timestamp, alpha: 'discard' });
  }
}
