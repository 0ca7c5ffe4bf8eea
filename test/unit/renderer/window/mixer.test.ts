/** The mixer's decisions: which strip stands where, which numbers a filter has, and how they lie on a slider. */
import { expect, test } from 'vitest';
import { loudnessVerdict } from '../../../../renderer/panels/show/mixer/strips/loudness.ts';
import { scaleOf } from '../../../../renderer/panels/show/mixer/controls/scale.ts';
import { filterKinds, filterNumbers, newFilter } from '../../../../renderer/panels/show/mixer/filters/filter-kinds.ts';
import { goesNowhere, stripRows } from '../../../../renderer/panels/show/mixer/strips/strip-order.ts';
import { audioFilterSchema } from '../../../../shared/studio/document/filters.ts';
import { noCrop, type Item } from '../../../../shared/studio/document/scene.ts';
import { defaultMaster, showSchema, type Show } from '../../../../shared/studio/document/show.ts';
import { defaultStrip, type Input, type Source, type Strip } from '../../../../shared/studio/document/source.ts';

const microphone: Input = { kind: 'microphone', deviceId: '', label: '' };
const film: Input = { kind: 'media', paths: [], loop: false, shuffle: false, restart: false };

function source(id: string, input: Input, strip: Partial<Strip> | null = {}): Source {
  return {
    id,
    name: id,
    input,
    filters: [],
    strip: strip === null ? null : { ...defaultStrip, ...strip },
    fallbackId: null,
  };
}

function item(sourceId: string): Item {
  return {
    id: `on-${sourceId}`,
    sourceId,
    transform: {
      x: 0,
      y: 0,
      width: 10,
      height: 10,
      rotation: 0,
      crop: noCrop,
      flipX: false,
      flipY: false,
      fit: 'contain',
    },
    visible: true,
    locked: false,
    opacity: 1,
    blend: 'normal',
    filters: [],
    groupId: null,
  };
}

function showOf(sources: readonly Source[], onAir: readonly Item[], inside: readonly Item[] = []): Show {
  const scene = { tag: null, groups: [], transition: null };
  return showSchema.parse({
    version: 1,
    canvas: { width: 1280, height: 720 },
    sources,
    scenes: [
      { ...scene, id: 'first', name: 'First', items: onAir },
      { ...scene, id: 'second', name: 'Second', items: inside },
    ],
    transition: { kind: 'cut' },
    safeSceneId: null,
    openingSceneId: null,
    closingSceneId: null,
    master: defaultMaster,
    guides: { snap: true, safeAreas: false, grid: false, lines: [] },
    stage: { programId: 'first', previewId: 'first', studioMode: false },
  });
}

test('pinned strips stand first, then what is heard, then what rests', () => {
  const show = showOf(
    [
      source('film', film),
      source('away', film),
      source('mic', microphone),
      source('desk', microphone, { pinned: true }),
    ],
    [item('film')],
  );
  expect(stripRows(show).shown.map(({ id, resting }) => [id, resting])).toEqual([
    ['desk', false],
    ['film', false],
    ['mic', false],
    ['away', true],
  ]);
});

test('a source of a scene within the scene on air is heard', () => {
  const show = showOf(
    [source('nested', { kind: 'scene', sceneId: 'second' }, null), source('film', film)],
    [item('nested')],
    [item('film')],
  );
  expect(stripRows(show).shown).toMatchObject([{ id: 'film', resting: false }]);
});

test('an item that is switched off is not heard', () => {
  const show = showOf([source('film', film)], [{ ...item('film'), visible: false }]);
  expect(stripRows(show).shown).toMatchObject([{ id: 'film', resting: true }]);
});

test('hidden strips stand apart, and a source without sound has none', () => {
  const show = showOf(
    [source('mic', microphone, { hidden: true }), source('logo', { kind: 'image', path: '/logo.png' }, null)],
    [],
  );
  expect(stripRows(show).shown).toEqual([]);
  expect(stripRows(show).hidden).toMatchObject([{ id: 'mic' }]);
});

test('a strip on no track goes nowhere unless somebody listens', () => {
  expect(goesNowhere({ ...defaultStrip, tracks: 0 })).toBe(true);
  expect(goesNowhere({ ...defaultStrip, tracks: 0, monitor: 'only' })).toBe(false);
  expect(goesNowhere(defaultStrip)).toBe(false);
});

test.each(filterKinds)('a new %s is valid, and has a number for each field, with the bounds of the schema', (kind) => {
  const filter = newFilter(kind, 'id');
  expect(audioFilterSchema.parse(filter)).toEqual(filter);
  const fields = Object.entries(filter)
    .filter(([, value]) => typeof value === 'number')
    .map(([name]) => name);
  expect(new Set(filterNumbers[kind].map(([name]) => name))).toEqual(new Set(fields));
  for (const [name, { min, max, step }] of filterNumbers[kind]) {
    const parses = (value: number) => audioFilterSchema.safeParse({ ...filter, [name]: value }).success;
    expect([name, parses(min), parses(max)]).toEqual([name, true, true]);
    expect([name, parses(min - step), parses(max + step)]).toEqual([name, false, false]);
  }
});

test('a number keeps its place on its slider', () => {
  const hertz = scaleOf({ min: 20, max: 2000, step: 1, unit: 'hz', isLogarithmic: true });
  expect(hertz.valueAt(hertz.first)).toBe(20);
  expect(hertz.valueAt(hertz.last)).toBe(2000);
  expect(hertz.valueAt(hertz.place(200))).toBeCloseTo(200, -1);
  const level = scaleOf({ min: -96, max: 0, step: 0.5, unit: 'dbfs' });
  expect(level.valueAt(level.place(-42.5))).toBe(-42.5);
  expect(level.valueAt(5)).toBe(0);
});

test('loudness is judged within two units of its target', () => {
  expect(loudnessVerdict(-70, -14)).toBe('unknown');
  expect(loudnessVerdict(-15.9, -14)).toBe('good');
  expect(loudnessVerdict(-16.1, -14)).toBe('quiet');
  expect(loudnessVerdict(-11.9, -14)).toBe('loud');
});
