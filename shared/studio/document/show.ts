/** The show of a profile: its sources, scenes and mix, immutable; what must hold beyond its shape is in `flawOf`. */
import { z } from 'zod';
import { idSchema, nameSchema, placeSchema, real } from './basics.ts';
import { sceneSchema, transitionSchema } from './scene.ts';
import { sourceSchema } from './source.ts';

/** Bumped when the stored shape changes; `shared/studio/document/migrate.ts` brings older ones up. */
export const showVersion = 1;

export const maxScenes = 200;
export const maxSources = 500;

/** The sent mix. */
export const masterSchema = z.strictObject({
  faderDb: real(-60, 12),
  muted: z.boolean(),
  /** Integrated loudness that is aimed at, LUFS (EBU R 128). */
  targetLufs: real(-31, -9),
  /** A limiter at the end of the sent mix, dBTP; null: none. */
  limiterDb: real(-12, 0).nullable(),
  /** Names of tracks 1 to 6. */
  trackNames: z.tuple([nameSchema, nameSchema, nameSchema, nameSchema, nameSchema, nameSchema]),
});
export type Master = z.infer<typeof masterSchema>;

export const guidesSchema = z.strictObject({
  snap: z.boolean(),
  safeAreas: z.boolean(),
  grid: z.boolean(),
  lines: z.array(z.strictObject({ axis: z.enum(['x', 'y']), at: placeSchema })).max(32),
});
export type Guides = z.infer<typeof guidesSchema>;

/** Which scenes are where; kept with the show, not undone. */
export const stageSchema = z.strictObject({
  programId: idSchema,
  /** What studio mode prepares. */
  previewId: idSchema,
  studioMode: z.boolean(),
});
export type Stage = z.infer<typeof stageSchema>;

const side = z.int().min(160).max(7680).multipleOf(2);

export const canvasSchema = z.strictObject({ width: side, height: side });
export type Canvas = z.infer<typeof canvasSchema>;

export const showSchema = z.strictObject({
  version: z.literal(showVersion),
  /** The size that all places are told in; the program is this, scaled. */
  canvas: canvasSchema,
  sources: z.array(sourceSchema).max(maxSources),
  scenes: z.array(sceneSchema).min(1).max(maxScenes),
  transition: transitionSchema,
  /** The scene of the S key; null: none. */
  safeSceneId: idSchema.nullable(),
  /** On air when a stream begins; null: whatever is on air then. */
  openingSceneId: idSchema.nullable(),
  /** May be shown for a moment before a stream ends; null: none. */
  closingSceneId: idSchema.nullable(),
  master: masterSchema,
  guides: guidesSchema,
  stage: stageSchema,
});
export type Show = z.infer<typeof showSchema>;

export const defaultMaster: Master = {
  faderDb: 0,
  muted: false,
  targetLufs: -14,
  limiterDb: -1,
  trackNames: ['Stream', 'Track 2', 'Track 3', 'Track 4', 'Track 5', 'Track 6'],
};
