/** The maths of a level meter: where a level stands on the scale, how a peak falls, and what it is called. */
import { t } from '../../words/words.ts';

/** Lowest level that the meter shows, dBFS. */
export const floorDb = -60;

/** Speech should peak between these, dBFS. */
export const goodFromDb = -30;
export const goodToDb = -6;

/** How fast the bar falls, dB a second. */
const fallPerSecond = 26;

/** Share of the scale, 0…1, at `db`. */
export function shareAt(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / floorDb));
}

/** The bar after `millis`: it jumps up and falls slowly. */
export function fallTo(shown: number, peakDb: number, millis: number): number {
  return Math.max(floorDb, peakDb, shown - (fallPerSecond * millis) / 1000);
}

/** What a person may hear about a level: "peaking at minus 12, good". */
export function levelWords(db: number): string {
  if (db <= floorDb) return t('app.level.silent');
  const figure = { db: Math.abs(Math.round(db)) };
  if (db > goodToDb) return t('app.level.loud', figure);
  return db < goodFromDb ? t('app.level.quiet', figure) : t('app.level.good', figure);
}
