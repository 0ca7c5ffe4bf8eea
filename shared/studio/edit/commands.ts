/** Every way to change a show, as data: named, bounded, and the same in the window, in main and in the journal. */
import { z } from 'zod';
import { idSchema, nameSchema } from '../document/basics.ts';
import { audioFilterSchema, maxFilters, videoFilterSchema } from '../document/filters.ts';
import {
  groupSchema,
  itemSchema,
  maxItems,
  sceneSchema,
  transformSchema,
  transitionSchema,
} from '../document/scene.ts';
import { canvasSchema, guidesSchema, masterSchema, maxScenes } from '../document/show.ts';
import { inputSchema, sourceSchema, stripSchema } from '../document/source.ts';
import { alignments, fittings } from '../geometry/fitting.ts';
import { layouts } from '../geometry/layouts.ts';
import { restoreSchema } from './restore.ts';

/** A place in a list; what lies beyond its end means its end. */
const placeIn = (max: number) => z.int().min(0).max(max);

const inScene = { sceneId: idSchema };
const inSource = { sourceId: idSchema };
const itemIds = z.array(idSchema).min(1).max(maxItems);
const ofItems = { ...inScene, itemIds };

/** Whose filters: of a source's picture, of a source's sound, or of one place. */
const filterTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('source'), sourceId: idSchema }),
  z.strictObject({ kind: z.literal('sound'), sourceId: idSchema }),
  z.strictObject({ kind: z.literal('item'), sceneId: idSchema, itemId: idSchema }),
]);
export type FilterTarget = z.infer<typeof filterTargetSchema>;

/** Sound filters belong to the target `sound`, all others to the other two. */
const anyFilterSchema = z.union([videoFilterSchema, audioFilterSchema]);
const ofFilter = { target: filterTargetSchema, filterId: idSchema };

const sceneCommands = [
  z.strictObject({ name: z.literal('scene.add'), scene: sceneSchema, at: placeIn(maxScenes) }),
  /** `itemIds` are the ids of the copy's items, back to front. */
  z.strictObject({
    name: z.literal('scene.duplicate'),
    ...inScene,
    newId: idSchema,
    itemIds: z.array(idSchema).max(maxItems),
  }),
  z.strictObject({ name: z.literal('scene.rename'), ...inScene, to: nameSchema }),
  /** Takes along the sources that show this scene; the last scene stays. */
  z.strictObject({ name: z.literal('scene.remove'), ...inScene }),
  z.strictObject({ name: z.literal('scene.move'), ...inScene, to: placeIn(maxScenes) }),
  z.strictObject({
    name: z.literal('scene.set'),
    ...inScene,
    patch: sceneSchema.pick({ tag: true, transition: true }).exactPartial(),
  }),
] as const;

const sourceCommands = [
  z.strictObject({
    name: z.literal('source.add'),
    source: sourceSchema,
    /** In front of the items of this scene; without a transform over the whole canvas. */
    place: z.strictObject({ ...inScene, itemId: idSchema, transform: transformSchema.nullable() }).nullable(),
  }),
  z.strictObject({ name: z.literal('source.rename'), ...inSource, to: nameSchema }),
  /** Another device, file, text…; also of another kind, the places stay. */
  z.strictObject({ name: z.literal('source.input'), ...inSource, input: inputSchema }),
  z.strictObject({ name: z.literal('source.fallback'), ...inSource, fallbackId: idSchema.nullable() }),
  /** With all its places. */
  z.strictObject({ name: z.literal('source.remove'), ...inSource }),
  z.strictObject({
    name: z.literal('strip.set'),
    ...inSource,
    patch: stripSchema.omit({ filters: true }).exactPartial(),
  }),
] as const;

const filterCommands = [
  z.strictObject({
    name: z.literal('filter.add'),
    target: filterTargetSchema,
    filter: anyFilterSchema,
    at: placeIn(maxFilters),
  }),
  /** In place of the filter with the same id; its kind stays. */
  z.strictObject({ name: z.literal('filter.set'), target: filterTargetSchema, filter: anyFilterSchema }),
  z.strictObject({ name: z.literal('filter.remove'), ...ofFilter }),
  z.strictObject({ name: z.literal('filter.move'), ...ofFilter, to: placeIn(maxFilters) }),
] as const;

