/** Reference kernels that turn one Y, U, V into another. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels, PictureAt, YuvMatrix } from '../kernels.ts';
import { clamp16, clamp8 } from './arithmetic.ts';

export function colourKernels(heap: PixelHeap): Pick<Kernels, 'convert' | 'mapChroma'> {
  return {
    convert: (picture, matrix, { width, height }) => {
      for (let row = 0; row < height; row += 2) convertRows(heap.bytes, rowsAt(picture, row), matrix, width);
    },
    mapChroma: ({ u, v, stride }, alpha, table, { width, height }) => {
      const { bytes } = heap;
      for (let row = 0; row < height; row += 1) {
        const start = row * stride;
        for (let at = start; at < start + width; at += 1) {
          const entry = table + 4 * (((bytes[v + at] ?? 0) << 8) | (bytes[u + at] ?? 0));
          bytes[u + at] = bytes[entry] ?? 0;
          bytes[v + at] = bytes[entry + 1] ?? 0;
          bytes[alpha + at] = bytes[entry + 2] ?? 0;
        }
      }
    },
  };
}

/** The picture from an even row on. */
export function rowsAt(picture: PictureAt, row: number): PictureAt {
  const luma = row * picture.stride;
  const chroma = (row * picture.stride) / 4;
  return {
    y: picture.y + luma,
    u: picture.u + chroma,
    v: picture.v + chroma,
    a: picture.a < 0 ? picture.a : picture.a + luma,
    h: picture.h < 0 ? picture.h : picture.h + chroma,
    stride: picture.stride,
  };
}

function convertRows(bytes: Uint8Array, { y, u, v, stride }: PictureAt, matrix: YuvMatrix, width: number): void {
  for (let x = 0; x < width / 2; x += 1) {
    const cu = (bytes[u + x] ?? 0) - 128;
    const cv = (bytes[v + x] ?? 0) - 128;
    const shift = (matrix.yu * cu + matrix.yv * cv + 64) >> 7;
    for (const at of [y + 2 * x, y + 2 * x + 1, y + stride + 2 * x, y + stride + 2 * x + 1]) {
      bytes[at] = lumaOf(bytes[at] ?? 0, shift, matrix);
    }
    bytes[u + x] = clamp8(((matrix.uu * cu + matrix.uv * cv + 8192) >> 14) + 128);
    bytes[v + x] = clamp8(((matrix.vu * cu + matrix.vv * cv + 8192) >> 14) + 128);
  }
}

/** Luma in 1/128 of a code, each sum kept within 16 bits as the vectors do. */
function lumaOf(luma: number, shift: number, { lumaGain, lumaOffset }: YuvMatrix): number {
  const scaled = lumaGain === 32_768 ? luma << 7 : ((luma << 7) * lumaGain + 16_384) >> 15;
  return clamp8(clamp16(clamp16(scaled + shift) + lumaOffset + 64) >> 7);
}
