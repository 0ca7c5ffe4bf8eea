/** The balance law: in the middle both channels are untouched, to one side the other one fades along a cosine. */

/** Gains of left and right for a balance of -1 (left) … 1 (right). */
export function balanceGains(pan: number): readonly [left: number, right: number] {
  const fade = Math.max(0, Math.cos((Math.min(1, Math.abs(pan)) * Math.PI) / 2));
  // The cosine of a right angle is not quite nothing in floating point; a balance at its end is.
  const other = fade < 1e-9 ? 0 : fade;
  if (pan > 0) return [other, 1];
  return pan < 0 ? [1, other] : [1, 1];
}
