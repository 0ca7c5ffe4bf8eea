/** Which matrix a picture's Y, U, V follow, and the numbers that lead from one to another. */
import type { RgbaWeights, RgbMatrix, Weights4, YuvMatrix } from '../kernels/kernels.ts';
import type { Ink, Size } from '../memory/surface.ts';

/** BT.601 for small pictures, BT.709 for HD; always limited range. */
export type ProgramColour = 'bt601' | 'bt709';

/** How the samples of a frame are to be read. */
export type YuvColour = { readonly matrix: ProgramColour; readonly isFullRange: boolean };

/** What a program of this size is made and flagged in. */
export function programColour({ width, height }: Size): ProgramColour {
  return height >= 720 || width >= 1280 ? 'bt709' : 'bt601';
}

const flags: Readonly<Record<ProgramColour, 'smpte170m' | 'bt709'>> = { bt601: 'smpte170m', bt709: 'bt709' };

/** The tag that frames of a program carry. */
export function colourTag(colour: ProgramColour): {
  readonly primaries: 'smpte170m' | 'bt709';
  readonly transfer: 'smpte170m' | 'bt709';
  readonly matrix: 'smpte170m' | 'bt709';
  readonly fullRange: false;
} {
  const flag = flags[colour];
  return { primaries: flag, transfer: flag, matrix: flag, fullRange: false };
}

/** What a frame says of itself; a frame that says nothing is taken as its size suggests. */
export function yuvColourOf(
  tag: { readonly matrix?: string | null; readonly fullRange?: boolean | null },
  size: Size,
): YuvColour {
  const isFullRange = tag.fullRange === true;
  if (tag.matrix === null || tag.matrix === undefined) return { matrix: programColour(size), isFullRange };
  return { matrix: tag.matrix === 'smpte170m' || tag.matrix === 'bt470bg' ? 'bt601' : 'bt709', isFullRange };
}

/** What we calculate with: of SD and HD, and of screens. Anything else needs tone or gamut brought in, which canvases do. */
const knownPrimaries: ReadonlySet<string> = new Set(['bt709', 'smpte170m', 'bt470bg']);
const knownTransfers: ReadonlySet<string> = new Set(['bt709', 'smpte170m', 'iec61966-2-1']);
const knownMatrices: ReadonlySet<string> = new Set(['bt709', 'smpte170m', 'bt470bg']);

/** What a frame says of its colours; null and undefined: nothing. */
export type ColourTag = {
  readonly primaries?: string | null;
  readonly transfer?: string | null;
  readonly matrix?: string | null;
};

/** True for HDR, wide gamut and rare matrices; `isRgb`: it has no matrix to look at. */
export function isForeignColour({ primaries, transfer, matrix }: ColourTag, isRgb = false): boolean {
  const hasKnownMatrix = isRgb || isKnown(knownMatrices, matrix);
  return !isKnown(knownPrimaries, primaries) || !isKnown(knownTransfers, transfer) || !hasKnownMatrix;
}

function isKnown(known: ReadonlySet<string>, word: string | null | undefined): boolean {
  return word === null || word === undefined || known.has(word);
}

/** Shares of red and blue in luma. */
const shares: Readonly<Record<ProgramColour, { readonly red: number; readonly blue: number }>> = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
};

const lumaSpan = 219;
const chromaSpan = 224;

type Rgb = readonly [number, number, number];

/** R, G, B of 0 to 1 → Y of 0 to 1, U and V of -0.5 to 0.5. */
function analogue([red, green, blue]: Rgb, matrix: ProgramColour): Rgb {
  const share = shares[matrix];
  const luma = share.red * red + (1 - share.red - share.blue) * green + share.blue * blue;
  return [luma, (blue - luma) / (2 * (1 - share.blue)), (red - luma) / (2 * (1 - share.red))];
}

/** The way back from `analogue`. */
function rgbOf([luma, u, v]: Rgb, matrix: ProgramColour): Rgb {
  const share = shares[matrix];
  const red = luma + 2 * (1 - share.red) * v;
  const blue = luma + 2 * (1 - share.blue) * u;
  return [red, (luma - share.red * red - share.blue * blue) / (1 - share.red - share.blue), blue];
}

