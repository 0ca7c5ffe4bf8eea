/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { scene } from '../studio/scene.ts';
export const live = scene;
