/** The undo list: names of steps, gestures, switches of scenes in between. */
import { expect, test } from 'vitest';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { emptyHistory, record, redo, undo, type History } from '../../../../shared/studio/edit/history.ts';
import { makeScene } from '../../../support/studio/show-parts.ts';
import { after, apply, rigShow, sceneOf, sourceOf } from './edit-rig.ts';

type Kept = { readonly show: Show; readonly history: History };

const begin = (): Kept => ({ show: rigShow(), history: emptyHistory });

function edit({ show, history }: Kept, command: Command, gesture: string | null = null): Kept {
  const applied = apply(show, command);
  return { show: applied.show, history: record(history, applied, gesture) };
}

function back({ show, history }: Kept): Kept {
  const stepped = undo(history, show);
  if (stepped === null) throw new Error('there is a step');
  return stepped;
}

function forth({ show, history }: Kept): Kept {
  const stepped = redo(history, show);
  if (stepped === null) throw new Error('there is a step');
  return stepped;
}

const fader = (faderDb: number): Command => ({ name: 'strip.set', sourceId: 'mic', patch: { faderDb } });
const rename = (to: string): Command => ({ name: 'scene.rename', sceneId: 'a', to });

test('steps are named after the command and the thing', () => {
  const label = (command: Command) => apply(rigShow(), command).label;
  expect(label(rename('x'))).toEqual({ key: 'edit.scene.rename', name: 'Talk' });
  expect(label({ name: 'scene.remove', sceneId: 'b' })).toEqual({ key: 'edit.scene.remove', name: 'Camera 2' });
  expect(label({ name: 'source.remove', sourceId: 'camera' })).toEqual({ key: 'edit.source.remove', name: 'Webcam' });
  expect(label({ name: 'scene.add', scene: makeScene('c', []), at: 0 })).toEqual({ key: 'edit.scene.add', name: 'c' });
  expect(label({ name: 'group.dissolve', sceneId: 'a', groupId: 'g' })).toEqual({
    key: 'edit.group.dissolve',
    name: 'Host',
  });
  expect(label({ name: 'filter.remove', target: { kind: 'source', sourceId: 'camera' }, filterId: 'blur' })).toEqual({
    key: 'edit.filter.remove',
    name: 'Webcam',
  });
  const itemIds = ['a-camera', 'item-logo', 'item-inset'];
  expect(label({ name: 'item.remove', sceneId: 'a', itemIds })).toEqual({ key: 'edit.item.remove', name: 'Webcam +2' });
  expect(label({ name: 'layout.apply', sceneId: 'a', layout: 'full' })).toEqual({
    key: 'edit.layout.apply',
    name: 'Talk',
  });
  expect(label({ name: 'master.set', patch: { muted: true } })).toEqual({ key: 'edit.master.set', name: '' });
});

test('a gesture is one step, whose undo goes back to before it', () => {
  const moved = [-1, -2, -3].reduce((kept, db) => edit(kept, fader(db), 'drag-1'), begin());
  expect(moved.history.undo).toHaveLength(1);
  const undone = back(moved);
  expect(undone.show).toEqual(rigShow());
  expect(sourceOf(forth(undone).show, 'mic').strip?.faderDb).toBe(-3);
});

test('another gesture, another command between, or none are steps of their own', () => {
  const kept = edit(edit(edit(begin(), fader(-1), 'one'), fader(-2), 'two'), rename('x'), null);
  expect(edit(edit(kept, fader(-3), 'two'), fader(-4), null).history.undo).toHaveLength(5);
});

test('a gesture that ends where it began leaves no step', () => {
  const kept = edit(edit(begin(), fader(-1), 'drag'), fader(0), 'drag');
  expect(kept.history.undo).toEqual([]);
  expect(kept.show).toEqual(rigShow());
});

test('so it does when somebody put another scene on air meanwhile', () => {
  const switched = edit(edit(begin(), fader(-1), 'drag'), { name: 'stage.program', sceneId: 'b' });
  expect(edit(switched, fader(0), 'drag').history.undo).toEqual([]);
});

test('a gesture does not go on after a step back', () => {
  const kept = back(edit(edit(begin(), fader(-1), 'drag'), rename('x')));
  expect(edit(kept, fader(-2), 'drag').history.undo).toHaveLength(2);
});

test('a switch of scenes in the middle of a drag is neither a step nor undone with it', () => {
  const dragged = edit(begin(), fader(-1), 'drag');
  const switched = edit(dragged, { name: 'stage.program', sceneId: 'b' });
  expect(switched.history).toBe(dragged.history);
  const undone = back(edit(switched, fader(-2), 'drag'));
  expect(sourceOf(undone.show, 'mic').strip?.faderDb).toBe(0);
  expect(undone.show.stage.programId).toBe('b');
});

test('a new step ends what could be done again, a switch of scenes does not', () => {
  const undone = back(edit(begin(), rename('x')));
  expect(edit(undone, { name: 'stage.take' }).history.redo).toHaveLength(1);
  expect(edit(undone, rename('y')).history.redo).toEqual([]);
});

test('what changes nothing is no step', () => {
  expect(edit(begin(), rename('Talk')).history).toEqual(emptyHistory);
});

test('a step back says what it was and the command that did it', () => {
  const kept = edit(begin(), rename('x'));
  const stepped = undo(kept.history, kept.show);
  expect(stepped).toMatchObject({
    command: { name: 'restore', inScenes: [{ id: 'a', fields: { name: 'Talk' }, items: null }] },
    label: { key: 'edit.scene.rename', name: 'Talk' },
  });
  if (stepped === null) return;
  expect(after(kept.show, stepped.command)).toEqual(stepped.show);
  expect(redo(stepped.history, stepped.show)?.label).toEqual({ key: 'edit.scene.rename', name: 'Talk' });
  expect(undo(emptyHistory, kept.show)).toBeNull();
  expect(redo(kept.history, kept.show)).toBeNull();
});

test('an inverse holds only what changed', () => {
  const { undo: inverse } = apply(rigShow(), {
    name: 'item.set',
    sceneId: 'a',
    itemIds: ['item-logo'],
    patch: { visible: false },
  });
  expect(inverse).toEqual({
    name: 'restore',
    fields: {},
    sources: null,
    scenes: null,
    inScenes: [{ id: 'a', fields: {}, items: { order: null, put: [sceneOf(rigShow(), 'a').items[2]] } }],
    stage: null,
  });
});
