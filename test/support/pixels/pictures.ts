/** Pictures that tests lay over each other: smooth ones with edges, opaque or with alpha. */
import type { Pixels } from '../../../renderer/media/compose/pixels/pixels.ts';
import type { Layer } from '../../../renderer/media/compose/pixels/compositor/compositor.ts';
import { rgbaWeights } from '../../../renderer/media/compose/pixels/colour/colour-space.ts';
import { createSurface, type Surface } from '../../../renderer/media/compose/pixels/memory/surface.ts';

/** R, G, B, A of 0 to 255 at a place. */
type Paint = (x: number, y: number) => readonly [number, number, number, number];

/** Waves of colour with hard edges in between. */
export const waves =
  (seed: number): Paint =>
  (x, y) => {
    const block = (Math.floor(x / 24) + Math.floor(y / 18)) % 3 === 0 ? 40 : 0;
    const wave = (speed: number) => 110 + 90 * Math.sin((x * speed + y * (0.11 - speed) + seed) / 3) + block;
    return [wave(0.05), wave(0.08), wave(0.03), 255];
  };

/** A disc that fades at its rim, on nothing; what is transparent is black, as a canvas has it. */
export const disc =
  (width: number, height: number): Paint =>
  (x, y) => {
    const distance = Math.hypot((x + 0.5) / width - 0.5, (y + 0.5) / height - 0.5) * 2;
    const alpha = Math.max(0, Math.min(1, (0.9 - distance) * 6));
    return alpha === 0 ? [0, 0, 0, 0] : [250, 180, 40, Math.round(alpha * 255)];
  };

/** Draws it pixel by pixel. */
export function paint(pixels: Pixels, width: number, height: number, how: Paint, hasAlpha = false): Surface {
  const { heap, kernels, colour } = pixels;
  const surface = createSurface(heap, width, height, hasAlpha);
  const rgba = heap.allocate(surface.width * surface.height * 4);
  for (let y = 0; y < surface.height; y += 1) {
    for (let x = 0; x < surface.width; x += 1) {
      heap.bytes.set(how(x, y).map(Math.round), rgba + 4 * (y * surface.width + x));
    }
  }
  const to = { ...surface, stride: surface.width };
  kernels.fromRgba(to, { at: rgba, stride: surface.width * 4 }, rgbaWeights('rgba', colour), surface);
  heap.free(rgba);
  return surface;
}

/** The whole surface, at a place in whole pixels. */
export function layerOf(
  surface: Surface,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  more: Partial<Layer> = {},
): Layer {
  const sourceRect = more.sourceRect ?? { x: 0, y: 0, width: surface.width, height: surface.height };
  const [a, d] = [box.width / sourceRect.width, box.height / sourceRect.height];
  const matrix = [a, 0, 0, d, box.x - a * sourceRect.x, box.y - d * sourceRect.y] as const;
  return { surface, version: 1, matrix, sourceRect, opacity: 1, blend: 'normal', isOpaque: false, ...more };
}
