/** Bytes from single bits, for headers that no encoder here makes. */

/** The bytes of `digits`, 0 and 1 with free spaces, filled up with zeros and eight more. */
export function bits(digits: string): Uint8Array {
  const all = `${digits.replaceAll(' ', '')}${'0'.repeat(15)}`;
  return Uint8Array.from({ length: Math.floor(all.length / 8) }, (_, index) =>
    Number.parseInt(all.slice(index * 8, index * 8 + 8), 2),
  );
}

/** Unsigned Exp-Golomb code of `value`. */
export function golomb(value: number): string {
  const digits = (value + 1).toString(2);
  return '0'.repeat(digits.length - 1) + digits;
}

/** `value` in `count` bits. */
export function field(value: number, count: number): string {
  return value.toString(2).padStart(count, '0');
}
