/** Which sources must be open follows from what is looked at. */
import { describe, expect, test } from 'vitest';
import { maxResting, maxSceneDepth, neededSources, restingTooLong } from '../../../../shared/studio/scene/reach.ts';
import { indexShow } from '../../../../shared/studio/scene/show-index.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

const scene = (sceneId: string) => ({ kind: 'scene' as const, sceneId });
const within = (sceneId: string) => ({ kind: 'scene' as const, sceneId });

describe('the sources of what is looked at', () => {
  const index = indexShow(
    makeShow(
      [
        makeScene('main', [makeItem('camera'), makeItem('logo', { visible: false }), makeItem('inner')]),
        makeScene('inside', [makeItem('clock')]),
        makeScene('other', [makeItem('still'), makeItem('camera')]),
      ],
      [
        makeSource('camera', cameraInput, { fallbackId: 'still' }),
        makeSource('logo', colourInput()),
        makeSource('inner', within('inside')),
        makeSource('clock', colourInput()),
        makeSource('still', colourInput()),
        makeSource('unused', colourInput()),
      ],
    ),
  );

  test('are those of the program, of scenes within it, what is hidden on it, and stand-ins', () => {
    expect(Object.fromEntries(neededSources(index, [scene('main')], []))).toEqual({
      camera: 'shown',
      logo: 'ready',
      inner: 'shown',
      clock: 'shown',
      still: 'ready',
    });
  });

  test('are shown when anybody shows them', () => {
    const needs = neededSources(index, [scene('main')], [scene('other'), { kind: 'source', sourceId: 'unused' }]);
    expect(needs.get('camera')).toBe('shown');
    expect(needs.get('unused')).toBe('ready');
  });

  test('are none for a scene or a source that is gone', () => {
    expect(neededSources(index, [scene('gone'), { kind: 'source', sourceId: 'gone' }], []).size).toBe(0);
  });
});

test('a chain of scenes is followed to its bound, a ring of them ends', () => {
  const names = Array.from({ length: 12 }, (_, at) => `scene-${at}`);
  const chain = makeShow(
    names.map((name, at) => makeScene(name, [makeItem(`source-${at}`)])),
    names.map((_, at) => makeSource(`source-${at}`, within(names[(at + 1) % names.length] ?? ''))),
  );
  const needs = neededSources(indexShow(chain), [scene('scene-0')], []);
  expect([...needs.keys()]).toEqual(Array.from({ length: maxSceneDepth }, (_, at) => `source-${at}`));
});

test('the longest unneeded sources are closed first, those that would not come back never', () => {
  const open = Array.from({ length: maxResting + 3 }, (_, at) => ({
    sourceId: `s${at}`,
    mustStay: at === 1,
    since: at === 2 ? null : at,
  }));
  expect(restingTooLong(open)).toEqual(['s0']);
  expect(restingTooLong([...open, { sourceId: 'late', mustStay: false, since: 1 }])).toEqual(['s0', 'late']);
});
