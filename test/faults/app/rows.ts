/** The rows that need the real app: the window, the app, the disk and the verdict. */
import type { Row } from '../row.ts';
import { appKilled } from './app-killed.ts';
import { diskFull } from './disk-full.ts';
import { pageKilled } from './page-killed.ts';
import { verdicts } from './verdicts.ts';

export const appRows: readonly Row[] = [pageKilled, appKilled, diskFull, verdicts];
