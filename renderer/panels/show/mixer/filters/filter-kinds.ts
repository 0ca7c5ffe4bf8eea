/** The filters of a sound as the window offers them: how a new one begins, and each number with bounds and unit. */
import type { AudioFilter } from '../../../../../shared/studio/document/filters.ts';
import type { NumberSpec } from '../controls/scale.ts';

export type AudioFilterKind = AudioFilter['kind'];

/** Every kind, in the order of the list; the usual chain of a microphone reads from top to bottom. */
export const filterKinds = [
  'noise-suppression',
  'high-pass',
  'low-pass',
  'gate',
  'expander',
  'equaliser',
  'compressor',
  'limiter',
  'gain',
] as const satisfies readonly AudioFilterKind[];

/** A new filter with settings that do something useful to a voice. */
export function newFilter(kind: AudioFilterKind, id: string): AudioFilter {
  const base = { id, enabled: true };
  switch (kind) {
    case 'gain':
      return { ...base, kind, db: 0 };
    case 'high-pass':
      return { ...base, kind, hz: 80 };
    case 'low-pass':
      return { ...base, kind, hz: 14_000 };
    case 'gate':
      return { ...base, kind, openDb: -40, closeDb: -46, attackMillis: 5, holdMillis: 200, releaseMillis: 150 };
    case 'expander':
      return { ...base, kind, thresholdDb: -42, ratio: 2, attackMillis: 5, releaseMillis: 120 };
    case 'compressor':
      return {
        ...base,
        kind,
        thresholdDb: -20,
        ratio: 3,
        kneeDb: 6,
        attackMillis: 6,
        releaseMillis: 80,
        makeUpDb: 4,
        sidechainId: null,
      };
    case 'limiter':
      return { ...base, kind, ceilingDb: -3, releaseMillis: 60 };
    case 'equaliser':
      return { ...base, kind, lowDb: 0, midDb: 0, highDb: 0, lowHz: 250, highHz: 4000 };
    case 'noise-suppression':
      return { ...base, kind, amount: 1 };
  }
}

/** Names of a filter's numbers. */
export type FilterNumber =
  | 'db'
  | 'hz'
  | 'openDb'
  | 'closeDb'
  | 'thresholdDb'
  | 'ratio'
  | 'kneeDb'
  | 'makeUpDb'
  | 'ceilingDb'
  | 'lowDb'
  | 'midDb'
  | 'highDb'
  | 'lowHz'
  | 'highHz'
  | 'amount'
  | 'attackMillis'
  | 'holdMillis'
  | 'releaseMillis';

const level: NumberSpec = { min: -96, max: 0, step: 0.5, unit: 'dbfs' };
const attackMillis: NumberSpec = { min: 0.1, max: 500, step: 0.1, unit: 'ms', isLogarithmic: true };
const releaseMillis: NumberSpec = { min: 1, max: 5000, step: 1, unit: 'ms', isLogarithmic: true };
const tone: NumberSpec = { min: -20, max: 20, step: 0.5, unit: 'db' };
const frequency = (min: number, max: number): NumberSpec => ({ min, max, step: 1, unit: 'hz', isLogarithmic: true });

/** The numbers of each kind in the order of the form; bounds are those of `audioFilterSchema`. */
export const filterNumbers: Readonly<Record<AudioFilterKind, readonly (readonly [FilterNumber, NumberSpec])[]>> = {
  gain: [['db', { min: -30, max: 30, step: 0.5, unit: 'db' }]],
  'high-pass': [['hz', frequency(20, 2000)]],
  'low-pass': [['hz', frequency(500, 20_000)]],
  gate: [
    ['openDb', level],
    ['closeDb', level],
    ['attackMillis', attackMillis],
    ['holdMillis', { min: 0, max: 5000, step: 10, unit: 'ms' }],
    ['releaseMillis', releaseMillis],
  ],
  expander: [
    ['thresholdDb', level],
    ['ratio', { min: 1, max: 20, step: 0.1, unit: 'ratio' }],
    ['attackMillis', attackMillis],
    ['releaseMillis', releaseMillis],
  ],
  compressor: [
    ['thresholdDb', level],
    ['ratio', { min: 1, max: 32, step: 0.1, unit: 'ratio' }],
    ['kneeDb', { min: 0, max: 24, step: 0.5, unit: 'db' }],
    ['attackMillis', attackMillis],
    ['releaseMillis', releaseMillis],
    ['makeUpDb', { min: 0, max: 32, step: 0.5, unit: 'db' }],
  ],
  limiter: [
    ['ceilingDb', { min: -24, max: 0, step: 0.5, unit: 'dbfs' }],
    ['releaseMillis', releaseMillis],
  ],
  equaliser: [
    ['lowDb', tone],
    ['midDb', tone],
    ['highDb', tone],
    ['lowHz', frequency(40, 1000)],
    ['highHz', frequency(1000, 16_000)],
  ],
  'noise-suppression': [['amount', { min: 0, max: 1, step: 0.01, unit: 'part' }]],
};
