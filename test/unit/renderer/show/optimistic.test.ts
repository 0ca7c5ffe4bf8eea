/** The window's show: its own commands at once, main's announcements over them, and no command twice. */
import { describe, expect, test } from 'vitest';
import {
  announced,
  edited,
  mirrorOf,
  refused,
  type Mirror,
} from '../../../../renderer/store/show/mirror/optimistic.ts';
import type { ShowState } from '../../../../shared/contract/show/show.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { colourInput, makeItem, makeScene, makeShow, makeSource } from '../../../support/studio/show-parts.ts';

const first = makeShow(
  [makeScene('a', [makeItem('back'), makeItem('middle'), makeItem('front')])],
  ['back', 'middle', 'front'].map((id) => makeSource(id, colourInput())),
);

function state(show: Show, revision: number, profileId = 'p'): ShowState {
  return { profileId, revision, show, undo: null, redo: null, undoSteps: [] };
}

/** As main carries it out. */
function after(show: Show, ...commands: readonly Command[]): Show {
  return commands.reduce((latest, command) => {
    const applied = applyCommand(latest, command);
    if (!applied.ok) throw new Error(applied.error.code);
    return applied.value.show;
  }, show);
}

function edit(mirror: Mirror, command: Command): Mirror {
  const next = edited(mirror, command);
  if (!next.ok) throw new Error(next.error.code);
  return next.value;
}

const forward: Command = { name: 'item.order', sceneId: 'a', itemIds: ['item-back'], to: 'forward' };
const rename: Command = { name: 'scene.rename', sceneId: 'a', to: 'Talk' };

const order = ({ show }: Mirror): readonly string[] => show.scenes[0]?.items.map(({ sourceId }) => sourceId) ?? [];

describe('the mirror of a show', () => {
  test('shows a command at once', () => {
    expect(order(edit(mirrorOf(state(first, 1)), forward))).toEqual(['middle', 'back', 'front']);
  });

  test('carries out a command once, whether its announcement or its answer comes first', () => {
    const mirror = edit(mirrorOf(state(first, 1)), forward);
    const told = announced(mirror, state(after(first, forward), 2));
    expect(order(told)).toEqual(['middle', 'back', 'front']);
    expect(told.waiting).toEqual([]);
  });

  test('keeps the commands that an announcement does not hold yet', () => {
    const mirror = edit(edit(mirrorOf(state(first, 1)), forward), rename);
    const told = announced(mirror, state(after(first, forward), 2));
    expect(told.waiting).toEqual([rename]);
    expect(told.show.scenes[0]?.name).toBe('Talk');
    expect(order(told)).toEqual(['middle', 'back', 'front']);
  });

  test('takes back what main refused, and only that', () => {
    const mirror = edit(edit(mirrorOf(state(first, 1)), forward), rename);
    const left = refused(mirror, forward);
    expect(order(left)).toEqual(['back', 'middle', 'front']);
    expect(left.show.scenes[0]?.name).toBe('Talk');
  });

  test('leaves out a waiting command that fits no more', () => {
    const mirror = edit(mirrorOf(state(first, 5)), forward);
    const other = makeShow([makeScene('b', [])], []);
    const told = announced({ ...mirror, waiting: [...mirror.waiting, rename] }, state(other, 6));
    expect(told.show).toEqual(other);
  });

  test('ignores an announcement that is older than what it has', () => {
    const mirror = mirrorOf(state(after(first, rename), 7));
    expect(announced(mirror, state(first, 6))).toBe(mirror);
  });

  test('takes the show of another profile as it is', () => {
    const mirror = edit(mirrorOf(state(first, 9)), rename);
    const told = announced(mirror, state(first, 1, 'q'));
    expect(told).toEqual(mirrorOf(state(first, 1, 'q')));
  });

  test('refuses what makes no sense, and stays as it is', () => {
    const next = edited(mirrorOf(state(first, 1)), { name: 'scene.rename', sceneId: 'gone', to: 'x' });
    expect(next.ok).toBe(false);
  });
});
