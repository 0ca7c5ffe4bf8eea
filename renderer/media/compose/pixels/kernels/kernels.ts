/**
 * What is done to samples in the heap, as whole rows of 8-bit planes. Two implementations give the same bytes: plain
 * TypeScript (`scalar/`, the reference and the fallback) and WebAssembly with vectors (`simd/`).
 *
 * Nothing here checks bounds: callers clip first. `to` may be the same plane as `from` unless it says otherwise.
 * div255(x) is round(x / 255), computed as (x + 128 + (x + 128 >> 8)) >> 8.
 */
import type { Pointer } from '../memory/heap.ts';
import type { Plane, Size } from '../memory/surface.ts';

/** U and V of a picture; both of the same stride. */
export type ChromaPlanes = { readonly u: Pointer; readonly v: Pointer; readonly stride: number };

/** Y, U and V, with A and H where `a` is not -1; chroma strides are half of `stride`. */
export type PictureAt = {
  readonly y: Pointer;
  readonly u: Pointer;
  readonly v: Pointer;
  readonly a: Pointer;
  readonly h: Pointer;
  readonly stride: number;
};

/**
 * Y, U, V → Y, U, V, in steps of 1/16384: y' = lumaGain · y + yu · u + yv · v + lumaOffset, with u and v counted
 * from 128. `lumaGain` is in 1/32768, where 32768 means 1; `lumaOffset` in 1/128 of a code.
 */
export type YuvMatrix = {
  readonly lumaGain: number;
  readonly lumaOffset: number;
  readonly yu: number;
  readonly yv: number;
  readonly uu: number;
  readonly uv: number;
  readonly vu: number;
  readonly vv: number;
};

/** Four bytes of a pixel → one sample, each weight in 1/16384; the fourth belongs to alpha and carries the offset. */
export type Weights4 = readonly [number, number, number, number];

/** Four bytes a pixel. */
export type PixelPlane = Plane & { readonly isPremultiplied?: boolean };

/** RGBA or BGRA, premultiplied, → Y, U, V; see `rgbaWeights`. */
export type RgbaWeights = { readonly y: Weights4; readonly u: Weights4; readonly v: Weights4 };

/** Y, U, V → R, G, B in 1/8192: r = lumaGain · (y - 16) + rv · v, and so on, with u and v counted from 128. */
export type RgbMatrix = {
  readonly lumaGain: number;
  readonly rv: number;
  readonly gu: number;
  readonly gv: number;
  readonly bu: number;
};

/**
 * Where the samples of a scaled row or column come from: made by `planAxis`, kept in the heap. For each target sample the
 * first source sample (i32) and four weights (u8) that add up to 128; for rows of vectors the same again as shuffles.
 */
export type AxisTaps = {
  /** i32 each: first source sample. */
  readonly starts: Pointer;
  /** Four u8 each. */
  readonly weights: Pointer;
  /** For each four target samples: i32 base, and 16 bytes that pick their taps from the 16 bytes there. */
  readonly bases: Pointer;
  readonly picks: Pointer;
  /** True where one shuffle reaches all taps of each four. */
  readonly isNarrow: boolean;
};

export type ResamplePlan = {
  readonly columns: AxisTaps;
  readonly rows: AxisTaps;
  /** Source samples from `from.at` on that a row's taps may touch. */
  readonly sourceWidth: number;
  /** One row of `sourceWidth` + 64 bytes to work in. */
  readonly scratch: Pointer;
};

