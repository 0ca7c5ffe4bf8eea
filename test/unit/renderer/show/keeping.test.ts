/** What did not change stays the same object, from main's announcements through the mirror to whoever draws. */
import { describe, expect, test, vi } from 'vitest';
import { stripRows } from '../../../../renderer/panels/show/mixer/strips/strip-order.ts';
import { itemLines } from '../../../../renderer/store/show/plans/rows.ts';
import { editedScene } from '../../../../renderer/store/show/show.ts';
import { keeping, steady } from '../../../../renderer/store/show/mirror/keeping.ts';
import { announced, edited, mirrorOf, refused } from '../../../../renderer/store/show/mirror/optimistic.ts';
import { readShowState } from '../../../../renderer/store/show/mirror/told-show.ts';
import { sceneSchema } from '../../../../shared/studio/document/scene.ts';
import { sourceSchema } from '../../../../shared/studio/document/source.ts';
import type { ShowState } from '../../../../shared/contract/show/show.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

const mic = makeSource('mic', { kind: 'microphone', deviceId: '', label: '' });

const first = makeShow(
  [makeScene('a', [makeItem('back'), makeItem('front')]), makeScene('b', [makeItem('front', { id: 'item-again' })])],
  [makeSource('back', colourInput()), makeSource('front', cameraInput), mic],
);

const profileId = '0b7d6f5e-1a2b-4c3d-8e4f-5a6b7c8d9e0f';
const state = (show: Show, revision: number): ShowState => ({
  profileId,
  revision,
  show,
  undo: null,
  redo: null,
  undoSteps: [],
});

/** As it comes from another process. */
const copied = <T>(value: T): T => structuredClone(value);

const fader = (faderDb: number): Command => ({ name: 'strip.set', sourceId: 'mic', patch: { faderDb } });

function after(show: Show, command: Command): Show {
  const applied = applyCommand(show, command);
  if (!applied.ok) throw new Error(applied.error.code);
  return applied.value.show;
}

function edit(mirror: ReturnType<typeof mirrorOf>, command: Command) {
  const next = edited(mirror, command);
  if (!next.ok) throw new Error(next.error.code);
  return next.value;
}

describe('keeping', () => {
  test('gives back what holds the same', () => {
    expect(keeping(first, copied(first))).toBe(first);
  });

  test('keeps every part but those that differ', () => {
    const next = keeping(first, copied(after(first, fader(-6))));
    expect(next).toEqual(after(first, fader(-6)));
    expect(next).not.toBe(first);
    expect(next.scenes).toBe(first.scenes);
    expect(next.sources[0]).toBe(first.sources[0]);
    expect(next.sources[2]?.input).toBe(first.sources[2]?.input);
  });

  test('finds what moved by its id, and never takes one thing for another', () => {
    const turned = { ...first, scenes: first.scenes.toReversed() };
    const next = keeping(first, copied(turned));
    expect(next).toEqual(turned);
    expect(next.scenes.map((scene) => first.scenes.indexOf(scene))).toEqual([1, 0]);
    expect(Object.keys(keeping({ a: 1, b: undefined }, { a: 1 }))).toEqual(['a']);
    expect(Object.keys(keeping({ a: 1, c: undefined }, { a: 1, b: undefined }))).toEqual(['a', 'b']);
    expect(keeping([1, 2], [1])).toEqual([1]);
  });
});

describe('the mirror', () => {
  test('stays the same show when main announces what it holds', () => {
    const mirror = edit(mirrorOf(state(first, 1)), fader(-6));
    const told = announced(mirror, state(copied(after(first, fader(-6))), 2));
    expect(told.show).toBe(mirror.show);
    expect(told.base.show).toBe(mirror.show);
    expect(told.waiting).toEqual([]);
  });

  test('has the same labels of undo for as long as they say the same', () => {
    const labels = {
      undo: { key: 'edit.strip.set', name: 'mic' },
      undoSteps: [{ key: 'edit.strip.set', name: 'mic' }],
    };
    const mirror = mirrorOf({ ...state(first, 1), ...labels });
    const told = announced(mirror, copied({ ...state(after(first, fader(-6)), 2), ...labels }));
    expect(told.base.undo).toBe(labels.undo);
    expect(told.base.undoSteps).toBe(labels.undoSteps);
    const other = announced(told, copied({ ...told.base, revision: 3, undo: { key: 'edit.strip.set', name: 'line' } }));
    expect(other.base.undo?.name).toBe('line');
  });

  test('stays the same show while an announcement lags behind a drag', () => {
    const mirror = edit(edit(mirrorOf(state(first, 1)), fader(-6)), fader(-7));
    expect(announced(mirror, state(copied(after(first, fader(-6))), 2)).show).toBe(mirror.show);
  });

  test('stays the same show when a command gives way to a newer one for the same', () => {
    const held = fader(-6);
    const mirror = edit(edit(mirrorOf(state(first, 1)), held), fader(-7));
    expect(refused(mirror, held).show).toBe(mirror.show);
  });
});

describe('an announced show', () => {
  test('is checked only where it differs from the known one', () => {
    const source = vi.spyOn(sourceSchema, 'safeParse');
    const scene = vi.spyOn(sceneSchema, 'safeParse');
    const told = readShowState(copied(state(after(first, fader(-6)), 2)), first);
    expect(told?.show).toEqual(after(first, fader(-6)));
    expect(told?.show.sources[0]).toBe(first.sources[0]);
    expect(source).toHaveBeenCalledTimes(1);
    expect(scene).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('is the known one where nothing differs', () => {
    expect(readShowState(copied(state(first, 2)), first)?.show).toBe(first);
  });

  const bad: readonly (readonly [string, object])[] = [
    ['a source with more in it', { sources: [{ ...first.sources[0], more: 1 }, ...first.sources.slice(1)] }],
    ['a scene that is none', { scenes: [...first.scenes, 7] }],
    ['no scene', { scenes: [] }],
    ['a field with another name', { sourcess: [] }],
    ['a loud master', { master: { ...first.master, faderDb: 900 } }],
  ];
  test.each(bad)('with %s is refused, known or not', (_, changes) => {
    const payload = copied({ ...state(first, 2), show: { ...first, ...changes } });
    expect(readShowState(payload, first)).toBeNull();
    expect(readShowState(payload, null)).toBeNull();
  });
});

describe('a steady choice', () => {
  const rows = steady(stripRows);
  const lines = steady((show: Show) => itemLines(show, editedScene(show)));

  test('gives the rows of the mixer anew only where they changed', () => {
    const two = after(first, {
      name: 'source.add',
      source: makeSource('line', mic.input, { strip: mic.strip }),
      place: null,
    });
    const before = rows(two);
    const next = rows(after(two, fader(-9)));
    expect(before.shown.map(({ id }) => id)).toEqual(['mic', 'line']);
    expect(next.shown[0]).not.toBe(before.shown[0]);
    expect(next.shown[0]?.strip.faderDb).toBe(-9);
    expect(next.shown[1]).toBe(before.shown[1]);
    expect(next.hidden).toBe(before.hidden);
    expect(rows(after(two, { name: 'scene.rename', sceneId: 'b', to: 'Later' }))).toEqual(before);
  });

  test('leaves the rows of sources alone while a fader is drawn', () => {
    const before = lines(first);
    expect(lines(after(first, fader(-9)))).toBe(before);
    const renamed = lines(after(first, { name: 'source.rename', sourceId: 'front', to: 'Guest' }));
    expect(renamed[0]?.source.name).toBe('Guest');
    expect(renamed[1]).toBe(before[1]);
  });
});
