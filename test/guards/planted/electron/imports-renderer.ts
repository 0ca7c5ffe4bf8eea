/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { panel } from '../renderer/panels/stage/panel.ts';
export const main = panel;
