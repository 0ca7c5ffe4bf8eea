/** Planted fault. Must fire: TS2304 */
export const now = (): number => performance.now();
