/** The picture of a web page, put together from the parts that main paints; straight alpha. */
import type { PaintMessage } from '../../../../../shared/contract/show/source-ports.ts';

const bytesPerPixel = 4;

/** Overwritten part by part; a page of another size begins anew. */
export class PageCanvas {
  #width = 0;
  #height = 0;
  #pixels = new Uint8Array(0);
  #isOpaque = false;
  #hasToLook = false;

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** True when nothing shines through; looked at once after each paint. */
  get isOpaque(): boolean {
    if (this.#hasToLook) this.#isOpaque = isOpaque(this.#pixels);
    this.#hasToLook = false;
    return this.#isOpaque;
  }

  /** Puts a part in its place. */
  paint({ width, height, x, y, partWidth, partHeight, pixels }: PaintMessage): void {
    if (width !== this.#width || height !== this.#height) {
      this.#width = width;
      this.#height = height;
      this.#pixels = new Uint8Array(width * height * bytesPerPixel);
    }
    const part = new Uint8Array(pixels);
    unpremultiply(part);
    const length = partWidth * bytesPerPixel;
    for (let row = 0; row < partHeight; row += 1) {
      const place = ((y + row) * width + x) * bytesPerPixel;
      this.#pixels.set(part.subarray(row * length, (row + 1) * length), place);
    }
    this.#hasToLook = true;
  }

  /** A frame with a copy of the picture; whoever asks closes it. */
  toFrame(timestamp: number): VideoFrame | null {
    if (this.#width === 0) return null;
    return new VideoFrame(this.#pixels, {
      format: this.isOpaque ? 'BGRX' : 'BGRA',
      codedWidth: this.#width,
      codedHeight: this.#height,
      timestamp,
    });
  }
}

/** From premultiplied to straight, in place; the bytes begin at a multiple of four. */
export function unpremultiply(pixels: Uint8Array<ArrayBuffer>): void {
  const words = wordsOf(pixels);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? 0;
    const alpha = word >>> 24;
    if (alpha === 255 || alpha === 0) continue;
    const at = index * bytesPerPixel;
    pixels[at] = straight(word & 255, alpha);
    pixels[at + 1] = straight((word >>> 8) & 255, alpha);
    pixels[at + 2] = straight((word >>> 16) & 255, alpha);
  }
}

function straight(part: number, alpha: number): number {
  return Math.min(255, Math.round((part * 255) / alpha));
}

function isOpaque(pixels: Uint8Array<ArrayBuffer>): boolean {
  return wordsOf(pixels).every((word) => word >>> 24 === 255);
}

/** Whole pixels as numbers, alpha in the highest byte: everything that Chromium runs on is little-endian. */
function wordsOf(pixels: Uint8Array<ArrayBuffer>): Uint32Array {
  return new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / bytesPerPixel);
}
