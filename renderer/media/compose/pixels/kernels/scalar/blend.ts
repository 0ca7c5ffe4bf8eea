/** Reference kernel of the blend modes that work in R, G, B. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels, PictureAt, RgbBlend, RgbBlending, RgbMatrix, Weights4 } from '../kernels.ts';
import { clamp8, div255 } from './arithmetic.ts';
import { rowsAt } from './colour.ts';

type Rgb = readonly [number, number, number];

export function blendKernels(heap: PixelHeap): Pick<Kernels, 'blend'> {
  return {
    blend: (to, from, blending, { width, height }) => {
      for (let row = 0; row < height; row += 2) {
        const rows = { to: rowsAt(to, row), from: rowsAt(from, row) };
        for (let x = 0; x < width; x += 2) blendBlock(heap.bytes, { ...rows, x }, blending);
      }
    },
  };
}

type Block = { readonly to: PictureAt; readonly from: PictureAt; readonly x: number };

/** Where nothing lies above, nothing is rounded either. */
function blendBlock(bytes: Uint8Array, { to, from, x }: Block, { mode, opacity, toRgb, toYuv }: RgbBlending): void {
  const at = (place: number) => bytes[place] ?? 0;
  const alphaAt = (place: number) => (from.a < 0 ? 255 : at(from.a + place));
  const chroma = x / 2;
  const half = from.h < 0 ? 255 : at(from.h + chroma);
  if (half === 0) return;
  const above = { u: at(from.u + chroma) - div255(half * 128), v: at(from.v + chroma) - div255(half * 128) };
  const below = { u: at(to.u + chroma) - 128, v: at(to.v + chroma) - 128 };
  let sums: Rgb = [0, 0, 0];
  for (let index = 0; index < 4; index += 1) {
    const column = x + (index & 1);
    const source = (index >> 1) * from.stride + column;
    const target = to.y + (index >> 1) * to.stride + column;
    const alpha = alphaAt(source);
    const under = rgbOf(at(target) - 16, below, toRgb);
    const over = rgbOf(at(from.y + source) - div255(alpha * 16), above, toRgb);
    const pixel = blended([under, over], { mode, opacity, cover: div255(alpha * opacity) });
    bytes[target] = clamp8((product(toYuv.y, pixel, 255) + 8192) >> 14);
    sums = [sums[0] + pixel[0], sums[1] + pixel[1], sums[2] + pixel[2]];
  }
  bytes[to.u + chroma] = clamp8((product(toYuv.u, sums, 1020) + 32_768) >> 16);
  bytes[to.v + chroma] = clamp8((product(toYuv.v, sums, 1020) + 32_768) >> 16);
}

function product(weights: Weights4, [red, green, blue]: Rgb, alpha: number): number {
  return weights[0] * red + weights[1] * green + weights[2] * blue + weights[3] * alpha;
}

function rgbOf(luma: number, { u, v }: { readonly u: number; readonly v: number }, matrix: RgbMatrix): Rgb {
  const light = luma * matrix.lumaGain + 4096;
  return [
    clamp8((light + matrix.rv * v) >> 13),
    clamp8((light + matrix.gu * u + matrix.gv * v) >> 13),
    clamp8((light + matrix.bu * u) >> 13),
  ];
}

type How = { readonly mode: RgbBlend; readonly opacity: number; readonly cover: number };

function blended([under, over]: readonly [Rgb, Rgb], { mode, opacity, cover }: How): Rgb {
  const part = (index: 0 | 1 | 2) => blendPart(mode, under[index], div255(over[index] * opacity), cover);
  return [part(0), part(1), part(2)];
}

/** `over` is premultiplied by `cover`, but may be brighter by a rounding. */
function blendPart(mode: RgbBlend, under: number, over: number, cover: number): number {
  const above = over > cover ? cover : over;
  switch (mode) {
    case 'add':
      return clamp8(under + above);
    case 'subtract':
      return clamp8(under - above);
    case 'screen':
      return under + above - div255(under * above);
    case 'multiply':
      return div255(under * (255 - cover + above));
    case 'lighten':
      return under + Math.max(0, above - div255(under * cover));
    case 'darken':
      return under + Math.min(0, above - div255(under * cover));
  }
}
