/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { packet } from '../media/packet.ts';
export const wire = packet;
