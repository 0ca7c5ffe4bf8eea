/** The program follows takes and shows, and no old show takes back what was taken. */
import { describe, expect, test } from 'vitest';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { safeMove, stageShow, stageTake, type Staged } from '../../../../shared/studio/scene/staging.ts';
import { makeScene, makeShow } from '../../../support/studio/show-parts.ts';

const fade = { kind: 'fade' as const, millis: 300 };
const slow = { kind: 'fade' as const, millis: 2000 };
const cut = { kind: 'cut' as const };

function show(programId: string, changes: Partial<Show> = {}): Show {
  const scenes = [makeScene('a', []), makeScene('b', []), makeScene('c', [], { transition: slow })];
  return makeShow(scenes, [], { transition: fade, stage: { programId, previewId: 'b', studioMode: true }, ...changes });
}

const begun = (): Staged => stageShow(null, show('a')).staged;

describe('a show', () => {
  test('begins without a transition', () => {
    expect(stageShow(null, show('a'))).toEqual({
      staged: { programId: 'a', previewId: 'b', toldProgramId: 'a' },
      move: null,
    });
  });

  test('that has another scene on program moves there by its own transition', () => {
    expect(stageShow(begun(), show('b')).move).toEqual({ from: 'a', to: 'b', transition: fade });
    expect(stageShow(begun(), show('c')).move).toEqual({ from: 'a', to: 'c', transition: slow });
  });

  test('that follows a take changes nothing, nor does an old one that comes between', () => {
    const taken = stageTake(begun(), show('a'), { sceneId: 'b', asked: cut });
    expect(taken.move).toEqual({ from: 'a', to: 'b', transition: cut });
    const old = stageShow(taken.staged, show('a'));
    expect([old.move, old.staged.programId]).toEqual([null, 'b']);
    const next = stageShow(old.staged, show('b'));
    expect([next.move, next.staged.programId]).toEqual([null, 'b']);
    expect(stageShow(next.staged, show('a')).move?.to).toBe('a');
  });

  test('without the scene on air cuts to its own', () => {
    const other = makeShow([makeScene('x', [])], [], { transition: fade });
    expect(stageShow(begun(), other)).toEqual({
      staged: { programId: 'x', previewId: 'x', toldProgramId: 'x' },
      move: { from: 'a', to: 'x', transition: cut },
    });
  });
});

test('a take of the scene on air, or of none, is nothing', () => {
  expect(stageTake(begun(), show('a'), { sceneId: 'a', asked: null }).move).toBeNull();
  expect(stageTake(begun(), show('a'), { sceneId: 'gone', asked: null }).move).toBeNull();
});

test('the safe scene is gone to and left again by the same key', () => {
  expect(safeMove(show('a'), 'a', null)).toBeNull();
  const safe = show('a', { safeSceneId: 'c' });
  expect(safeMove(safe, 'a', null)).toEqual({ to: 'c', returnId: 'a' });
  expect(safeMove(safe, 'c', 'a')).toEqual({ to: 'a', returnId: null });
  expect(safeMove(safe, 'c', 'gone')).toBeNull();
  expect(safeMove(safe, 'c', null)).toBeNull();
  expect(safeMove(show('a', { safeSceneId: 'gone' }), 'a', null)).toBeNull();
});
