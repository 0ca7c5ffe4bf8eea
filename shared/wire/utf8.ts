/** UTF-8 (RFC 3629) without a runtime's TextEncoder, so that `shared/` stays free of platforms. */

const replacement = 0xfffd;
/** Code units handed to String.fromCharCode at a time: far below every engine's argument limit. */
const unitsPerCall = 4096;

/** Encodes `text`; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    const scalar = character.codePointAt(0) ?? replacement;
    const point = scalar >= 0xd800 && scalar <= 0xdfff ? replacement : scalar;
    length = putCodePoint(out, length, point);
  }
  return out.slice(0, length);
}

/** Decodes `bytes`; every ill-formed byte becomes one U+FFFD. Never throws. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let units: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const { point, size } = codePointAt(bytes, at);
    at += size;
    if (point >= 0x10000) units.push(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff));
    else units.push(point);
    if (units.length >= unitsPerCall) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

function putCodePoint(out: Uint8Array, start: number, point: number): number {
  let at = start;
  if (point < 0x80) {
    out[at++] = point;
    return at;
  }
  if (point < 0x800) {
    out[at++] = 0xc0 | (point >> 6);
  } else {
    if (point < 0x10000) {
      out[at++] = 0xe0 | (point >> 12);
    } else {
      out[at++] = 0xf0 | (point >> 18);
      out[at++] = 0x80 | ((point >> 12) & 0x3f);
    }
    out[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  out[at++] = 0x80 | (point & 0x3f);
  return at;
}

const illFormed = { point: replacement, size: 1 } as const;

function codePointAt(bytes: Uint8Array, at: number): { readonly point: number; readonly size: number } {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return { point: lead, size: 1 };
  const size = sequenceSize(lead);
  if (size === 0) return illFormed;
  let point = lead & (0xff >> (size + 1));
  for (let index = 1; index < size; index++) {
    const next = bytes[at + index] ?? 0;
    if ((next & 0xc0) !== 0x80) return illFormed;
    point = (point << 6) | (next & 0x3f);
  }
  return isWellFormed(point, size) ? { point, size } : illFormed;
}

function sequenceSize(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** Refuses overlong forms, surrogates and points past U+10FFFF. */
function isWellFormed(point: number, size: number): boolean {
  if (size === 3) return point >= 0x800 && (point < 0xd800 || point > 0xdfff);
  if (size === 4) return point >= 0x10000 && point <= 0x10ffff;
  return true;
}
