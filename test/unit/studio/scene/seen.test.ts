/** What holds the picture when a source of a scene is missing. */
import { describe, expect, test } from 'vitest';
import type { Item } from '../../../../shared/studio/document/scene.ts';
import { holdersOf, seenSources, standInsOf } from '../../../../shared/studio/scene/plan/seen.ts';
import { indexShow } from '../../../../shared/studio/scene/show-index.ts';
import {
  cameraInput,
  canvas,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
  wholeCanvas,
} from '../../../support/studio/show-parts.ts';

const image = { kind: 'image', path: '/frame.png' } as const;
const sources = [
  makeSource('camera', cameraInput),
  makeSource('second', cameraInput),
  makeSource('colour', colourInput()),
  makeSource('image', image),
  makeSource('inner', { kind: 'scene', sceneId: 'within' }),
];

/** A place in parts of the canvas. */
const at = (sourceId: string, [x, y, width, height]: readonly [number, number, number, number]): Item =>
  makeItem(sourceId, {
    transform: {
      ...wholeCanvas,
      x: x * canvas.width,
      y: y * canvas.height,
      width: width * canvas.width,
      height: height * canvas.height,
    },
  });

const holders = (items: readonly Item[], sourceId = 'camera') =>
  holdersOf(
    indexShow(makeShow([makeScene('a', items), makeScene('within', [makeItem('colour')])], sources)),
    'a',
    sourceId,
  );

describe('holdersOf', () => {
  test('what lies behind holds the picture as far as it looks out', () => {
    expect(holders([makeItem('colour'), at('camera', [0.7, 0.7, 0.3, 0.3])])).toEqual(['colour']);
    expect(holders([makeItem('colour'), at('camera', [0.1, 0.1, 0.8, 0.8])])).toEqual([]);
  });

  test('of equal ones each holds the other, and a small one nothing', () => {
    expect(holders([at('camera', [0, 0, 0.5, 1]), at('second', [0.5, 0, 0.5, 1])])).toEqual(['second']);
    expect(holders([makeItem('camera'), at('second', [0.7, 0.7, 0.2, 0.2])])).toEqual([]);
  });

  test('a frame with a hole in it holds nothing of what it frames, but the picture behind a corner does', () => {
    expect(holders([makeItem('camera'), makeItem('image')])).toEqual([]);
    expect(holders([makeItem('image'), at('camera', [0.7, 0.7, 0.3, 0.3])])).toEqual(['image']);
  });

  test('what is hidden or off the canvas holds nothing, a scene within the scene does', () => {
    const corner = at('camera', [0.7, 0.7, 0.3, 0.3]);
    expect(holders([makeItem('colour', { visible: false }), corner])).toEqual([]);
    expect(holders([makeItem('colour', { opacity: 0 }), corner])).toEqual([]);
    expect(holders([at('colour', [1, 0, 1, 1]), corner])).toEqual([]);
    expect(holders([makeItem('inner'), corner])).toEqual(['colour']);
  });
});

test('seenSources begins with what takes most of the canvas, of equal ones with the one in front', () => {
  const items = [makeItem('colour'), makeItem('camera'), at('second', [0, 0, 0.5, 0.5])];
  expect(seenSources(indexShow(makeShow([makeScene('a', items)], sources)), 'a')).toEqual([
    'camera',
    'colour',
    'second',
  ]);
});

test('standInsOf follows stand-ins, and ends where they go in a circle', () => {
  const circle = [
    makeSource('camera', cameraInput, { fallbackId: 'second' }),
    makeSource('second', cameraInput, { fallbackId: 'colour' }),
    makeSource('colour', colourInput(), { fallbackId: 'second' }),
  ];
  expect(standInsOf(indexShow(makeShow([makeScene('a', [])], circle)), 'camera')).toEqual(['second', 'colour']);
});