/** Where `item.order` takes items: a way, or the place of the backmost of them, counted from the back. */
const orderSchema = z.union([z.enum(['front', 'back', 'forward', 'backward']), placeIn(maxItems)]);

const alignmentSchema = z.enum(alignments);
const fittingSchema = z.enum(fittings);
const layoutSchema = z.enum(layouts);

const itemCommands = [
  z.strictObject({ name: z.literal('item.add'), ...inScene, item: itemSchema, at: placeIn(maxItems) }),
  z.strictObject({ name: z.literal('item.remove'), ...ofItems }),
  z.strictObject({
    name: z.literal('item.transform'),
    ...inScene,
    changes: z
      .array(z.strictObject({ itemId: idSchema, transform: transformSchema }))
      .min(1)
      .max(maxItems),
  }),
  z.strictObject({
    name: z.literal('item.set'),
    ...ofItems,
    patch: itemSchema.pick({ visible: true, locked: true, opacity: true, blend: true }).exactPartial(),
  }),
  z.strictObject({ name: z.literal('item.order'), ...ofItems, to: orderSchema }),
  /** In front of all; `sources` and `groups` are those the items belong to, taken up where they are missing. */
  z.strictObject({
    name: z.literal('item.paste'),
    ...inScene,
    items: z.array(itemSchema).min(1).max(maxItems),
    sources: z.array(sourceSchema).max(maxItems),
    groups: z.array(groupSchema).max(maxItems).exactOptional(),
  }),
  z.strictObject({ name: z.literal('item.source'), ...inScene, itemId: idSchema, sourceId: idSchema }),
  z.strictObject({ name: z.literal('item.align'), ...ofItems, to: alignmentSchema }),
  z.strictObject({ name: z.literal('item.fit'), ...ofItems, to: fittingSchema }),
] as const;

const groupCommands = [
  /** The items move together, to the frontmost of them. */
  z.strictObject({ name: z.literal('group.make'), ...ofItems, groupId: idSchema, groupName: nameSchema }),
  z.strictObject({ name: z.literal('group.dissolve'), ...inScene, groupId: idSchema }),
  z.strictObject({ name: z.literal('group.rename'), ...inScene, groupId: idSchema, to: nameSchema }),
] as const;

const showCommands = [
  /** Places the scene's pictures anew; see `shared/studio/geometry/layouts.ts`. */
  z.strictObject({ name: z.literal('layout.apply'), ...inScene, layout: layoutSchema }),
  z.strictObject({ name: z.literal('transition.set'), transition: transitionSchema }),
  z.strictObject({
    name: z.literal('role.set'),
    role: z.enum(['safe', 'opening', 'closing']),
    sceneId: idSchema.nullable(),
  }),
  z.strictObject({ name: z.literal('master.set'), patch: masterSchema.exactPartial() }),
  z.strictObject({ name: z.literal('guides.set'), patch: guidesSchema.exactPartial() }),
  /** All places and lines are scaled along; a camera over all of the canvas fills one of another shape too. */
  z.strictObject({ name: z.literal('canvas.set'), ...canvasSchema.shape }),
] as const;

/** Not undone. */
const stageCommands = [
  /** Without studio mode the preview goes along. */
  z.strictObject({ name: z.literal('stage.program'), ...inScene }),
  z.strictObject({ name: z.literal('stage.preview'), ...inScene }),
  z.strictObject({ name: z.literal('stage.studio'), on: z.boolean() }),
  /** Program and preview change places. */
  z.strictObject({ name: z.literal('stage.take') }),
] as const;

export const commandSchema = z.discriminatedUnion('name', [
  ...sceneCommands,
  ...sourceCommands,
  ...filterCommands,
  ...itemCommands,
  ...groupCommands,
  ...showCommands,
  ...stageCommands,
  restoreSchema,
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandName = Command['name'];

/** Each command by its name. */
export type CommandMap = { readonly [Name in CommandName]: Extract<Command, { readonly name: Name }> };
