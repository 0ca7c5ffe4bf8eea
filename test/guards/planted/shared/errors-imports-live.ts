/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { status } from './live/status.ts';
export const errors = status;
