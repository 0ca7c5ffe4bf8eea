/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { connection } from '../../rtmp/publish/connection.ts';
export const session = connection;
