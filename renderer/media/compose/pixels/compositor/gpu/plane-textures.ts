/** Planes of surfaces as textures: sent once for each version, given up when long unused. */
import type { PixelHeap } from '../../memory/heap.ts';
import { planesOf, type Surface } from '../../memory/surface.ts';
import { createTexture, upload, type Gl } from './gl.ts';

type Sent = { readonly textures: readonly WebGLTexture[]; version: number; used: number };

/** Compositions after which an unused surface's textures go. */
const patience = 300;

export class PlaneTextures {
  readonly #gl: Gl;
  readonly #heap: PixelHeap;
  readonly #sent = new Map<Surface, Sent>();
  #turn = 0;

  constructor(gl: Gl, heap: PixelHeap) {
    this.#gl = gl;
    this.#heap = heap;
  }

  /** Y, U, V, and A, H where the surface has them. */
  of(surface: Surface, version: number): readonly WebGLTexture[] {
    const known = this.#sent.get(surface);
    if (known?.version === version) {
      known.used = this.#turn;
      return known.textures;
    }
    const planes = planesOf(surface);
    const textures = known?.textures ?? planes.map((plane) => createTexture(this.#gl, 'r8', plane));
    for (const [index, plane] of planes.entries()) {
      const texture = textures[index];
      const bytes = this.#heap.bytes.subarray(plane.at, plane.at + plane.width * plane.height);
      if (texture !== undefined) upload(this.#gl, texture, plane, bytes);
    }
    this.#sent.set(surface, { textures, version, used: this.#turn });
    return textures;
  }

  /** Once a composition. */
  tidy(): void {
    this.#turn += 1;
    for (const [surface, { used }] of this.#sent) if (this.#turn - used > patience) this.forget(surface);
  }

  forget(surface: Surface): void {
    for (const texture of this.#sent.get(surface)?.textures ?? []) this.#gl.deleteTexture(texture);
    this.#sent.delete(surface);
  }
}
