/** What must hold in a show: each flaw is found, and what looks like one and is none is not. */
import { expect, test } from 'vitest';
import { flawOf, maxNesting } from '../../../../shared/studio/document/flaw.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { colourInput, makeItem, makeScene, makeShow, makeSource } from '../../../support/studio/show-parts.ts';

const ground = makeSource('ground', colourInput());
const group = { id: 'g', name: 'g' };

/** Scenes that each show the next one. */
function nested(count: number): Show {
  const scenes = Array.from({ length: count }, (_, index) =>
    makeScene(`s${index}`, index + 1 < count ? [makeItem(`in${index}`)] : []),
  );
  const sources = scenes.slice(1).map(({ id }, index) => makeSource(`in${index}`, { kind: 'scene', sceneId: id }));
  return makeShow(scenes, sources);
}

test.each([
  ['two sources of one id', makeShow([makeScene('a', [])], [ground, ground]), 'id-twice'],
  [
    'one item in two scenes',
    makeShow([makeScene('a', [makeItem('ground')]), makeScene('b', [makeItem('ground')])], [ground]),
    'id-twice',
  ],
  ['an item of nothing', makeShow([makeScene('a', [makeItem('x')])], []), 'source-missing'],
  [
    'a source of no scene',
    makeShow([makeScene('a', [])], [makeSource('n', { kind: 'scene', sceneId: 'x' })]),
    'scene-missing',
  ],
  [
    'a strip without sound',
    makeShow([makeScene('a', [])], [{ ...ground, strip: makeSource('t', { kind: 'test' }).strip }]),
    'sound-missing',
  ],
  [
    'sound without a strip',
    makeShow([makeScene('a', [])], [makeSource('t', { kind: 'test' }, { strip: null })]),
    'sound-missing',
  ],
  [
    'an item of a group that is not',
    makeShow([makeScene('a', [makeItem('ground', { groupId: 'g' })])], [ground]),
    'group-missing',
  ],
  ['a group of nothing', makeShow([makeScene('a', [], { groups: [group] })], []), 'group-missing'],
  [
    'a group torn apart',
    makeShow(
      [
        makeScene(
          'a',
          ['g', null, 'g'].map((groupId, index) => makeItem('ground', { id: `i${index}`, groupId })),
          { groups: [group] },
        ),
      ],
      [ground],
    ),
    'group-scattered',
  ],
  [
    'a program that is not',
    makeShow([makeScene('a', [])], [], { stage: { programId: 'x', previewId: 'a', studioMode: false } }),
    'scene-missing',
  ],
  ['a role of no scene', makeShow([makeScene('a', [])], [], { closingSceneId: 'x' }), 'scene-missing'],
  [
    'a scene in itself',
    makeShow([makeScene('a', [makeItem('n')])], [makeSource('n', { kind: 'scene', sceneId: 'a' })]),
    'shows-itself',
  ],
  [
    'fallbacks in a circle',
    makeShow(
      [makeScene('a', [])],
      [makeSource('x', colourInput(), { fallbackId: 'y' }), makeSource('y', colourInput(), { fallbackId: 'x' })],
    ),
    'shows-itself',
  ],
  ['scenes in scenes in scenes', nested(maxNesting + 1), 'nested-too-deep'],
])('%s', (_, show, flaw) => {
  expect(flawOf(show)).toBe(flaw);
});

test('as deep as it may be is sound, and one source in many places is', () => {
  expect(flawOf(nested(maxNesting))).toBeNull();
  const items = [makeItem('ground'), makeItem('ground', { id: 'again' })];
  expect(flawOf(makeShow([makeScene('a', items)], [ground]))).toBeNull();
});

test('many scenes that all show each other’s sources are looked at once each', () => {
  const scenes = Array.from({ length: 8 }, (_, index) =>
    makeScene(
      `s${index}`,
      Array.from({ length: 7 - index }, (_item, below) =>
        makeItem(`in${index + 1 + below}`, { id: `${index}-${below}` }),
      ),
    ),
  );
  const sources = scenes.map(({ id }, index) => makeSource(`in${index}`, { kind: 'scene', sceneId: id }));
  expect(flawOf(makeShow(scenes, sources))).toBeNull();
});
