/** Draws the two pictures of a transition into one; both are surfaces of the program's size. */
import type { Part, Shift, TransitionStep } from '../../../../../shared/studio/scene/transition/transition-course.ts';
import type { Layer } from '../../pixels/compositor/compositor.ts';
import type { Kernels } from '../../pixels/kernels/kernels.ts';
import { planesOf, type Plane, type Size, type Surface } from '../../pixels/memory/surface.ts';

/** A picture and its version. */
export type Picture = { readonly surface: Surface; readonly version: number };

/** The old scene, the new one, and where they are drawn together. */
export type Mixing = { readonly from: Picture; readonly to: Picture; readonly target: Surface };

/** `share` 0 is all of `from`, 1 all of `to`. */
export function mixPictures(kernels: Kernels, { from, to, target }: Mixing, share: number): void {
  const first = opaquePlane(from.surface);
  const second = opaquePlane(to.surface);
  const plane = opaquePlane(target);
  kernels.mix(plane, { first, second, amount: Math.round(share * 256) }, plane);
}

/** Y, U and V lie one after the other: one plane half as high again. */
function opaquePlane({ y, width, height }: Surface): Plane & Size {
  return { at: y, stride: width, width, height: (height * 3) / 2 };
}

/** Where the mask is 255 there is all of `to`; `chroma` is the mask at half size. */
export function mixByMask(
  kernels: Kernels,
  { from, to, target }: Mixing,
  mask: { readonly luma: Plane; readonly chroma: Plane },
): void {
  const firsts = planesOf(from.surface);
  const seconds = planesOf(to.surface);
  for (const [index, plane] of planesOf(target).slice(0, 3).entries()) {
    const first = firsts[index];
    const second = seconds[index];
    if (first === undefined || second === undefined) continue;
    kernels.mixBy(plane, { first, second, mask: index === 0 ? mask.luma : mask.chroma }, plane);
  }
}

/** Slides and wipes are drawn as layers; the others by kernels or beneath a film. */
export function layersOf(step: TransitionStep, { from, to, target }: Mixing): readonly Layer[] | null {
  switch (step.kind) {
    case 'slide':
      return [moved(from, step.from, target), moved(to, step.to, target)];
    case 'wipe':
      return [whole(from), ...part(to, step.shown, target)];
    case 'film':
      return [whole(step.under === 'from' ? from : to)];
    case 'done':
    case 'mix':
    case 'luma':
      return null;
  }
}

function whole({ surface, version }: Picture): Layer {
  const { width, height } = surface;
  return {
    surface,
    version,
    matrix: [1, 0, 0, 1, 0, 0],
    sourceRect: { x: 0, y: 0, width, height },
    opacity: 1,
    blend: 'normal',
    isOpaque: true,
  };
}

/** Moved by whole even samples, so that it is copied and not scaled. */
function moved(picture: Picture, { x, y }: Shift, { width, height }: Size): Layer {
  return { ...whole(picture), matrix: [1, 0, 0, 1, evenNear(x * width), evenNear(y * height)] };
}

/** None while the part is thinner than a sample of chroma. */
function part(picture: Picture, shown: Part, { width, height }: Size): readonly Layer[] {
  const left = evenNear(shown.x * width);
  const top = evenNear(shown.y * height);
  const right = evenNear((shown.x + shown.width) * width);
  const bottom = evenNear((shown.y + shown.height) * height);
  const sourceRect = { x: left, y: top, width: right - left, height: bottom - top };
  return sourceRect.width > 0 && sourceRect.height > 0 ? [{ ...whole(picture), sourceRect }] : [];
}

function evenNear(value: number): number {
  return Math.round(value / 2) * 2;
}
