/** Everything that is painted with in one program size and colour; another one gets another room. */
import { fitCanvas, type Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import type { Compositor } from '../../pixels/compositor/compositor.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import { HoldingRoom, type DrawHolding } from './holding.ts';
import { Painter, type ApplyFilters, type Paintable } from './painter.ts';
import { NestedTargets, Rooms } from './rooms.ts';

export type PaintRoomOptions = {
  readonly pixels: Pixels;
  readonly compositor: Compositor;
  readonly size: Size;
  readonly canvas: Size;
  readonly drawHolding: DrawHolding;
  readonly filter: ApplyFilters;
};

export class PaintRoom {
  readonly rooms: Rooms;
  readonly painter: Painter;
  readonly size: Size;
  readonly canvas: Size;
  readonly #nested: NestedTargets;
  readonly #holding: HoldingRoom;

  constructor({ pixels, compositor, size, canvas, drawHolding, filter }: PaintRoomOptions) {
    this.rooms = new Rooms(pixels, compositor);
    this.size = size;
    this.canvas = canvas;
    this.#nested = new NestedTargets(this.rooms, nestedSize(canvas, size));
    this.#holding = new HoldingRoom(this.rooms, size, drawHolding);
    this.painter = new Painter({
      rooms: this.rooms,
      canvas,
      holding: () => this.holding,
      filter,
      nested: (sceneId, isOpaque) => this.#nested.get(sceneId, isOpaque),
    });
  }

  get holding(): Paintable {
    return this.#holding.picture;
  }

  /** Frees what no slot since `since` has needed. */
  dropUnused(since: number): void {
    this.#nested.dropUnused(since);
  }

  close(): void {
    this.#nested.dropUnused(Number.POSITIVE_INFINITY);
    this.#holding.close();
  }
}

/** A scene within a scene is as sharp as the program when it fills it. */
function nestedSize(canvas: Size, program: Size): Size {
  const { scale } = fitCanvas(canvas, program);
  return { width: canvas.width * scale, height: canvas.height * scale };
}
