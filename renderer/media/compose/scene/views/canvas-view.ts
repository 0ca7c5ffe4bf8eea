/** One place on a canvas of the page: a small surface, and its way into RGB. */
import { rgbMatrix } from '../../pixels/colour/colour-space.ts';
import type { Pointer } from '../../pixels/memory/heap.ts';
import type { PaintRoom } from '../paint/paint-room.ts';
import type { PaintTarget } from '../paint/paint-target.ts';

/** Where on the canvas, in its pixels. */
export type Corner = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

type Taken = { readonly room: PaintRoom; readonly target: PaintTarget; readonly pixels: Pointer };

const bytesPerPixel = 4;

/** Takes its memory when it is first painted. */
export class CanvasView {
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #corner: Corner;
  #taken: Taken | null = null;
  #drawn = -1;

  constructor(context: OffscreenCanvasRenderingContext2D, corner: Corner) {
    this.#context = context;
    this.#corner = corner;
  }

  /** Has the picture painted and puts it on the canvas, if it is another than before. */
  paint(room: PaintRoom, paint: (target: PaintTarget) => void): void {
    const taken = this.#take(room);
    paint(taken.target);
    if (taken.target.version === this.#drawn) return;
    this.#drawn = taken.target.version;
    this.#put(taken);
  }

  /** Nothing is to be seen. */
  blank(room: PaintRoom): void {
    this.paint(room, (target) => room.rooms.compose([], target));
  }

  /** Gives its memory back; it can be painted again. */
  release(): void {
    const taken = this.#taken;
    this.#taken = null;
    this.#drawn = -1;
    if (taken === null) return;
    taken.room.rooms.free(taken.target.surface);
    taken.room.rooms.pixels.heap.free(taken.pixels);
  }

  #take(room: PaintRoom): Taken {
    if (this.#taken !== null) return this.#taken;
    const target = room.rooms.target(this.#corner);
    const { width, height } = target.surface;
    const taken = { room, target, pixels: room.rooms.pixels.heap.allocate(width * height * bytesPerPixel) };
    this.#taken = taken;
    return taken;
  }

  #put({ room, target, pixels }: Taken): void {
    const { heap, kernels, colour } = room.rooms.pixels;
    const { surface } = target;
    const { width, height } = surface;
    const stride = width * bytesPerPixel;
    kernels.toRgba({ at: pixels, stride }, { ...surface, stride: width }, rgbMatrix(colour), { width, height });
    const { buffer } = heap.bytes;
    const image = new ImageData(new Uint8ClampedArray(buffer, pixels, stride * height), width, height);
    const { x, y, width: shownWidth, height: shownHeight } = this.#corner;
    this.#context.putImageData(image, x, y, 0, 0, shownWidth, shownHeight);
  }
}
