/** Decibels and gains, and the law of the faders: cubic, as people are used to from mixers. */

/** What silence is written as. */
const floorDb = -120;

/** Below this a fader is closed. */
export const closedDb = -60;

/** The fader's upper end. */
const topDb = 12;

/** dB of an amplitude, not below `floorDb`. */
export function decibels(amplitude: number): number {
  return amplitude <= 1e-6 ? floorDb : 20 * Math.log10(amplitude);
}

/** Amplitude of a gain in dB. */
export function gainOf(db: number): number {
  return 10 ** (db / 20);
}

/** Amplitude that a fader lets through; 0 at its lower end. */
export function faderGain(db: number): number {
  return db <= closedDb ? 0 : gainOf(db);
}

const topGain = gainOf(topDb);

/** Where a fader stands, 0 … 1, for dB: the cube root of its gain. */
export function faderPosition(db: number): number {
  return Math.min(1, Math.cbrt(faderGain(db) / topGain));
}

/** dB of a fader that stands at `position`, 0 … 1; `closedDb` at its lower end and wherever it would be below. */
export function faderDb(position: number): number {
  const gain = topGain * Math.max(0, Math.min(1, position)) ** 3;
  return gain <= gainOf(closedDb) ? closedDb : decibels(gain);
}
