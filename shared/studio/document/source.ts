/** A source: where a picture or a sound comes from. Scenes use it by its id, so it is opened once however often it is shown. */
import { z } from 'zod';
import { colourSchema, idSchema, nameSchema, pathSchema, real } from './basics.ts';
import { audioFiltersSchema, videoFiltersSchema } from './filters.ts';

/** A device keeps its identity while unplugged; an empty id means the first there is. */
const device = { deviceId: z.string().max(512), label: z.string().max(512) };

const pixels = (max: number) => z.int().min(2).max(max);

/** Files of a playlist or slideshow, in order. */
const pathsSchema = z.array(pathSchema).max(500);

export const textStyleSchema = z.strictObject({
  /** Family as the system names it; empty: the interface's own. */
  font: z.string().max(200),
  /** Height of a line in canvas pixels. */
  size: z.int().min(6).max(800),
  weight: z.int().min(100).max(900).multipleOf(100),
  italic: z.boolean(),
  colour: colourSchema,
  /** Behind the text; null: nothing. */
  background: colourSchema.nullable(),
  align: z.enum(['left', 'centre', 'right']),
  outline: z.strictObject({ colour: colourSchema, width: z.int().min(1).max(40) }).nullable(),
  shadow: z.boolean(),
  /** Wraps at this width in canvas pixels; null: only at line ends. */
  wrapAt: z.int().min(16).max(8000).nullable(),
});
export type TextStyle = z.infer<typeof textStyleSchema>;

/** Where it comes from. */
export const inputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('test') }),
  z.strictObject({
    kind: z.literal('camera'),
    ...device,
    /** Asked of the device; null lets it choose. */
    width: z.int().min(16).max(7680).nullable(),
    height: z.int().min(16).max(4320).nullable(),
    fps: real(1, 240).nullable(),
  }),
  z.strictObject({ kind: z.literal('microphone'), ...device }),
  /** What the computer plays: a monitor device, or the system's own loopback where `deviceId` is empty. */
  z.strictObject({ kind: z.literal('system-audio'), ...device }),
  z.strictObject({
    kind: z.literal('screen'),
    /** Display id of the system; empty: the main one. */
    displayId: z.string().max(200),
    label: z.string().max(512),
    cursor: z.boolean(),
    /** A part of it, in parts of its size; null: all. */
    region: z.strictObject({ x: real(0, 1), y: real(0, 1), width: real(0.001, 1), height: real(0.001, 1) }).nullable(),
  }),
  /** Found again by its title when its id is gone. */
  z.strictObject({
    kind: z.literal('window'),
    windowId: z.string().max(200),
    label: z.string().max(512),
    cursor: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('browser'),
    url: z.string().max(4096),
    width: pixels(3840),
    height: pixels(3840),
    fps: z.int().min(1).max(60),
    css: z.string().max(20_000),
  }),
  z.strictObject({ kind: z.literal('image'), path: pathSchema }),
  z.strictObject({
    kind: z.literal('slideshow'),
    paths: pathsSchema,
    everySeconds: real(0.5, 3600),
    shuffle: z.boolean(),
    loop: z.boolean(),
    fadeMillis: z.int().min(0).max(5000),
  }),
  z.strictObject({
    kind: z.literal('text'),
    /** May hold variables in braces: {time}, {date}, {countdown}, {timer}, {bitrate}, {file}. */
    text: z.string().max(20_000),
    style: textStyleSchema,
    /** Whose first 64 KiB are {file}; null: none. */
    file: pathSchema.nullable(),
    /** Countdown's end, ISO time; null: counts from when the source came on air, for `countdownSeconds`. */
    countdownTo: z.string().max(40).nullable(),
    countdownSeconds: z.int().min(0).max(86_400),
  }),
  z.strictObject({ kind: z.literal('colour'), colour: colourSchema, width: pixels(8000), height: pixels(8000) }),
  z.strictObject({
    kind: z.literal('media'),
    paths: pathsSchema,
    loop: z.boolean(),
    shuffle: z.boolean(),
    /** Begins anew whenever it comes on air. */
    restart: z.boolean(),
  }),
  /** Another encoder that publishes to the built-in ingest under this name. */
  z.strictObject({ kind: z.literal('rtmp'), streamName: z.string().regex(/^[\w-]{1,64}$/) }),
  /** Another scene as a picture. */
  z.strictObject({ kind: z.literal('scene'), sceneId: idSchema }),
]);
export type Input = z.infer<typeof inputSchema>;
export type InputKind = Input['kind'];
export type InputOf<Kind extends InputKind> = Extract<Input, { kind: Kind }>;

/** Tracks 1 to 6 a sound goes to, one bit each; bit 0 is track 1, the one that is sent. */
const tracksSchema = z.int().min(0).max(63);

/** The mixer strip of a source with sound. */
export const stripSchema = z.strictObject({
  /** Fader position as gain; -60 is silence. */
  faderDb: real(-60, 12),
  muted: z.boolean(),
  /** -1 left, 1 right: balance of a stereo sound. */
  pan: real(-1, 1),
  /** Both channels get the mean of both. */
  mono: z.boolean(),
  /** Heard on this computer: not, instead of being sent, or as well. */
  monitor: z.enum(['off', 'only', 'both']),
  /** Later (positive) or earlier, ms. */
  offsetMillis: z.int().min(-950).max(20_000),
  tracks: tracksSchema,
  /** What M mutes, and whose silence is told. */
  isMainMicrophone: z.boolean(),
  pinned: z.boolean(),
  hidden: z.boolean(),
  filters: audioFiltersSchema,
});
export type Strip = z.infer<typeof stripSchema>;

export const sourceSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  input: inputSchema,
  /** On every place where it is shown. */
  filters: videoFiltersSchema,
  /** Null for sources that can't have a sound. */
  strip: stripSchema.nullable(),
  /** Shown in its place while it gives no picture; null: the holding picture. */
  fallbackId: idSchema.nullable(),
});
export type Source = z.infer<typeof sourceSchema>;

/** Kinds with a picture. */
export function hasPicture(kind: InputKind): boolean {
  return kind !== 'microphone' && kind !== 'system-audio';
}

/** Kinds that may have a sound. A camera's own microphone is a source of its own. */
export function hasSound(kind: InputKind): boolean {
  return ['test', 'microphone', 'system-audio', 'media', 'browser', 'rtmp'].includes(kind);
}

export const defaultStrip: Strip = {
  faderDb: 0,
  muted: false,
  pan: 0,
  mono: false,
  monitor: 'off',
  offsetMillis: 0,
  tracks: 63,
  isMainMicrophone: false,
  pinned: false,
  hidden: false,
  filters: [],
};
