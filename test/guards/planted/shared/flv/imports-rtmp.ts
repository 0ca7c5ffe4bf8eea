/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { chunk } from '../rtmp/chunk.ts';
export const flv = chunk;
