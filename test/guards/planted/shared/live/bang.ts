/** Planted fault. Must fire: typescript(no-non-null-assertion) */
export const length = (given: string | null): number => given!.length;
