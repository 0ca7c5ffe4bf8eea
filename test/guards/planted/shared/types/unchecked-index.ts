/** Planted fault. Must fire: TS2322 */
export const first = (list: readonly string[]): string => list[0];
