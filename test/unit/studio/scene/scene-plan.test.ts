/** What a scene draws, and what of it needs no drawing. */
import { describe, expect, test } from 'vitest';
import { videoFilterSchema } from '../../../../shared/studio/document/filters.ts';
import { coversCanvas, firstVisible, fitCanvas, isWholeCanvas } from '../../../../shared/studio/scene/plan/cover.ts';
import { makesTransparent, maxLayers, planScene } from '../../../../shared/studio/scene/plan/scene-plan.ts';
import { indexShow, withPlaces } from '../../../../shared/studio/scene/show-index.ts';
import {
  canvas,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
  wholeCanvas,
} from '../../../support/studio/show-parts.ts';

const blur = videoFilterSchema.parse({ id: 'b', enabled: true, kind: 'blur', radius: 4 });
const key = videoFilterSchema.parse({ id: 'k', enabled: false, kind: 'luma-key', low: 0, high: 1, smoothness: 0 });

test('a scene draws what is visible, in order, with the filters that are on', () => {
  const microphone = makeSource('mic', { kind: 'microphone', deviceId: '', label: '' });
  const items = [
    makeItem('back', { filters: [key] }),
    makeItem('hidden', { visible: false }),
    makeItem('clear', { opacity: 0 }),
    makeItem('mic'),
    makeItem('gone'),
    makeItem('front'),
  ];
  const sources = ['back', 'hidden', 'clear', 'front'].map((id) => makeSource(id, colourInput(), { filters: [blur] }));
  const index = indexShow(makeShow([makeScene('one', items)], [...sources, microphone]));
  expect(
    planScene(index, 'one').map(({ source, sourceFilters, itemFilters }) => [source.id, sourceFilters, itemFilters]),
  ).toEqual([
    ['back', [blur], []],
    ['front', [blur], []],
  ]);
  expect(planScene(index, 'gone')).toEqual([]);
});

test('a filter that nothing can do yet changes nothing, and makes no picture go the long way', () => {
  const background = videoFilterSchema.parse({
    id: 'p',
    enabled: true,
    kind: 'background',
    mode: 'remove',
    strength: 1,
  });
  const index = indexShow(
    makeShow(
      [makeScene('one', [makeItem('cam', { filters: [background] })])],
      [makeSource('cam', colourInput(), { filters: [background, blur] })],
    ),
  );
  expect(planScene(index, 'one')).toMatchObject([{ sourceFilters: [blur], itemFilters: [] }]);
});

test('of too many layers those in front are drawn', () => {
  const items = Array.from({ length: maxLayers + 5 }, (_, at) => makeItem('one', { id: `item-${at}` }));
  const index = indexShow(makeShow([makeScene('one', items)], [makeSource('one', colourInput())]));
  const plan = planScene(index, 'one');
  expect(plan).toHaveLength(maxLayers);
  expect(plan[0]?.item.id).toBe('item-5');
});

test('an item that is dragged is elsewhere, and nothing else changes', () => {
  const show = makeShow(
    [makeScene('one', [makeItem('a'), makeItem('b')]), makeScene('two', [makeItem('a')])],
    [makeSource('a', colourInput()), makeSource('b', colourInput())],
  );
  const moved = withPlaces(show, 'one', [{ itemId: 'item-b', transform: { ...wholeCanvas, x: 40 } }]);
  expect(moved.scenes[0]?.items.map(({ transform }) => transform.x)).toEqual([0, 40]);
  expect(moved.scenes[1]).toBe(show.scenes[1]);
  expect(withPlaces(show, 'one', [{ itemId: 'gone', transform: wholeCanvas }])).toBe(show);
  expect(show.scenes[0]?.items[1]?.transform.x).toBe(0);
});

const hd = { width: 1920, height: 1080 };
const sd = { width: 640, height: 480 };

describe('a layer', () => {
  test.each([
    ['a picture of the same shape in the whole canvas', wholeCanvas, hd, true],
    ['a picture of another shape that fits in', wholeCanvas, sd, false],
    ['one that fills', { ...wholeCanvas, fit: 'cover' as const }, sd, true],
    ['one that is stretched', { ...wholeCanvas, fit: 'stretch' as const }, sd, true],
    ['one that is larger', { ...wholeCanvas, x: -20, y: -20, width: 1320, height: 742.5 }, hd, true],
    ['one that leaves a pixel', { ...wholeCanvas, x: 1 }, hd, false],
    ['one that is turned', { ...wholeCanvas, rotation: 10 }, hd, false],
    ['one that is turned all the way', { ...wholeCanvas, rotation: 360 }, hd, true],
    ['one whose crop changes its shape', { ...wholeCanvas, crop: { ...wholeCanvas.crop, left: 0.5 } }, hd, false],
  ])('covers or not: %s', (_, transform, size, covers) => {
    expect(coversCanvas(transform, size, canvas)).toBe(covers);
  });

  test('goes untouched only whole, upright and in its own shape', () => {
    expect(isWholeCanvas(wholeCanvas, hd, canvas)).toBe(true);
    expect(isWholeCanvas({ ...wholeCanvas, fit: 'cover' }, hd, canvas)).toBe(true);
    expect(isWholeCanvas({ ...wholeCanvas, fit: 'stretch' }, sd, canvas)).toBe(false);
    expect(isWholeCanvas({ ...wholeCanvas, flipX: true }, hd, canvas)).toBe(false);
    expect(isWholeCanvas({ ...wholeCanvas, crop: { ...wholeCanvas.crop, top: 0.1 } }, hd, canvas)).toBe(false);
    expect(isWholeCanvas({ ...wholeCanvas, x: -20, width: 1320 }, hd, canvas)).toBe(false);
  });

  test('hides what lies behind it when it is opaque and covers', () => {
    const layer = (isOpaque: boolean, covers: boolean) => ({ isOpaque, covers });
    expect(firstVisible([])).toBe(0);
    expect(firstVisible([layer(true, false), layer(false, true)])).toBe(0);
    expect(firstVisible([layer(true, true), layer(true, true), layer(false, true)])).toBe(1);
  });
});

test('a canvas lies in the middle of a program of another shape', () => {
  expect(fitCanvas(canvas, hd)).toEqual({ scale: 1.5, dx: 0, dy: 0 });
  expect(fitCanvas(canvas, { width: 720, height: 1280 })).toEqual({ scale: 0.5625, dx: 0, dy: 437.5 });
});

test('only filters that cut holes make a picture transparent', () => {
  expect([blur, key].map(makesTransparent)).toEqual([false, true]);
  const crop = { id: 'c', enabled: true, kind: 'crop' as const, left: 0.2, top: 0, right: 0, bottom: 0 };
  expect(makesTransparent(crop)).toBe(false);
  expect(makesTransparent({ ...crop, left: -0.2 })).toBe(true);
});
