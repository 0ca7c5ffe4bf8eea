/** The surface of a source that stands still, and the one before it until nobody looks at that any more. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { Size, Surface } from '../../pixels/memory/surface.ts';
import type { Look, Surfaces } from '../producer.ts';

/** One picture at a time; `look` is to be asked once a slot. */
export class StillPicture {
  readonly #surfaces: Surfaces;
  #look: Look | null = null;
  #old: Surface[] = [];
  #version = 0;

  constructor(surfaces: Surfaces) {
    this.#surfaces = surfaces;
  }

  /** The picture; what came before it may be gone after this. */
  get look(): Look | null {
    for (const surface of this.#old) this.#surfaces.free(surface);
    this.#old = [];
    return this.#look;
  }

  /** Puts a surface in place, which is freed here later on; `size` is that of the picture, not rounded to even. */
  show(surface: Surface, facts: Size & { readonly isOpaque: boolean; readonly captured: Micros }): void {
    this.clear();
    this.#version += 1;
    const { width, height, isOpaque, captured } = facts;
    this.#look = { surface, frame: null, version: this.#version, captured, width, height, isOpaque };
  }

  /** The same surface has other pixels now. */
  touch(captured: Micros): void {
    if (this.#look === null) return;
    this.#version += 1;
    this.#look = { ...this.#look, version: this.#version, captured };
  }

  clear(): void {
    const surface = this.#look?.surface ?? null;
    if (surface !== null) this.#old.push(surface);
    this.#look = null;
  }

  close(): void {
    this.clear();
    for (const surface of this.#old) this.#surfaces.free(surface);
    this.#old = [];
  }
}
