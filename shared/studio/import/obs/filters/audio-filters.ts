/** Sound filters of OBS; levels are dB, times milliseconds in both. */
import type { AudioFilter } from '../../../document/filters.ts';
import type { Fields } from '../fields.ts';

export type FilterBase = { readonly id: string; readonly enabled: boolean };

/** The ids of sources by their names in OBS, for what pushes others down. */
export type IdOfName = (name: string) => string | null;

type Reader = (settings: Fields, base: FilterBase, idOf: IdOfName) => AudioFilter;

const level = [-96, 0] as const;
const attack = [0.1, 500] as const;
const release = [1, 5000] as const;

const readers: Readonly<Record<string, Reader>> = {
  gain_filter: (settings, base) => ({ ...base, kind: 'gain', db: settings.within('db', 0, [-30, 30]) }),
  noise_suppress_filter: (_settings, base) => ({ ...base, kind: 'noise-suppression', amount: 1 }),
  noise_gate_filter: (settings, base) => ({
    ...base,
    kind: 'gate',
    openDb: settings.within('open_threshold', -26, level),
    closeDb: settings.within('close_threshold', -32, level),
    attackMillis: settings.within('attack_time', 25, attack),
    holdMillis: settings.within('hold_time', 200, [0, 5000]),
    releaseMillis: settings.within('release_time', 150, release),
  }),
  expander_filter: (settings, base) => ({
    ...base,
    kind: 'expander',
    thresholdDb: settings.within('threshold', -40, level),
    ratio: settings.within('ratio', settings.text('presets') === 'gate' ? 10 : 2, [1, 20]),
    attackMillis: settings.within('attack_time', 10, attack),
    releaseMillis: settings.within('release_time', settings.text('presets') === 'gate' ? 125 : 50, release),
  }),
  compressor_filter: (settings, base, idOf) => ({
    ...base,
    kind: 'compressor',
    thresholdDb: settings.within('threshold', -18, level),
    ratio: settings.within('ratio', 10, [1, 32]),
    kneeDb: 0,
    attackMillis: settings.within('attack_time', 6, attack),
    releaseMillis: settings.within('release_time', 60, release),
    makeUpDb: settings.within('output_gain', 0, [0, 32]),
    sidechainId: idOf(settings.text('sidechain_source', 'none')),
  }),
  limiter_filter: (settings, base) => ({
    ...base,
    kind: 'limiter',
    ceilingDb: settings.within('threshold', -6, [-24, 0]),
    releaseMillis: settings.within('release_time', 60, release),
  }),
  /** Its bands meet at fixed frequencies. */
  basic_eq_filter: (settings, base) => ({
    ...base,
    kind: 'equaliser',
    lowDb: settings.within('low', 0, [-20, 20]),
    midDb: settings.within('mid', 0, [-20, 20]),
    highDb: settings.within('high', 0, [-20, 20]),
    lowHz: 800,
    highHz: 5000,
  }),
};

/** Null for what is no sound filter that exists here too; `id` without its version. */
export function audioFilterOf(
  id: string,
  of: { readonly settings: Fields; readonly base: FilterBase; readonly idOf: IdOfName },
): AudioFilter | null {
  const read = Object.hasOwn(readers, id) ? readers[id] : undefined;
  return read === undefined ? null : read(of.settings, of.base, of.idOf);
}
