/** The files that takes may need: whose they are, in which order, and how many at most. */
import { describe, expect, test } from 'vitest';
import type { Transition } from '../../../../shared/studio/document/scene.ts';
import { hasStinger, needOf, neededTransitions } from '../../../../shared/studio/scene/transition/transition-files.ts';
import { makeScene, makeShow } from '../../../support/studio/show-parts.ts';

const stinger = (path: string): Transition => ({ kind: 'stinger', path, cutAtMillis: 400 });
const fade: Transition = { kind: 'fade', millis: 300 };

const showOf = (usual: Transition, ...own: readonly (Transition | null)[]) =>
  makeShow(
    own.map((transition, index) => makeScene(`s${index}`, [], { transition })),
    [],
    { transition: usual },
  );

describe('files of transitions', () => {
  test('the preview’s own comes first, then the show’s, then the others’', () => {
    const show = showOf(stinger('/show'), stinger('/first'), fade, stinger('/preview'));
    expect(neededTransitions(show, 's2').map(({ path }) => path)).toEqual(['/preview', '/show', '/first']);
  });

  test('one file is one need, with everybody who names it', () => {
    const [need, ...more] = neededTransitions(showOf(stinger('/same'), stinger('/same'), null), 's1');
    expect(more).toEqual([]);
    expect(need?.owners).toEqual([
      { kind: 'show', id: 'show' },
      { kind: 'scene', id: 's0' },
    ]);
  });

  test('four at most', () => {
    const many = Array.from({ length: 9 }, (_, index) => stinger(`/${index}`));
    expect(neededTransitions(showOf(fade, ...many), 's8').map(({ path }) => path)).toEqual(['/8', '/0', '/1', '/2']);
  });

  test('a take’s file is its scene’s where that has the same transition, else the show’s', () => {
    const show = showOf(stinger('/show'), null, stinger('/own'));
    const owner = (to: string, transition: Transition) => needOf(show, { to, transition })?.owners[0];
    expect(owner('s1', stinger('/own'))).toEqual({ kind: 'scene', id: 's1' });
    expect(owner('s0', stinger('/show'))).toEqual({ kind: 'show', id: 'show' });
    expect(needOf(show, { to: 's1', transition: fade })).toBeNull();
  });

  test('a show has a stinger where it or a scene has one', () => {
    expect(hasStinger(showOf(fade, null))).toBe(false);
    expect(hasStinger(showOf(stinger('/x'), null))).toBe(true);
    expect(hasStinger(showOf(fade, null, stinger('/x')))).toBe(true);
  });
});
