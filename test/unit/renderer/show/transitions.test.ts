/** Transitions in the window: everything about each kind can be set, for the show and for the way to one scene. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { transitionFields } from '../../../../renderer/panels/show/fields/field-plans.ts';
import { chooseTransition, setTransition } from '../../../../renderer/store/show/acts/scene-acts.ts';
import { targetOf } from '../../../../renderer/store/show/mirror/command-queue.ts';
import {
  draftTransition,
  planTransition,
  transitionKinds,
  transitionOf,
} from '../../../../renderer/store/show/plans/drafts/transitions.ts';
import { currentShow, mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import { ok } from '../../../../shared/errors.ts';
import { transitionSchema, type Transition } from '../../../../shared/studio/document/scene.ts';
import { makeScene, makeShow } from '../../../support/studio/show-parts.ts';

let picked: readonly string[];
let asked: unknown[];

beforeEach(() => {
  picked = [];
  asked = [];
  const call = async (name: string, input: unknown) => {
    if (name === 'files.choose') return ok(picked);
    asked.push(input);
    return ok({ revision: asked.length });
  };
  vi.stubGlobal('window', { studio: { call, on: () => () => undefined } });
  useShowStore.setState({ mirror: null });
  const show = makeShow([makeScene('a', []), makeScene('b', [])], [], { transition: { kind: 'fade', millis: 700 } });
  mirrorShow({ profileId: 'p', revision: 0, show, undo: null, redo: null, undoSteps: [] });
});

afterEach(() => void vi.unstubAllGlobals());

const own = (sceneId: string | null) => {
  const show = currentShow();
  return show === null ? null : transitionOf(show, sceneId);
};

test.each(transitionKinds)('a %s has a field for everything that it knows', (kind) => {
  const draft = draftTransition(kind, { kind: 'cut' }, '/a/b.png');
  expect(transitionSchema.parse(draft)).toEqual(draft);
  const planned = transitionFields[kind].map(({ key }) => key);
  const known = Object.keys(draft).filter((key) => key !== 'kind' && key !== 'direction');
  expect(new Set(planned)).toEqual(new Set(known));
});

test('fields keep within what the document takes', () => {
  const fits = (transition: Transition) => transitionSchema.safeParse(transition).success;
  for (const kind of transitionKinds) {
    const draft = draftTransition(kind, { kind: 'cut' }, '/a/b.png');
    for (const plan of transitionFields[kind]) {
      if (plan.field !== 'number') continue;
      for (const value of [plan.min, plan.max]) expect(fits({ ...draft, [plan.key]: value })).toBe(true);
      expect(fits({ ...draft, [plan.key]: plan.max + 1 })).toBe(false);
    }
  }
});

test('a scene has its own, with length and direction, until it goes the usual way again', async () => {
  const slide = { kind: 'slide', millis: 1200, direction: 'up' } as const;
  await chooseTransition('b', 'slide');
  expect(own('b')).toEqual({ kind: 'slide', millis: 700, direction: 'left' });
  await setTransition('b', slide, 'visit');
  expect([own('a'), own('b'), own(null)]).toEqual([null, slide, { kind: 'fade', millis: 700 }]);
  await setTransition('b', null);
  expect(own('b')).toBeNull();
});

test('one that needs a file is taken once there is one', async () => {
  await chooseTransition(null, 'stinger');
  expect(own(null)).toEqual({ kind: 'fade', millis: 700 });
  picked = ['/a/swoosh.webm'];
  await chooseTransition(null, 'stinger');
  expect(own(null)).toEqual({ kind: 'stinger', path: '/a/swoosh.webm', cutAtMillis: 500 });
});

test('the show itself always has one, and numbers held down send only the newest', () => {
  expect(planTransition(null, null)).toBeNull();
  const to = (millis: number) => planTransition('a', { kind: 'fade', millis });
  const [first, second] = [to(1), to(2)];
  if (first === null || second === null) throw new Error('a scene may have a transition');
  expect(targetOf(first)).toBe(targetOf(second));
  expect(targetOf({ name: 'scene.set', sceneId: 'a', patch: { tag: null } })).not.toBe(targetOf(first));
});
