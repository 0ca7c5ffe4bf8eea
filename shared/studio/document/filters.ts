/** Filters of pictures and of sounds, as a show keeps them; numbers carry the units that the window shows. */
import { z } from 'zod';
import { colourSchema, idSchema, millisBetween, pathSchema, real } from './basics.ts';

const fraction = real(0, 1);
const base = { id: idSchema, enabled: z.boolean() };

/** What is done to a picture before it is placed; in list order. */
export const videoFilterSchema = z.discriminatedUnion('kind', [
  /** Cut off (positive) or padded (negative) on each side, in parts of the picture's size. */
  z.strictObject({
    ...base,
    kind: z.literal('crop'),
    left: real(-1, 1),
    top: real(-1, 1),
    right: real(-1, 1),
    bottom: real(-1, 1),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('colour'),
    /** Added to luma, as a part of full scale. */
    brightness: real(-1, 1),
    /** Multiplies the distance from mid grey: 0 flat, 1 unchanged. */
    contrast: real(0, 4),
    saturation: real(0, 4),
    /** Exponent of luma: 1 unchanged, below 1 brighter. */
    gamma: real(0.1, 4),
    /** Degrees. */
    hue: real(-180, 180),
    opacity: fraction,
  }),
  /** A `.cube` file, 1D or 3D up to 65 points a side; `amount` mixes with the original. */
  z.strictObject({ ...base, kind: z.literal('lut'), path: pathSchema, amount: fraction }),
  z.strictObject({
    ...base,
    kind: z.literal('chroma-key'),
    colour: colourSchema,
    /** Distance in the chroma plane that is gone, and over which it fades in again; parts of the plane's half width. */
    similarity: fraction,
    smoothness: fraction,
    /** How much of the key's tint is taken out of what stays. */
    spill: fraction,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('luma-key'),
    /** Luma below `low` and above `high` is gone, with soft edges. */
    low: fraction,
    high: fraction,
    smoothness: fraction,
  }),
  z.strictObject({ ...base, kind: z.literal('sharpen'), amount: real(0, 2) }),
  /** Radius in pixels of the source. */
  z.strictObject({ ...base, kind: z.literal('blur'), radius: z.int().min(1).max(64) }),
  /** Pixels of the source per second, to the left and up when positive; wraps round. */
  z.strictObject({ ...base, kind: z.literal('scroll'), x: real(-4000, 4000), y: real(-4000, 4000) }),
  /** An image whose alpha (or luma) is the picture's alpha. */
  z.strictObject({
    ...base,
    kind: z.literal('mask'),
    path: pathSchema,
    from: z.enum(['alpha', 'luma']),
    inverted: z.boolean(),
  }),
  /** The person stays, what is behind is blurred or gone. */
  z.strictObject({
    ...base,
    kind: z.literal('background'),
    mode: z.enum(['blur', 'remove']),
    strength: fraction,
  }),
]);
export type VideoFilter = z.infer<typeof videoFilterSchema>;

const levelDb = real(-96, 0);
const attack = real(0.1, 500);
const release = real(1, 5000);

/** What is done to a sound before its fader; in list order. Levels in dBFS, times in ms, frequencies in Hz. */
export const audioFilterSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...base, kind: z.literal('gain'), db: real(-30, 30) }),
  z.strictObject({ ...base, kind: z.literal('high-pass'), hz: real(20, 2000) }),
  z.strictObject({ ...base, kind: z.literal('low-pass'), hz: real(500, 20_000) }),
  z.strictObject({
    ...base,
    kind: z.literal('gate'),
    /** Opens above the one, closes below the other. */
    openDb: levelDb,
    closeDb: levelDb,
    attackMillis: attack,
    holdMillis: real(0, 5000),
    releaseMillis: release,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('expander'),
    thresholdDb: levelDb,
    ratio: real(1, 20),
    attackMillis: attack,
    releaseMillis: release,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('compressor'),
    thresholdDb: levelDb,
    ratio: real(1, 32),
    kneeDb: real(0, 24),
    attackMillis: attack,
    releaseMillis: release,
    makeUpDb: real(0, 32),
    /** The sound that pushes this one down (ducking); null: its own. */
    sidechainId: idSchema.nullable(),
  }),
  z.strictObject({ ...base, kind: z.literal('limiter'), ceilingDb: real(-24, 0), releaseMillis: release }),
  z.strictObject({
    ...base,
    kind: z.literal('equaliser'),
    lowDb: real(-20, 20),
    midDb: real(-20, 20),
    highDb: real(-20, 20),
    /** Where low meets mid and mid meets high. */
    lowHz: real(40, 1000),
    highHz: real(1000, 16_000),
  }),
  z.strictObject({ ...base, kind: z.literal('noise-suppression'), amount: fraction }),
]);
export type AudioFilter = z.infer<typeof audioFilterSchema>;

const audioKinds: ReadonlySet<string> = new Set(audioFilterSchema.options.map(({ shape }) => shape.kind.value));

/** Tells a sound's filter from a picture's: no kind is both. */
export function isAudioFilter(filter: VideoFilter | AudioFilter): filter is AudioFilter {
  return audioKinds.has(filter.kind);
}

/** Most filters on one source or item. */
export const maxFilters = 16;
export const videoFiltersSchema = z.array(videoFilterSchema).max(maxFilters);
export const audioFiltersSchema = z.array(audioFilterSchema).max(maxFilters);

/** A file transition or mask may take this long, ms. */
export const transitionMillisSchema = millisBetween(0, 20_000);
