/** What a step of the undo list is called: a text of the catalogue and the name of the thing. */
import { z } from 'zod';
import type { Show } from '../document/show.ts';
import type { Command, FilterTarget } from './commands.ts';

export const labelSchema = z.strictObject({
  /** `edit.<command name>`. */
  key: z.string().max(80),
  /** Of the thing that was changed, "Camera +2" for three of them; empty where the key says all. */
  name: z.string().max(120),
});
export type Label = z.infer<typeof labelSchema>;

/** Names a command that turned `before` into `after`. */
export function labelOf(command: Command, before: Show, after: Show): Label {
  const named = (id: string | null) => nameIn(before, id) ?? nameIn(after, id) ?? '';
  return { key: `edit.${command.name}`, name: nameOf(command, named) };
}

/** The name of a scene, source, group, or of the source of an item. */
function nameIn(show: Show, id: string | null): string | undefined {
  if (id === null) return undefined;
  const own = show.scenes.find((scene) => scene.id === id) ?? show.sources.find((source) => source.id === id);
  if (own !== undefined) return own.name;
  for (const scene of show.scenes) {
    const group = scene.groups.find((candidate) => candidate.id === id);
    if (group !== undefined) return group.name;
    const item = scene.items.find((candidate) => candidate.id === id);
    if (item !== undefined) return show.sources.find((source) => source.id === item.sourceId)?.name;
  }
  return undefined;
}

type Named = (id: string | null) => string;

function nameOf(command: Command, named: Named): string {
  if ('scene' in command) return command.scene.name;
  if ('source' in command) return command.source.name;
  if ('groupId' in command) return 'groupName' in command ? command.groupName : named(command.groupId);
  if ('target' in command) return named(idOf(command.target));
  const ids = itemIdsOf(command);
  if (ids !== null) return ids.length > 1 ? `${named(ids[0] ?? null)} +${ids.length - 1}` : named(ids[0] ?? null);
  if ('sceneId' in command) return named(command.sceneId);
  return 'sourceId' in command ? named(command.sourceId) : '';
}

function idOf(target: FilterTarget): string {
  return target.kind === 'item' ? target.itemId : target.sourceId;
}

/** The items that a command is about; null when it is not about items. */
function itemIdsOf(command: Command): readonly string[] | null {
  if (command.name === 'scene.duplicate') return null;
  if ('itemIds' in command) return command.itemIds;
  if ('changes' in command) return command.changes.map(({ itemId }) => itemId);
  if ('items' in command) return command.items.map(({ id }) => id);
  if ('item' in command) return [command.item.id];
  return 'itemId' in command ? [command.itemId] : null;
}
