/** Shrinks a camera or program frame into RGBA with plain arithmetic: without a GPU far cheaper than drawing the frame. */

/** BT.601 limited range in 1/256 steps: the preview shows colours, it does not measure them. */
const lumaGain = 298;
const redFromV = 409;
const greenFromU = -100;
const greenFromV = -208;
const blueFromU = 516;

/** Byte offsets of one frame's planes; `chromaStep` is 2 where U and V alternate (NV12). */
type Layout = {
  readonly y: PlaneLayout;
  readonly u: PlaneLayout;
  readonly v: PlaneLayout;
  readonly chromaStep: 1 | 2;
};

/** Reads I420 and NV12 frames; one scaler per target size. */
export class YuvScaler {
  readonly image: ImageData;
  readonly #pixels: Uint32Array;
  #source = new Uint8Array(0);
  #columns = new Int32Array(0);
  #sourceWidth = 0;

  constructor(width: number, height: number) {
    this.image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Copies the frame and shrinks it into `image`; false when its format is another. The caller still owns the frame. */
  async scale(frame: VideoFrame): Promise<boolean> {
    if (frame.format !== 'I420' && frame.format !== 'NV12') return false;
    const bytes = frame.allocationSize();
    if (this.#source.byteLength !== bytes) this.#source = new Uint8Array(bytes);
    const { visibleRect, format } = frame;
    const [y, u, v] = await frame.copyTo(this.#source);
    if (visibleRect === null || y === undefined || u === undefined) return false;
    if (format === 'NV12') {
      this.#convert({ y, u, v: { offset: u.offset + 1, stride: u.stride }, chromaStep: 2 }, visibleRect);
    } else if (v !== undefined) this.#convert({ y, u, v, chromaStep: 1 }, visibleRect);
    return true;
  }

  #convert(layout: Layout, { width, height }: { readonly width: number; readonly height: number }): void {
    this.#mapColumns(width);
    for (let row = 0; row < this.image.height; row += 1) {
      this.#convertRow(layout, row, Math.floor((row * height) / this.image.height));
    }
  }

  /** Source column of each target column, even ones for the chroma's sake. */
  #mapColumns(width: number): void {
    if (this.#sourceWidth === width) return;
    this.#sourceWidth = width;
    this.#columns = Int32Array.from({ length: this.image.width }, (_, x) => Math.floor((x * width) / this.image.width));
  }

  #convertRow({ y, u, v, chromaStep }: Layout, row: number, sourceRow: number): void {
    const source = this.#source;
    const columns = this.#columns;
    const pixels = this.#pixels;
    const lumaRow = y.offset + sourceRow * y.stride;
    const uRow = u.offset + (sourceRow >> 1) * u.stride;
    const vRow = v.offset + (sourceRow >> 1) * v.stride;
    let target = row * this.image.width;
    for (let x = 0; x < columns.length; x += 1) {
      const column = columns[x] ?? 0;
      const chroma = (column >> 1) * chromaStep;
      const luma = ((source[lumaRow + column] ?? 16) - 16) * lumaGain + 128;
      const cu = (source[uRow + chroma] ?? 128) - 128;
      const cv = (source[vRow + chroma] ?? 128) - 128;
      const red = clamp((luma + redFromV * cv) >> 8);
      const green = clamp((luma + greenFromU * cu + greenFromV * cv) >> 8);
      const blue = clamp((luma + blueFromU * cu) >> 8);
      pixels[target] = 0xff000000 | (blue << 16) | (green << 8) | red;
      target += 1;
    }
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
