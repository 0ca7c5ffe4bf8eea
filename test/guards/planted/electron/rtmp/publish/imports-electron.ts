/** Planted fault. Must fire: eslint(no-restricted-imports) */
import { app } from 'electron';
export const publish = app;
