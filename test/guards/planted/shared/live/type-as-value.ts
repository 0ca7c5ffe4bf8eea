/** Planted fault. Must fire: typescript(consistent-type-imports) */
import { Shape } from './shape.ts';
export const side = (shape: Shape): number => shape.side;
