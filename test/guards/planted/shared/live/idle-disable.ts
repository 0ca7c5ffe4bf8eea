/** Planted fault. Must fire: Unused oxlint-disable directive */
// oxlint-disable-next-line no-console
export const quiet = 1;
