/** Reference kernels that turn one Y, U, V into another. */
import type { PixelHeap } from '../../memory/heap.ts';
import type { Kernels, PictureAt, YuvMatrix } from '../kernels.ts';
import { clamp16, clamp8 } from './arithmetic.ts';

export function colourKernels(heap: PixelHeap): Pick<Kernels, 'convert' | 'mapChroma' | 'cube'> {
  return {
    convert: (picture, matrix, { width, height }) => {
      for (let row = 0; row < height; row += 2) convertRows(heap.bytes, rowsAt(picture, row), matrix, width);
    },
    cube: (picture, table, { width, height }) => {
      for (let row = 0; row < height; row += 2) {
        const rows = rowsAt(picture, row);
        for (let x = 0; x < width; x += 2) cubeBlock(heap.bytes, rows, table, x);
      }
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

/** Points on each axis of a cube, and bytes to the next along U and V. */
const toNextU = 33 * 4;
const toNextV = 33 * 33 * 4;

function cubeBlock(bytes: Uint8Array, { y, u, v, stride }: PictureAt, table: number, x: number): void {
  const chroma = x / 2;
  const [cu, cv] = [bytes[u + chroma] ?? 0, bytes[v + chroma] ?? 0];
  const corner = table + (cu >> 3) * toNextU + (cv >> 3) * toNextV;
  let [sumU, sumV] = [1024, 1024];
  for (const at of [y + x, y + x + 1, y + stride + x, y + stride + x + 1]) {
    const luma = bytes[at] ?? 0;
    const place = corner + (luma >> 3) * 4;
    const shares = { u: cu & 7, v: cv & 7, y: luma & 7 };
    sumU += cubeSum(bytes, place + 1, shares);
    sumV += cubeSum(bytes, place + 2, shares);
    bytes[at] = (cubeSum(bytes, place, shares) + 256) >> 9;
  }
  bytes[u + chroma] = sumU >> 11;
  bytes[v + chroma] = sumV >> 11;
}

/** Eight points round a place, times 512. */
function cubeSum(
  bytes: Uint8Array,
  place: number,
  share: { readonly u: number; readonly v: number; readonly y: number },
): number {
  const column = (at: number) => (bytes[at] ?? 0) * (8 - share.y) + (bytes[at + 4] ?? 0) * share.y;
  const plane = (at: number) => column(at) * (8 - share.u) + column(at + toNextU) * share.u;
  return plane(place) * (8 - share.v) + plane(place + toNextV) * share.v;
}
