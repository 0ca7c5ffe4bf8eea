/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { panel } from '../panels/stage/panel.ts';
export const store = panel;
