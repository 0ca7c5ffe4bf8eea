/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { join } from 'node:path';
export const page = join('a', 'b');
