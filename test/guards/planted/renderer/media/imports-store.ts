/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { live } from '../store/live.ts';
export const media = live;
