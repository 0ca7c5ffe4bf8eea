/** The heap and the compositor of the program's colour, and the surfaces that sources take from them. */
import type { Size } from '../../../../../shared/studio/scene/plan/cover.ts';
import { programColour, type ProgramColour } from '../../pixels/colour/colour-space.ts';
import type { Compositor } from '../../pixels/compositor/compositor.ts';
import { createSurface, freeSurface, type Surface } from '../../pixels/memory/surface.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Surfaces } from '../../sources/producer.ts';
import type { FrameRoom } from '../hub/frame-copies.ts';
import type { FilterDesk } from '../filters/filter-desk.ts';
import type { DrawHolding } from './holding.ts';
import { PaintRoom } from './paint-room.ts';

export type PixelRoomOptions = {
  readonly openPixels: (colour: ProgramColour) => Pixels;
  readonly createCompositor: (pixels: Pixels) => Compositor;
  readonly createFilters: (pixels: Pixels, compositor: Compositor) => FilterDesk;
  readonly createSurfaces: (pixels: Pixels) => Surfaces;
  readonly copyFrame: (pixels: Pixels, frame: VideoFrame, surface: Surface) => Promise<void>;
  readonly drawHolding: DrawHolding;
};

/** What belongs to one colour. */
type Tools = {
  readonly pixels: Pixels;
  readonly compositor: Compositor;
  readonly filters: FilterDesk;
  readonly surfaces: Surfaces;
};

/** One heap for the Worker's life; colour and size may change off air. */
export class PixelRoom {
  readonly #options: PixelRoomOptions;
  #tools: Tools;
  #room: PaintRoom;
  /** For sources: always those of the colour of now. */
  readonly surfaces: Surfaces;
  readonly frames: FrameRoom;

  constructor(options: PixelRoomOptions, size: Size, canvas: Size) {
    this.#options = options;
    this.#tools = this.#toolsOf(options.openPixels(programColour(size)));
    this.#room = this.#roomOf(size, canvas);
    this.surfaces = {
      filled: (...args) => this.#tools.surfaces.filled(...args),
      fromBitmap: (bitmap) => this.#tools.surfaces.fromBitmap(bitmap),
      mix: (...args) => this.#tools.surfaces.mix(...args),
      putPart: (...args) => this.#tools.surfaces.putPart(...args),
      free: (surface) => this.#free(surface),
    };
    this.frames = {
      create: (width, height, hasAlpha) => createSurface(this.#tools.pixels.heap, width, height, hasAlpha),
      free: (surface) => this.#free(surface),
      copy: (frame, surface) => options.copyFrame(this.#tools.pixels, frame, surface),
    };
  }

  get room(): PaintRoom {
    return this.#room;
  }

  get pixels(): Pixels {
    return this.#tools.pixels;
  }

  /** True when a program of this size has another colour than this one. */
  isOtherColour(size: Size): boolean {
    return programColour(size) !== this.#tools.pixels.colour;
  }

  /** Another size, canvas or colour; nothing that was painted before may be used any more. */
  renew(size: Size, canvas: Size): PaintRoom {
    this.#room.close();
    if (this.isOtherColour(size)) {
      const { pixels, compositor, filters } = this.#tools;
      filters.close();
      compositor.close();
      this.#tools = this.#toolsOf({ ...pixels, colour: programColour(size) });
    }
    this.#room = this.#roomOf(size, canvas);
    return this.#room;
  }

  /** Frees what no slot since `since` (Worker µs) has needed. */
  dropUnused(since: number): void {
    this.#room.dropUnused(since);
    this.#tools.filters.dropUnused(since);
  }

  #free(surface: Surface): void {
    const { pixels, compositor } = this.#tools;
    compositor.forget(surface);
    freeSurface(pixels.heap, surface);
  }

  #toolsOf(pixels: Pixels): Tools {
    const { createCompositor, createFilters, createSurfaces } = this.#options;
    const compositor = createCompositor(pixels);
    return { pixels, compositor, filters: createFilters(pixels, compositor), surfaces: createSurfaces(pixels) };
  }

  #roomOf(size: Size, canvas: Size): PaintRoom {
    const { pixels, compositor, filters } = this.#tools;
    const { drawHolding } = this.#options;
    return new PaintRoom({
      pixels,
      compositor,
      size,
      canvas,
      drawHolding,
      filter: (...args) => filters.apply(...args),
    });
  }
}
