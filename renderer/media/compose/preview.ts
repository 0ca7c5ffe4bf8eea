/** Draws the program small into the page's canvases, at a low rate: it must never cost the encoder its time. */
import type { Micros } from '../../../shared/clock.ts';

/** Previews per second. */
const previewRate = 10;

type Target = { readonly canvas: OffscreenCanvas; readonly context: OffscreenCanvasRenderingContext2D };

/** Holds the canvases the page handed over. */
export class Preview {
  readonly #targets = new Map<number, Target>();
  #isActive = true;
  #next: Micros = 0;

  attach(id: number, canvas: OffscreenCanvas): void {
    const context = canvas.getContext('2d', { alpha: false });
    if (context !== null) this.#targets.set(id, { canvas, context });
  }

  detach(id: number): void {
    this.#targets.delete(id);
  }

  setActive(isActive: boolean): void {
    this.#isActive = isActive;
  }

  /** True when it is time to draw, `now` in µs; a small lead keeps it in step with the program clock. */
  isDue(now: Micros): boolean {
    return this.#isActive && this.#targets.size > 0 && now >= this.#next - 5_000;
  }

  /** Draws a program frame into every canvas; the caller still owns the frame. */
  draw(frame: VideoFrame, now: Micros): void {
    const period = 1_000_000 / previewRate;
    this.#next = Math.max(this.#next + period, now);
    for (const { canvas, context } of this.#targets.values()) {
      context.drawImage(frame, 0, 0, canvas.width, canvas.height);
    }
  }
}
