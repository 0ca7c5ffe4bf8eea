/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { helper } from '../test/helper.ts';
export const main = helper;
