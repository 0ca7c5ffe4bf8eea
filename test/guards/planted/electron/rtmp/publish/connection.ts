/** A harmless neighbour that a planted file imports. */
import { log } from '../../log.ts';
export const connection = log;
