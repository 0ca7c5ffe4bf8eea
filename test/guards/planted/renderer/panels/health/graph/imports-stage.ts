/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { panel } from '../../stage/panel.ts';
export const graph = panel;
