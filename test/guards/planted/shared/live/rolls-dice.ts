/** Planted fault. Must fire: eslint(no-restricted-properties) */
export const jitter = (): number => Math.random();
