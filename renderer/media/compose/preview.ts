/** Draws the program small into the page's canvases, at a low rate: it must never cost the encoder its time. */
import type { Micros } from '../../../shared/clock.ts';
import { YuvScaler } from './picture/yuv-scaler.ts';

/** Previews per second. */
export const previewRate = 10;

type Target = {
  readonly canvas: OffscreenCanvas;
  readonly context: OffscreenCanvasRenderingContext2D;
  readonly scaler: YuvScaler;
};

/** Holds the canvases the page handed over. */
export class Preview {
  readonly #targets = new Map<number, Target>();
  #isActive = true;
  #isDrawing = false;
  #next: Micros = 0;

  attach(id: number, canvas: OffscreenCanvas): void {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return;
    this.#targets.set(id, { canvas, context, scaler: new YuvScaler(canvas.width, canvas.height) });
  }

  detach(id: number): void {
    this.#targets.delete(id);
  }

  setActive(isActive: boolean): void {
    this.#isActive = isActive;
  }

  /** True when it is time to draw, `now` in µs; a small lead keeps it in step with the program clock. */
  isDue(now: Micros): boolean {
    return this.#isActive && !this.#isDrawing && this.#targets.size > 0 && now >= this.#next - 5_000;
  }

  /** Draws a program frame into every canvas and closes it; rejects when the frame cannot be read. */
  async draw(frame: VideoFrame, now: Micros): Promise<void> {
    this.#next = Math.max(this.#next + 1_000_000 / previewRate, now);
    this.#isDrawing = true;
    try {
      await Promise.all([...this.#targets.values()].map((target) => drawInto(target, frame)));
    } finally {
      this.#isDrawing = false;
      frame.close();
    }
  }
}

async function drawInto({ canvas, context, scaler }: Target, frame: VideoFrame): Promise<void> {
  if (await scaler.scale(frame)) context.putImageData(scaler.image, 0, 0);
  else context.drawImage(frame, 0, 0, canvas.width, canvas.height);
}
