/** The holding picture as a surface of the program's size. */
import type { Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import { holdingEdition } from '../../picture/holding-picture.ts';
import type { Picture } from '../../picture/i420.ts';
import { yuvBytes, type Surface } from '../../pixels/memory/surface.ts';
import type { Paintable } from './painter.ts';
import type { Rooms } from './rooms.ts';

export type DrawHolding = (width: number, height: number) => Picture;

/** Drawn when it is first asked for, and anew when its text is another one. */
export class HoldingRoom {
  readonly #rooms: Rooms;
  readonly #size: Size;
  readonly #draw: DrawHolding;
  #surface: Surface | null = null;
  #edition = 0;

  constructor(rooms: Rooms, size: Size, draw: DrawHolding) {
    this.#rooms = rooms;
    this.#size = size;
    this.#draw = draw;
  }

  get picture(): Paintable {
    const { width, height } = this.#size;
    this.#surface ??= this.#rooms.target(this.#size).surface;
    if (this.#edition !== holdingEdition()) this.#paint(this.#surface);
    return { surface: this.#surface, version: this.#edition, width, height, pixelAspect: 1, isOpaque: true };
  }

  close(): void {
    if (this.#surface !== null) this.#rooms.free(this.#surface);
    this.#surface = null;
    this.#edition = 0;
  }

  #paint(surface: Surface): void {
    this.#edition = holdingEdition();
    const { samples } = this.#draw(surface.width, surface.height);
    this.#rooms.pixels.heap.bytes.set(samples.subarray(0, yuvBytes(surface)), surface.y);
  }
}
