/** Every command that has or can have keys: its name in the registry, the part of the list it stands in, and its keys. */

type CommandEntry = { readonly id: string; readonly part: string; readonly keys: string };

/** In the order of the list. What a command is called is in the catalogue under its id, with dashes for points. */
export const commandList = [
  { id: 'golive.open', part: 'session', keys: 'Ctrl+Enter' },
  { id: 'rehearse.toggle', part: 'session', keys: 'Ctrl+Shift+Enter' },
  { id: 'session.end', part: 'session', keys: 'Ctrl+Shift+E' },
  { id: 'record.toggle', part: 'session', keys: 'Ctrl+R' },
  { id: 'replay.save', part: 'session', keys: '' },
  { id: 'mark.add', part: 'session', keys: 'F8' },
  { id: 'scene.safe', part: 'scenes', keys: 'S' },
  { id: 'slate.toggle', part: 'scenes', keys: 'Ctrl+B' },
  { id: 'studio.take', part: 'scenes', keys: '' },
  { id: 'scene.1', part: 'scenes', keys: '1' },
  { id: 'scene.2', part: 'scenes', keys: '2' },
  { id: 'scene.3', part: 'scenes', keys: '3' },
  { id: 'scene.4', part: 'scenes', keys: '4' },
  { id: 'scene.5', part: 'scenes', keys: '5' },
  { id: 'scene.6', part: 'scenes', keys: '6' },
  { id: 'scene.7', part: 'scenes', keys: '7' },
  { id: 'scene.8', part: 'scenes', keys: '8' },
  { id: 'scene.9', part: 'scenes', keys: '9' },
  { id: 'scene.add', part: 'scenes', keys: '' },
  { id: 'source.add', part: 'scenes', keys: '' },
  { id: 'audio.mute', part: 'sound', keys: 'M' },
  { id: 'audio.panic', part: 'sound', keys: 'Shift+M' },
  { id: 'audio.level', part: 'sound', keys: '' },
  { id: 'edit.undo', part: 'picture', keys: 'Ctrl+Z' },
  { id: 'edit.redo', part: 'picture', keys: 'Ctrl+Shift+Z' },
  { id: 'item.numbers', part: 'picture', keys: 'T' },
  { id: 'item.backward', part: 'picture', keys: '[' },
  { id: 'item.forward', part: 'picture', keys: ']' },
  { id: 'item.back', part: 'picture', keys: '' },
  { id: 'item.front', part: 'picture', keys: '' },
  { id: 'item.lock', part: 'picture', keys: 'L' },
  { id: 'item.hide', part: 'picture', keys: 'H' },
  { id: 'item.flip-x', part: 'picture', keys: '' },
  { id: 'item.flip-y', part: 'picture', keys: '' },
  { id: 'item.align.left', part: 'picture', keys: '' },
  { id: 'item.align.centre', part: 'picture', keys: '' },
  { id: 'item.align.right', part: 'picture', keys: '' },
  { id: 'item.align.top', part: 'picture', keys: '' },
  { id: 'item.align.middle', part: 'picture', keys: '' },
  { id: 'item.align.bottom', part: 'picture', keys: '' },
  { id: 'item.fit.canvas', part: 'picture', keys: '' },
  { id: 'item.fit.fill', part: 'picture', keys: '' },
  { id: 'item.fit.stretch', part: 'picture', keys: '' },
  { id: 'item.fit.reset', part: 'picture', keys: '' },
  { id: 'item.fit.top-left', part: 'picture', keys: '' },
  { id: 'item.fit.top-right', part: 'picture', keys: '' },
  { id: 'item.fit.bottom-left', part: 'picture', keys: '' },
  { id: 'item.fit.bottom-right', part: 'picture', keys: '' },
  { id: 'layout.full', part: 'picture', keys: '' },
  { id: 'layout.split', part: 'picture', keys: '' },
  { id: 'layout.picture-in-picture', part: 'picture', keys: '' },
  { id: 'layout.cinema', part: 'picture', keys: '' },
  { id: 'layout.side-by-side', part: 'picture', keys: '' },
  { id: 'region.next', part: 'window', keys: 'F6' },
  { id: 'region.previous', part: 'window', keys: 'Shift+F6' },
  { id: 'stage.edit', part: 'window', keys: 'Alt+1' },
  { id: 'stage.studio', part: 'window', keys: 'Alt+2' },
  { id: 'stage.viewer', part: 'window', keys: 'Alt+3' },
  { id: 'stage.multiview', part: 'window', keys: 'Alt+6' },
  { id: 'panel.destinations', part: 'window', keys: 'Alt+4' },
  { id: 'panel.health', part: 'window', keys: 'Alt+5' },
  { id: 'palette.open', part: 'window', keys: 'Ctrl+K' },
  { id: 'shortcuts.show', part: 'window', keys: '?' },
] as const satisfies readonly CommandEntry[];

/** Names a command; remote controls use the same names. */
export type CommandId = (typeof commandList)[number]['id'];

/** Parts of the list, in order. */
export const commandParts = ['session', 'scenes', 'sound', 'picture', 'window'] as const;

/** True for the name of a command. */
export function isCommandId(id: string): id is CommandId {
  return commandList.some((command) => command.id === id);
}
