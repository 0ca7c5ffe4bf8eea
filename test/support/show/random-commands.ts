/** Commands drawn at random against whatever show there is: most fit, some name what is not there or can't be done. */
import * as fc from 'fast-check';
import type { Show } from '../../../shared/studio/document/show.ts';
import type { Command, CommandMap, CommandName } from '../../../shared/studio/edit/commands.ts';
import { alignments, fittings } from '../../../shared/studio/geometry/fitting.ts';
import { layouts } from '../../../shared/studio/geometry/layouts.ts';
import { Draw } from './random-parts.ts';

/** What a command is drawn from: a name, and numbers for everything in it. */
export type Wish = { readonly name: CommandName; readonly numbers: readonly number[] };

const drawing: { readonly [Name in CommandName]: (draw: Draw) => Omit<CommandMap[Name], 'name'> } = {
  'scene.add': (draw) => ({
    scene: { id: draw.freshId(), name: draw.name(), tag: '#336699', items: [], groups: [], transition: null },
    at: draw.next(5),
  }),
  'scene.duplicate': (draw) => {
    const sceneId = draw.scene();
    const count = draw.show.scenes.find(({ id }) => id === sceneId)?.items.length ?? 0;
    return { sceneId, newId: draw.freshId(), itemIds: Array.from({ length: count }, () => draw.newId()) };
  },
  'scene.rename': (draw) => ({ sceneId: draw.scene(), to: draw.name() }),
  'scene.remove': (draw) => ({ sceneId: draw.scene() }),
  'scene.move': (draw) => ({ sceneId: draw.scene(), to: draw.next(6) }),
  'scene.set': (draw) => ({
    sceneId: draw.scene(),
    patch: draw.flag() ? { tag: null } : { tag: '#ffffff', transition: draw.transition() },
  }),
  'source.add': (draw) => ({
    source: draw.newSource(),
    place: draw.flag()
      ? null
      : { sceneId: draw.scene(), itemId: draw.freshId(), transform: draw.flag() ? null : draw.transform() },
  }),
  'source.rename': (draw) => ({ sourceId: draw.source(), to: draw.name() }),
  'source.input': (draw) => ({ sourceId: draw.source(), input: draw.input() }),
  'source.fallback': (draw) => ({ sourceId: draw.source(), fallbackId: draw.flag() ? null : draw.source() }),
  'source.remove': (draw) => ({ sourceId: draw.source() }),
  'strip.set': (draw) => ({
    sourceId: draw.source(),
    patch: { faderDb: draw.between(-60, 12), isMainMicrophone: draw.flag() },
  }),
  'filter.add': (draw) => {
    const target = draw.target();
    const filter = (target.kind === 'sound') === draw.next(8) > 0 ? draw.audioFilter() : draw.videoFilter();
    return { target, filter, at: draw.next(4) };
  },
  'filter.set': (draw) => {
    const target = draw.target();
    const id = draw.filterId(target);
    return { target, filter: { ...(target.kind === 'sound' ? draw.audioFilter() : draw.videoFilter()), id } };
  },
  'filter.remove': (draw) => {
    const target = draw.target();
    return { target, filterId: draw.filterId(target) };
  },
  'filter.move': (draw) => {
    const target = draw.target();
    return { target, filterId: draw.filterId(target), to: draw.next(4) };
  },
  'item.add': (draw) => ({ sceneId: draw.scene(), item: draw.item(draw.source()), at: draw.next(9) }),
  'item.remove': (draw) => draw.ofItems(),
  'item.transform': (draw) => {
    const { sceneId, itemIds } = draw.ofItems();
    return { sceneId, changes: itemIds.map((itemId) => ({ itemId, transform: draw.transform() })) };
  },
  'item.set': (draw) => ({ ...draw.ofItems(), patch: { visible: draw.flag(), opacity: draw.between(0, 1) } }),
  'item.order': (draw) => ({
    ...draw.ofItems(),
    to: draw.of<CommandMap['item.order']['to']>(['front', 'back', 'forward', 'backward', draw.next(9)]),
  }),
  'item.paste': (draw) => {
    const source = draw.newSource();
    const groupId = draw.freshId();
    const items = [
      draw.item(source.id),
      { ...draw.item(draw.source()), groupId },
      { ...draw.item(source.id), groupId },
    ];
    return { sceneId: draw.scene(), items, sources: [source], groups: [{ id: groupId, name: 'Pasted' }] };
  },
  'item.source': (draw) => {
    const { sceneId, itemIds } = draw.ofItems();
    return { sceneId, itemId: itemIds[0] ?? 'nowhere', sourceId: draw.source() };
  },
  'item.align': (draw) => ({ ...draw.ofItems(), to: draw.of(alignments) }),
  'item.fit': (draw) => ({ ...draw.ofItems(), to: draw.of(fittings) }),
  'group.make': (draw) => ({ ...draw.ofItems(), groupId: draw.newId(), groupName: draw.name() }),
  'group.dissolve': (draw) => draw.group(),
  'group.rename': (draw) => ({ ...draw.group(), to: draw.name() }),
  'layout.apply': (draw) => ({ sceneId: draw.scene(), layout: draw.of(layouts) }),
  'transition.set': (draw) => ({ transition: draw.transition() }),
  'role.set': (draw) => ({
    role: draw.of(['safe', 'opening', 'closing']),
    sceneId: draw.flag() ? null : draw.scene(),
  }),
  'master.set': (draw) => ({ patch: draw.flag() ? { muted: draw.flag() } : { limiterDb: null } }),
  'guides.set': (draw) => ({
    patch: { snap: draw.flag(), lines: [{ axis: draw.of(['x', 'y']), at: draw.between(-10, 2000) }] },
  }),
  'canvas.set': (draw) => ({ width: 160 + 2 * draw.next(3760), height: 160 + 2 * draw.next(3760) }),
  'stage.program': (draw) => ({ sceneId: draw.scene() }),
  'stage.preview': (draw) => ({ sceneId: draw.scene() }),
  'stage.studio': (draw) => ({ on: draw.flag() }),
  'stage.take': () => ({}),
  restore: () => ({ fields: {}, sources: null, scenes: null, inScenes: [], stage: null }),
};

/** Every command there is. */
export const commandNames = Object.keys(drawing).filter((name): name is CommandName => Object.hasOwn(drawing, name));

/** The command that a wish means for this show. */
export function commandFor(wish: Wish, show: Show, newId: () => string): Command {
  const { [wish.name]: draw } = drawing;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table pairs each name with its own fields
  return { name: wish.name, ...draw(new Draw(show, wish.numbers, newId)) } as Command;
}

/** Commands that make a show larger come more often, so that there is something to change. */
const growing: readonly CommandName[] = [
  'scene.add',
  'source.add',
  'source.add',
  'source.add',
  'item.add',
  'item.paste',
];

const anyNumbers = fc.array(fc.nat(100_000), { minLength: 6, maxLength: 16, size: 'max' });

export const anyWish: fc.Arbitrary<Wish> = fc.record({
  name: fc.oneof(
    { arbitrary: fc.constantFrom(...commandNames), weight: 5 },
    { arbitrary: fc.constantFrom(...growing), weight: 1 },
  ),
  numbers: anyNumbers,
});

/** Long sequences: most of what can go wrong needs something to be there first. */
export const anyWishes = fc.array(anyWish, { minLength: 1, maxLength: 80, size: 'max' });