/** Where target sample (x, y) lies in the source: sx = ax · x + cx · y + ex, sy = ay · x + cy · y + ey; sample centres at whole numbers. */
export type WarpMap = {
  readonly ax: number;
  readonly ay: number;
  readonly cx: number;
  readonly cy: number;
  readonly ex: number;
  readonly ey: number;
  /** Samples of the source; outside it is 0. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
};

/** Blend modes beside `normal`, in the order of their numbers in the kernels. */
export const rgbBlends = ['add', 'subtract', 'screen', 'multiply', 'lighten', 'darken'] as const;
export type RgbBlend = (typeof rgbBlends)[number];

export type RgbBlending = {
  readonly mode: RgbBlend;
  /** 0 to 255. */
  readonly opacity: number;
  readonly toRgb: RgbMatrix;
  readonly toYuv: RgbaWeights;
};

/** Sizes are in samples of `to` unless told otherwise. */
export type Kernels = {
  readonly name: 'scalar' | 'simd';

  readonly copy: (to: Plane, from: Plane, size: Size) => void;
  readonly fill: (to: Plane, value: number, size: Size) => void;

  /** to = s + div255(to · (255 - t)), with s and t the premultiplied sample and its alpha times `opacity` (0 to 255) / 255. */
  readonly over: (
    to: Plane,
    from: { readonly samples: Plane; readonly alpha: Plane; readonly opacity: number },
    size: Size,
  ) => void;
  /** to = (first · (256 - amount) + second · amount + 128) >> 8; `amount` 0 to 256. */
  readonly mix: (
    to: Plane,
    from: { readonly first: Plane; readonly second: Plane; readonly amount: number },
    size: Size,
  ) => void;
  /** to = div255(first · (255 - mask) + second · mask). */
  readonly mixBy: (
    to: Plane,
    from: { readonly first: Plane; readonly second: Plane; readonly mask: Plane },
    size: Size,
  ) => void;
  /** to = div255(from · by): premultiplies, masks. */
  readonly multiply: (to: Plane, from: Plane, by: Plane, size: Size) => void;
  /** The way back: to = min(255, round(from · 255 / by)), 0 where `by` is 0. */
  readonly divide: (to: Plane, from: Plane, by: Plane, size: Size) => void;
  /** to = table[from]; 256 bytes. */
  readonly look: (to: Plane, from: Plane, table: Pointer, size: Size) => void;

  /** Mean of each 2 × 2, rounded up at one half. Not in place. */
  readonly halve: (to: Plane, from: Plane, size: Size) => void;
  /** Each sample to 2 × 2, linear between centres; `size` of `from`. Not in place. */
  readonly double: (to: Plane, from: Plane, size: Size) => void;
  /** Scaled by the plan. Not in place. */
  readonly resample: (to: Plane, from: Plane, plan: ResamplePlan, size: Size) => void;
  /** Turned, sheared, scaled: linear between the four nearest samples. `from.at` -1 stands for 255 everywhere. Not in place. */
  readonly warp: (to: Plane, from: Plane, map: WarpMap, size: Size) => void;

  /** In place; sides even; alpha is not regarded. */
  readonly convert: (picture: PictureAt, matrix: YuvMatrix, size: Size) => void;
  /** In place; chroma as (v << 8 | u) looked up in 65 536 × 4 bytes: new u, new v, alpha; alpha goes to `alpha`. */
  readonly mapChroma: (chroma: ChromaPlanes, alpha: Pointer, table: Pointer, size: Size) => void;
  /**
   * In place; sides even. Y, U, V looked up between 33 × 33 × 33 points 8 codes apart, Y fastest, then U, then V; four bytes
   * a point: Y, U, V, 0. Chroma is the mean of what the four pixels get.
   */
  readonly cube: (picture: PictureAt, table: Pointer, size: Size) => void;
  /** U and V from pairs. */
  readonly unpair: (to: ChromaPlanes, from: Plane, size: Size) => void;
  /**
   * Four bytes a pixel → a picture; sides even. Without `a` in `to` pixels count as opaque. Alpha is straight unless `from`
   * says otherwise; then a part that is brighter than its alpha allows is cut to that. True when all pixels were opaque.
   */
  readonly fromRgba: (to: PictureAt, from: PixelPlane, weights: RgbaWeights, size: Size) => boolean;
  /** An opaque picture → R, G, B, 255; sides even. */
  readonly toRgba: (to: Plane, from: PictureAt, matrix: RgbMatrix, size: Size) => void;

  /** to = from + amount · (4 · from - its four neighbours), `amount` in 1/32768. Not in place. */
  readonly sharpen: (to: Plane, from: Plane, amount: number, size: Size) => void;
  /** Mean of 2 · radius + 1 samples in each row; the last one stands for those outside. Not in place. */
  readonly blurRows: (to: Plane, from: Plane, radius: number, size: Size) => void;
  readonly blurColumns: (to: Plane, from: Plane, radius: number, size: Size) => void;
  /** Blends in R, G, B; sides even. `to` is opaque. */
  readonly blend: (to: PictureAt, from: PictureAt, blending: RgbBlending, size: Size) => void;
};
