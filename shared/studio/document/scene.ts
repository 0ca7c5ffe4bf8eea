/** A scene: items from back to front, each showing a source in a box on the canvas. */
import { z } from 'zod';
import { colourSchema, extentSchema, idSchema, nameSchema, pathSchema, placeSchema, real } from './basics.ts';
import { transitionMillisSchema, videoFiltersSchema } from './filters.ts';

const cut = real(0, 0.999);

/**
 * Where an item is: a box in canvas pixels, turned about its middle. The source's picture, cropped, is put into the box
 * by `fit`; so an item keeps its place when its source changes its size.
 */
export const transformSchema = z.strictObject({
  /** Upper left corner of the box before it is turned. */
  x: placeSchema,
  y: placeSchema,
  width: extentSchema,
  height: extentSchema,
  /** Degrees, clockwise. */
  rotation: real(-360, 360),
  /** Cut off the source's picture, in parts of its size. */
  crop: z.strictObject({ left: cut, top: cut, right: cut, bottom: cut }),
  flipX: z.boolean(),
  flipY: z.boolean(),
  /** The whole picture in the box, the box filled (overhang cut off), or the picture stretched. */
  fit: z.enum(['contain', 'cover', 'stretch']),
});
export type Transform = z.infer<typeof transformSchema>;

export const blendSchema = z.enum(['normal', 'add', 'subtract', 'screen', 'multiply', 'lighten', 'darken']);
export type Blend = z.infer<typeof blendSchema>;

export const itemSchema = z.strictObject({
  id: idSchema,
  sourceId: idSchema,
  transform: transformSchema,
  visible: z.boolean(),
  locked: z.boolean(),
  opacity: real(0, 1),
  blend: blendSchema,
  /** On this place only, after the source's own. */
  filters: videoFiltersSchema,
  groupId: idSchema.nullable(),
});
export type Item = z.infer<typeof itemSchema>;

export const transitionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cut') }),
  z.strictObject({ kind: z.literal('fade'), millis: transitionMillisSchema }),
  z.strictObject({
    kind: z.enum(['slide', 'wipe']),
    millis: transitionMillisSchema,
    /** Where the new picture moves. */
    direction: z.enum(['left', 'right', 'up', 'down']),
  }),
  /** Dark places of the image give way first. */
  z.strictObject({
    kind: z.literal('luma-wipe'),
    millis: transitionMillisSchema,
    path: pathSchema,
    softness: real(0, 1),
    inverted: z.boolean(),
  }),
  /** A film with alpha over both; behind it the scenes are cut at `cutAtMillis`. */
  z.strictObject({ kind: z.literal('stinger'), path: pathSchema, cutAtMillis: transitionMillisSchema }),
]);
export type Transition = z.infer<typeof transitionSchema>;

export const maxItems = 200;

/** Items that are moved and shown as one; they lie next to each other. */
export const groupSchema = z.strictObject({ id: idSchema, name: nameSchema });
export type Group = z.infer<typeof groupSchema>;

export const sceneSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  /** Colour tag in lists. */
  tag: colourSchema.nullable(),
  /** Back to front. */
  items: z.array(itemSchema).max(maxItems),
  groups: z.array(groupSchema).max(maxItems),
  /** Instead of the show's own when this scene comes on air. */
  transition: transitionSchema.nullable(),
});
export type Scene = z.infer<typeof sceneSchema>;

export const noCrop = { left: 0, top: 0, right: 0, bottom: 0 } as const;

/** A new place of a source: seen, whole, unlocked. */
export function createItem(of: {
  readonly id: string;
  readonly sourceId: string;
  readonly transform: Transform;
}): Item {
  return { ...of, visible: true, locked: false, opacity: 1, blend: 'normal', filters: [], groupId: null };
}
