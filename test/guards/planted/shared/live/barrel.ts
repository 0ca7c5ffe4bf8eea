/** Planted fault. Must fire: oxc(no-barrel-file) */
export * from './status.ts';
