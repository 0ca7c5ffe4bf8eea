/** Planted fault. Must fire: typescript(no-explicit-any) */
export const value = (given: any): string => String(given);
