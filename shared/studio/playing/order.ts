/** The order in which the files of a playlist or slideshow come. */

/** A generator of numbers in [0, 1): a way to draw at random that a test can repeat. */
export type Draw = () => number;

/** 0 … count-1, as listed or shuffled (Fisher–Yates). */
export function playOrder(count: number, draw: Draw | null): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  if (draw === null) return order;
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.min(last, Math.floor(draw() * (last + 1)));
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}

/** A shuffled order for the next round that does not begin with what has just been. */
export function nextRound(before: readonly number[], draw: Draw | null): readonly number[] {
  const order = playOrder(before.length, draw);
  const isRepeat = order.length > 1 && order[0] === before.at(-1);
  return isRepeat && draw !== null ? [...order.slice(1), ...order.slice(0, 1)] : order;
}
