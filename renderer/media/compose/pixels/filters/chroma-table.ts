/** Tables that kernels look colours up in, and the scale that people's numbers are told in. */

const lumaFloor = 16;
const lumaSpan = 219;

/** Half the width of the chroma plane, in codes. */
export const chromaReach = 112;

/** 0 for black, 1 for white. */
export function lightOfLuma(code: number): number {
  return (code - lumaFloor) / lumaSpan;
}

/** A whole code in limited range. */
export function lumaOfLight(light: number): number {
  return lumaFloor + Math.round(lumaSpan * Math.min(1, Math.max(0, light)));
}

/** What becomes of a chroma: u and v counted from 128, alpha 0 to 1. Asked 65 536 times, so it writes into one object. */
export type ChromaRule = (u: number, v: number, into: { u: number; v: number; alpha: number }) => void;

/** Four bytes for each of 65 536 pairs, as `mapChroma` wants them. */
export function chromaTable(rule: ChromaRule): Uint8Array {
  const table = new Uint8Array(65_536 * 4);
  const into = { u: 0, v: 0, alpha: 1 };
  for (let pair = 0; pair < 65_536; pair += 1) {
    rule((pair & 255) - 128, (pair >> 8) - 128, into);
    table[4 * pair] = chromaCode(into.u);
    table[4 * pair + 1] = chromaCode(into.v);
    table[4 * pair + 2] = Math.round(255 * Math.min(1, Math.max(0, into.alpha)));
  }
  return table;
}

function chromaCode(chroma: number): number {
  return 128 + Math.round(Math.min(chromaReach, Math.max(-chromaReach, chroma)));
}

/** 0 up to `edge`, 1 from `edge + width` on; a width of 0 is a step of one code. */
export function ramp(value: number, edge: number, width: number): number {
  return Math.min(1, Math.max(0, (value - edge) / Math.max(width, 1 / 256)));
}
