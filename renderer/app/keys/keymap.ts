/** Which keys mean which command, with what the user changed; and who else has a pair of keys. */
import { chordOf, isTyping, type Keys } from './chords.ts';
import { commandList, type CommandId } from './command-list.ts';

/** What the user changed: command to keys, empty for none. */
export type Changes = Readonly<Record<string, string>>;

/** The keys of a command; empty when it has none. */
export function keysOf(id: CommandId, changes: Changes): string {
  return changes[id] ?? commandList.find((command) => command.id === id)?.keys ?? '';
}

/** The command that has these keys. */
export function ownerOf(chord: string, changes: Changes): CommandId | null {
  if (chord === '') return null;
  return commandList.find(({ id }) => keysOf(id, changes) === chord)?.id ?? null;
}

/** The command of a key press; what types something means nothing while a text field has the focus. */
export function commandFor(keys: Keys, focus: 'text' | 'elsewhere', changes: Changes = {}): CommandId | null {
  const chord = chordOf(keys);
  if (chord === null || (focus === 'text' && isTyping(chord))) return null;
  return ownerOf(chord, changes);
}

/** The changes with these keys given to the command, and taken from whoever had them. */
export function assigned(changes: Changes, id: CommandId, chord: string): Changes {
  const owner = ownerOf(chord, changes);
  const taken = owner === null || owner === id ? {} : { [owner]: '' };
  return withoutDefaults({ ...changes, ...taken, [id]: chord });
}

/** The changes with the command's first keys again, which whoever has them now gives up. */
export function restored(changes: Changes, id: CommandId): Changes {
  return assigned(changes, id, keysOf(id, {}));
}

/** Only what differs is kept, so that a later version's keys reach whoever changed nothing. */
function withoutDefaults(changes: Changes): Changes {
  return Object.fromEntries(
    commandList.filter(({ id, keys }) => (changes[id] ?? keys) !== keys).map(({ id }) => [id, keysOf(id, changes)]),
  );
}
