/** Planted fault. Must fire: TS2375 */
export const options: { port?: number } = { port: undefined };
