/** Planted fault. Must fire: typescript(no-unsafe-argument) */
export const parsed = (text: string): number => Number.parseInt(JSON.parse(text), 10);
