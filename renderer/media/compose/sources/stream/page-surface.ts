/** A web page in the heap: only what was painted is converted, and a page without holes has no alpha. */
import type { Surface } from '../../pixels/memory/surface.ts';
import type { Surfaces } from '../producer.ts';
import type { PageCanvas } from './page-canvas.ts';

/** A page that shows something through as often as this keeps its alpha from then on. */
const mostChanges = 8;

type Shown = { readonly surface: Surface; readonly width: number; readonly height: number; readonly hasAlpha: boolean };

/** Follows one canvas; the surface holds until the next `draw`. */
export class PageSurface {
  readonly #surfaces: Surfaces;
  #shown: Shown | null = null;
  #changes = 0;

  constructor(surfaces: Surfaces) {
    this.#surfaces = surfaces;
  }

  /** Null before the first drawing. */
  get shown(): Shown | null {
    return this.#shown;
  }

  /** Takes over what was painted; false while there is no memory for it: then what was there stays. */
  draw(canvas: PageCanvas): boolean {
    if (canvas.dirty === null) return false;
    const { width, height } = canvas;
    const isFitting = this.#shown?.width === width && this.#shown.height === height;
    const isDrawn = isFitting ? this.#change(canvas) : this.#renew(canvas, this.#changes > mostChanges);
    if (isDrawn) canvas.clean();
    return isDrawn;
  }

  /** Frees it; the next drawing is of the whole canvas. */
  drop(): void {
    if (this.#shown !== null) this.#surfaces.free(this.#shown.surface);
    this.#shown = null;
  }

  #change(canvas: PageCanvas): boolean {
    const shown = this.#shown;
    const part = canvas.dirty;
    if (shown === null || part === null) return false;
    const isSolid = this.#surfaces.putPart(shown.surface, canvas, part);
    if (isSolid === null) return false;
    if (!isSolid && !shown.hasAlpha) return this.#renew(canvas, true);
    const isWhole = part.width === canvas.width && part.height === canvas.height;
    if (isSolid && isWhole && shown.hasAlpha && this.#changes <= mostChanges) this.#renew(canvas, false);
    return true;
  }

  /** On another surface; one that turns out to be too poor is made once more. */
  #renew(canvas: PageCanvas, hasAlpha: boolean): boolean {
    const { width, height } = canvas;
    const surface = this.#surfaces.filled({ width, height }, hasAlpha ? '#00000000' : '#000000');
    if (surface === null) return false;
    const isSolid = this.#surfaces.putPart(surface, canvas, canvas.whole);
    if (isSolid === null || (!isSolid && !hasAlpha)) {
      this.#surfaces.free(surface);
      return isSolid !== null && this.#renew(canvas, true);
    }
    if (this.#shown !== null && this.#shown.hasAlpha !== hasAlpha) this.#changes += 1;
    this.drop();
    this.#shown = { surface, width, height, hasAlpha };
    return true;
  }
}