/** Limited range codes of a colour, not rounded; `rgb` of 0 to 1. */
export function yuvOfRgb(rgb: Rgb, matrix: ProgramColour): Rgb {
  const [luma, u, v] = analogue(rgb, matrix);
  return [16 + lumaSpan * luma, 128 + chromaSpan * u, 128 + chromaSpan * v];
}

/** R, G, B of 0 to 1, not clamped, of limited range codes. */
export function rgbOfYuv([y, u, v]: Rgb, matrix: ProgramColour): Rgb {
  return rgbOf([(y - 16) / lumaSpan, (u - 128) / chromaSpan, (v - 128) / chromaSpan], matrix);
}

/** The colour `#rrggbb` or `#rrggbbaa` in the program's codes. */
export function inkOf(colour: string, matrix: ProgramColour): Ink {
  const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  const [y, u, v] = yuvOfRgb([part(1) / 255, part(3) / 255, part(5) / 255], matrix);
  return { y: Math.round(y), u: Math.round(u), v: Math.round(v), a: colour.length > 7 ? part(7) : 255 };
}

const fixed14 = (value: number) => Math.round(value * 16_384);
const fixed13 = (value: number) => Math.round(value * 8192);

/** What turns a frame of `from` into the program's codes; null where they already are. */
export function yuvMatrix(from: YuvColour, to: ProgramColour): YuvMatrix | null {
  if (from.matrix === to && !from.isFullRange) return null;
  const lumaGain = from.isFullRange ? lumaSpan / 255 : 1;
  const chromaGain = from.isFullRange ? chromaSpan / 255 : 1;
  const ofU = analogue(rgbOf([0, 1, 0], from.matrix), to);
  const ofV = analogue(rgbOf([0, 0, 1], from.matrix), to);
  // A step of one chroma code moves luma by this many luma codes.
  const toLuma = (chromaGain * lumaSpan) / chromaSpan;
  return {
    lumaGain: Math.round(lumaGain * 32_768),
    lumaOffset: from.isFullRange ? 16 * 128 : 0,
    yu: fixed14(ofU[0] * toLuma),
    yv: fixed14(ofV[0] * toLuma),
    uu: fixed14(ofU[1] * chromaGain),
    uv: fixed14(ofV[1] * chromaGain),
    vu: fixed14(ofU[2] * chromaGain),
    vv: fixed14(ofV[2] * chromaGain),
  };
}

/** Weights of the bytes of premultiplied pixels in the order R, G, B, A or B, G, R, A. */
export function rgbaWeights(order: 'rgba' | 'bgra', matrix: ProgramColour): RgbaWeights {
  const red = analogue([1, 0, 0], matrix);
  const green = analogue([0, 1, 0], matrix);
  const blue = analogue([0, 0, 1], matrix);
  const weights = (row: 0 | 1 | 2, span: number, offset: number): Weights4 => {
    const [r, g, b] = [red[row], green[row], blue[row]].map((part) => fixed14((part * span) / 255));
    const inOrder = order === 'rgba' ? [r, g, b] : [b, g, r];
    return [inOrder[0] ?? 0, inOrder[1] ?? 0, inOrder[2] ?? 0, fixed14(offset / 255)];
  };
  return { y: weights(0, lumaSpan, 16), u: weights(1, chromaSpan, 128), v: weights(2, chromaSpan, 128) };
}

/** The way to R, G, B. */
export function rgbMatrix(matrix: ProgramColour): RgbMatrix {
  const ofU = rgbOf([0, 255 / chromaSpan, 0], matrix);
  const ofV = rgbOf([0, 0, 255 / chromaSpan], matrix);
  return {
    lumaGain: fixed13(255 / lumaSpan),
    rv: fixed13(ofV[0]),
    gu: fixed13(ofU[1]),
    gv: fixed13(ofV[1]),
    bu: fixed13(ofU[2]),
  };
}
