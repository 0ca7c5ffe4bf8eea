/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { log } from '../electron/log.ts';
export const page = log;
