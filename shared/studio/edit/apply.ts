/** Carries out commands: the only way from one show to the next, in the window as in main. */
import { ok, type Reply } from '../../errors.ts';
import { flawOf } from '../document/flaw.ts';
import { maxFilters } from '../document/filters.ts';
import { maxItems } from '../document/scene.ts';
import { maxScenes, maxSources, type Show } from '../document/show.ts';
import type { Command, CommandMap, CommandName } from './commands.ts';
import { labelOf, type Label } from './label.ts';
import { applyRestore, restoreTo, type Restore } from './restore.ts';
import * as filters from './steps/filters.ts';
import * as items from './steps/items.ts';
import * as order from './steps/order.ts';
import { refuse, type Step } from './steps/parts.ts';
import * as scenes from './steps/scenes.ts';
import * as sources from './steps/sources.ts';
import * as whole from './steps/whole-show.ts';

/** What a command made of a show. */
export type Applied = {
  readonly before: Show;
  readonly show: Show;
  /** Turns `show` back into `before`; null for what is not undone and where nothing changed. */
  readonly undo: Restore | null;
  readonly label: Label;
};

const steps: { readonly [Name in CommandName]: Step<CommandMap[Name]> } = {
  'scene.add': scenes.addScene,
  'scene.duplicate': scenes.duplicateScene,
  'scene.rename': scenes.renameScene,
  'scene.remove': scenes.removeScene,
  'scene.move': scenes.moveScene,
  'scene.set': scenes.setScene,
  'source.add': sources.addSource,
  'source.rename': sources.renameSource,
  'source.input': sources.setInput,
  'source.fallback': sources.setFallback,
  'source.remove': sources.removeSource,
  'strip.set': sources.setStrip,
  'filter.add': filters.addFilter,
  'filter.set': filters.setFilter,
  'filter.remove': filters.removeFilter,
  'filter.move': filters.moveFilter,
  'item.add': items.addItem,
  'item.remove': items.removeItems,
  'item.transform': items.transformItems,
  'item.set': items.setItems,
  'item.order': order.orderItems,
  'item.paste': items.pasteItems,
  'item.source': items.setItemSource,
  'item.align': items.alignItems,
  'item.fit': items.fitItems,
  'group.make': order.makeGroup,
  'group.dissolve': order.dissolveGroup,
  'group.rename': order.renameGroup,
  'layout.apply': items.applyLayout,
  'transition.set': whole.setTransition,
  'role.set': whole.setRole,
  'master.set': whole.setMaster,
  'guides.set': whole.setGuides,
  'canvas.set': whole.setCanvas,
  'stage.program': whole.setProgram,
  'stage.preview': whole.setPreview,
  'stage.studio': whole.setStudioMode,
  'stage.take': whole.take,
  restore: (show, restore) => ok(applyRestore(show, restore)),
};

/**
 * The show after `command`, which has passed `commandSchema`. What would leave a flawed show is refused: `edit-refused`
 * with the reason as `why`.
 */
export function applyCommand(show: Show, command: Command): Reply<Applied> {
  const next = run(show, command.name, command);
  if (!next.ok) return next;
  if (isTooMuch(next.value)) return refuse('too-many');
  const flaw = flawOf(next.value);
  if (flaw !== null) return refuse(flaw);
  const isUndone = !command.name.startsWith('stage.');
  return ok({
    before: show,
    show: next.value,
    undo: isUndone ? restoreTo(next.value, show) : null,
    label: labelOf(command, show, next.value),
  });
}

function run<Name extends CommandName>(show: Show, name: Name, command: CommandMap[Name]): Reply<Show> {
  return steps[name](show, command);
}

function isTooMuch(show: Show): boolean {
  return (
    show.scenes.length > maxScenes ||
    show.sources.length > maxSources ||
    show.scenes.some(({ items: placed, groups }) => placed.length > maxItems || groups.length > maxItems) ||
    show.scenes.some(({ items: placed }) => placed.some((item) => item.filters.length > maxFilters)) ||
    show.sources.some(({ filters: own, strip }) => Math.max(own.length, strip?.filters.length ?? 0) > maxFilters)
  );
}
