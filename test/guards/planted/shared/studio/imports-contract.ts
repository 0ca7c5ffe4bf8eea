/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { call } from '../contract/call.ts';
export const studio = call;
