/** Planted fault. Must fire: typescript(no-unsafe-type-assertion) */
export const name = (given: unknown): string => given as string;
