/** The picture of a web page, put together from the parts that main paints: B, G, R, A, premultiplied. */
import type { PaintMessage } from '../../../../../shared/contract/show/source-ports.ts';
import type { Box } from '../../../../../shared/studio/geometry/box.ts';

const bytesPerPixel = 4;

/** Overwritten part by part; a page of another size begins anew. */
export class PageCanvas {
  #width = 0;
  #height = 0;
  #pixels = new Uint8Array(0);
  #dirty: Box | null = null;

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  get data(): Uint8Array {
    return this.#pixels;
  }

  /** What was painted since the last `clean`; null: nothing. */
  get dirty(): Box | null {
    return this.#dirty;
  }

  get whole(): Box {
    return { x: 0, y: 0, width: this.#width, height: this.#height };
  }

  clean(): void {
    this.#dirty = null;
  }

  /** Everything counts as painted. */
  soil(): void {
    if (this.#width > 0) this.#dirty = this.whole;
  }

  /** Puts a part in its place. */
  paint({ width, height, x, y, partWidth, partHeight, pixels }: PaintMessage): void {
    if (width !== this.#width || height !== this.#height) {
      this.#width = width;
      this.#height = height;
      this.#pixels = new Uint8Array(width * height * bytesPerPixel);
      this.#dirty = this.whole;
    }
    const part = new Uint8Array(pixels);
    const length = partWidth * bytesPerPixel;
    for (let row = 0; row < partHeight; row += 1) {
      const place = ((y + row) * width + x) * bytesPerPixel;
      this.#pixels.set(part.subarray(row * length, (row + 1) * length), place);
    }
    this.#dirty = joined(this.#dirty, { x, y, width: partWidth, height: partHeight });
  }
}

/** The smallest box round both. */
function joined(one: Box | null, other: Box): Box {
  if (one === null) return other;
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  const right = Math.max(one.x + one.width, other.x + other.width);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  return { x, y, width: right - x, height: bottom - y };
}
