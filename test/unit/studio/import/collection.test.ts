/** Scene collections of OBS: what each source, filter, place and transition becomes, and what is told. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Item } from '../../../../shared/studio/document/scene.ts';
import { readShow } from '../../../../shared/studio/document/migrate.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';
import { importCollection, type ImportedShow } from '../../../../shared/studio/import/obs/collection.ts';
import { countingIds } from '../../../support/show/random-parts.ts';

const sizes = new Map([['/home/anna/logo.png', { width: 400, height: 200 }]]);

function imported(name: string): ImportedShow {
  const text = readFileSync(`test/fixtures/obs/${name}.json`, 'utf8');
  const reply = importCollection(JSON.parse(text), { newId: countingIds(), sizeOf: (path) => sizes.get(path) ?? null });
  if (!reply.ok) throw new Error(String(reply.error.facts['why']));
  expect(readShow(JSON.parse(JSON.stringify(reply.value.show)))).toEqual({ ok: true, value: reply.value.show });
  return reply.value;
}

const linux = imported('linux-28');
const windows = imported('windows-32');

function source({ show }: ImportedShow, name: string): Source {
  const found = show.sources.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no source ${name}`);
  return found;
}

/** The item that shows a source in a scene. */
function item({ show }: ImportedShow, sceneName: string, sourceName: string): Item {
  const ids = new Map(show.sources.map(({ id, name }) => [id, name]));
  const items = show.scenes.find(({ name }) => name === sceneName)?.items ?? [];
  const found = items.find(({ sourceId }) => ids.get(sourceId) === sourceName);
  if (found === undefined) throw new Error(`no ${sourceName} in ${sceneName}`);
  return found;
}

function names(show: Show, sceneName: string): readonly (string | undefined)[] {
  const ids = new Map(show.sources.map(({ id, name }) => [id, name]));
  return show.scenes.find(({ name }) => name === sceneName)?.items.map(({ sourceId }) => ids.get(sourceId)) ?? [];
}

const whys = (from: ImportedShow, what: string) =>
  from.notes.filter((note) => note.what.includes(what)).map(({ why }) => why);

test('scenes come in the user’s order, what was on air is on air, the canvas is the collection’s or the usual one', () => {
  expect(linux.show.scenes.map(({ name }) => name)).toEqual(['Intro', 'Talk']);
  const ids = new Map(linux.show.scenes.map(({ id, name }) => [id, name]));
  expect(ids.get(linux.show.stage.programId)).toBe('Intro');
  expect(ids.get(linux.show.stage.previewId)).toBe('Talk');
  expect(linux.show.canvas).toEqual({ width: 1920, height: 1080 });
  expect(windows.show.canvas).toEqual({ width: 2560, height: 1440 });
});

test('items keep their order; sound alone and what has no counterpart have no place', () => {
  expect(names(linux.show, 'Talk')).toEqual(['Webcam', 'Logo', 'Lower third', 'Countdown page']);
  expect(whys(linux, 'Mic/Aux')).toContain('It is heard in all scenes: sound alone has no place in a scene here.');
  expect(whys(linux, 'Card reader').join('')).toMatch(/no counterpart for sources of the kind decklink-input/);
  expect(whys(linux, 'Network film').join('')).toMatch(/network stream/);
});

test('cameras keep what they were asked for, and wait for their device by its name', () => {
  expect(source(linux, 'Webcam').input).toEqual({
    kind: 'camera',
    deviceId: 'obs:/dev/video0',
    label: '',
    width: 1280,
    height: 720,
    fps: 30,
  });
  expect(source(windows, 'Face').input).toMatchObject({ label: 'Logitech BRIO', width: 1920, height: 1080 });
  expect(whys(windows, 'Face').join('')).toMatch(/Choose the device again/);
});

test('pages, pictures, slides, films, colours, screens and windows keep their settings', () => {
  expect(source(linux, 'Countdown page').input).toEqual({
    kind: 'browser',
    url: 'https://example.org/countdown',
    width: 800,
    height: 400,
    fps: 25,
    css: 'body { margin: 0 }',
  });
  expect(source(linux, 'Logo').input).toEqual({ kind: 'image', path: '/home/anna/logo.png' });
  expect(source(linux, 'Slides').input).toMatchObject({
    paths: ['/home/anna/1.jpg', '/home/anna/2.jpg'],
    everySeconds: 5,
    shuffle: true,
    loop: false,
    fadeMillis: 400,
  });
  expect(source(linux, 'Film').input).toEqual({
    kind: 'media',
    paths: ['/home/anna/film.mp4'],
    loop: true,
    shuffle: false,
    restart: false,
  });
  expect(source(linux, 'Ground').input).toEqual({ kind: 'colour', colour: '#102030', width: 1920, height: 1080 });
  expect(source(linux, 'Screen').input).toMatchObject({ displayId: 'obs:1', label: 'Screen 2', cursor: false });
  expect(source(windows, 'Game').input).toMatchObject({ kind: 'window', label: 'Chess: Deluxe' });
  expect(source(windows, 'Alerts').input).toMatchObject({
    url: 'file:///C%3A/streams/my%20alerts.html',
    width: 800,
    height: 600,
  });
  expect(source(windows, 'Playlist').input).toMatchObject({
    paths: ['C:\\music\\one.mp3'],
    shuffle: true,
    restart: false,
  });
});

test('texts keep font, colours and outline', () => {
  expect(source(linux, 'Lower third').input).toMatchObject({
    text: 'Anna\nPastor',
    style: { font: 'DejaVu Sans', size: 64, weight: 700, italic: true, colour: '#ffff00', shadow: true, align: 'left' },
  });
  expect(source(windows, 'Name').input).toMatchObject({
    text: 'Bo',
    style: {
      weight: 700,
      italic: false,
      colour: '#0000ff80',
      background: '#000000',
      align: 'centre',
      outline: { colour: '#ffff00', width: 3 },
      wrapAt: 400,
    },
  });
});

test('the mixer keeps volume, balance, delay, tracks, mono and monitoring', () => {
  const microphone = source(linux, 'Mic/Aux').strip;
  expect(microphone).toMatchObject({
    pan: 0.5,
    offsetMillis: 120,
    mono: true,
    monitor: 'both',
    isMainMicrophone: true,
  });
  const desktop = source(linux, 'Desktop Audio').strip;
  expect(desktop).toMatchObject({ muted: true, tracks: 3, isMainMicrophone: false });
  expect(desktop?.faderDb).toBeCloseTo(-6.02, 2);
  expect(source(linux, 'Countdown page').strip?.faderDb).toBeCloseTo(-20, 5);
  expect(whys(windows, 'Playlist').join('')).toMatch(/Push-to-talk/);
});

test('sound filters keep their order and numbers; ducking finds its source', () => {
  expect(source(linux, 'Mic/Aux').strip?.filters).toMatchObject([
    { kind: 'gate', openDb: -30, closeDb: -38, attackMillis: 25, holdMillis: 200, releaseMillis: 150 },
    { kind: 'noise-suppression' },
    { kind: 'compressor', ratio: 4, thresholdDb: -20, makeUpDb: 3, sidechainId: null },
  ]);
  expect(source(linux, 'Film').strip?.filters).toMatchObject([
    { kind: 'compressor', ratio: 20, sidechainId: source(linux, 'Mic/Aux').id },
    { kind: 'limiter', ceilingDb: -3 },
  ]);
  expect(whys(linux, 'Filter “Warmth”')).toHaveLength(1);
  expect(whys(windows, 'Face').join('')).toMatch(/sound filters were left out/);
});

test('picture filters are told in our units', () => {
  const [look, crop, lut, ...rest] = source(linux, 'Webcam').filters;
  expect(look).toMatchObject({ kind: 'colour', gamma: 0.5, contrast: 0.5, saturation: 1.5, hue: 10, opacity: 0.5 });
  expect(crop).toMatchObject({ kind: 'crop', left: 0.1, right: 0.05, top: 0, bottom: 0 });
  expect(lut).toMatchObject({ kind: 'lut', path: '/home/anna/film.cube', amount: 0.7 });
  expect(rest).toEqual([]);
  expect(whys(linux, 'Filter “Delay”')).toHaveLength(1);
  expect(whys(linux, 'Filter “Old LUT”')).toEqual(['Only colour tables in .cube files can be used here.']);
  expect(whys(linux, 'Filter “Hide the room”').join('')).toMatch(/the whole room is seen/);
  expect(source(linux, 'Logo').filters).toMatchObject([{ kind: 'mask', from: 'alpha', enabled: false }]);
  expect(source(windows, 'Face').filters).toMatchObject([
    { kind: 'chroma-key', colour: '#0000ff', similarity: 0.3, smoothness: 0.05, spill: 0.2 },
    { kind: 'sharpen', amount: 0.3 },
  ]);
});

test('places: scale about an alignment, bounding boxes, turned, cropped, mirrored', () => {
  expect(item(linux, 'Talk', 'Webcam').transform).toMatchObject({
    x: 0,
    y: 0,
    width: 1920,
    height: 1080,
    fit: 'contain',
  });
  expect(item(linux, 'Talk', 'Logo').transform).toMatchObject({ x: 1700, y: 20, width: 200, height: 100 });
  expect(item(linux, 'Talk', 'Countdown page')).toMatchObject({
    blend: 'screen',
    transform: { x: 560, y: 340, width: 800, height: 400, rotation: 90 },
  });
  expect(item(linux, 'Talk', 'Lower third')).toMatchObject({ visible: false, locked: true });
  expect(item(linux, 'Intro', 'Slides').transform).toMatchObject({ width: 960, height: 540, fit: 'cover' });
  expect(item(linux, 'Intro', 'Film').transform).toMatchObject({ x: 1440, width: 480, height: 270, fit: 'stretch' });
  expect(item(linux, 'Intro', 'Talk').transform).toMatchObject({
    x: 1440,
    y: 810,
    width: 432,
    height: 270,
    crop: { left: 0.1 },
  });
  expect(item(linux, 'Intro', 'Screen').transform).toMatchObject({ x: 0, width: 960, height: 540, flipX: true });
  expect(item(windows, 'Live', 'Alerts').transform).toMatchObject({ x: 0, y: 0, width: 800, height: 600 });
});

test('a scene within a scene is a source of its own', () => {
  const talk = linux.show.scenes.find(({ name }) => name === 'Talk');
  expect(source(linux, 'Talk').input).toEqual({ kind: 'scene', sceneId: talk?.id });
});

test('groups lie flat in the scene, their items where they were seen', () => {
  const live = windows.show.scenes.find(({ name }) => name === 'Live');
  expect(names(windows.show, 'Live')).toEqual(['Game', 'Face', 'Name', 'Alerts']);
  expect(live?.groups).toMatchObject([{ name: 'Host' }]);
  expect(item(windows, 'Live', 'Face')).toMatchObject({
    groupId: live?.groups[0]?.id,
    locked: true,
    transform: { x: 2000, y: 1000, width: 200, height: 112.5 },
  });
  const name = item(windows, 'Live', 'Name').transform;
  expect(name.x + name.width / 2).toBeCloseTo(2100);
  expect(name.y + name.height).toBeCloseTo(1150);
});

test('transitions of the show and of scenes', () => {
  const transitionOf = ({ show }: ImportedShow, name: string) =>
    show.scenes.find((scene) => scene.name === name)?.transition;
  expect(linux.show.transition).toEqual({ kind: 'fade', millis: 450 });
  expect(windows.show.transition).toEqual({ kind: 'cut' });
  expect(transitionOf(linux, 'Talk')).toEqual({ kind: 'stinger', path: '/home/anna/sting.webm', cutAtMillis: 900 });
  expect(transitionOf(linux, 'Intro')).toEqual({
    kind: 'luma-wipe',
    millis: 800,
    path: '/home/anna/leaves.png',
    softness: 0.1,
    inverted: true,
  });
  expect(transitionOf(windows, 'Break')).toEqual({ kind: 'slide', millis: 1200, direction: 'up' });
});

test('what belongs to no source is told once', () => {
  const whats = linux.notes.map(({ what }) => what);
  expect(whats).toEqual(expect.arrayContaining(['Hotkeys', 'Projectors', 'Scripts', 'Automatic scene switcher']));
  expect(new Set(linux.notes.map((note) => JSON.stringify(note))).size).toBe(linux.notes.length);
  expect(windows.notes.map(({ what }) => what)).toContain('Further canvases');
  expect(whys(linux, 'Slides').join('')).toMatch(/without a transition/);
  expect(whys(linux, 'Screen').join('')).toMatch(/estimate/);
  expect(whys(linux, 'Webcam').join('')).toMatch(/deinterlaced/);
});

test('what an item does not tell is as usual', () => {
  const ground = { id: 'color_source', name: 'ground', settings: { width: 640, height: 360 } };
  const items = [
    { name: 'ground' },
    { name: 'ground', bounds_type: 2, bounds: { x: 100, y: 100 } },
    { name: 'ground', bounds_type: 3, bounds: { x: 100, y: 100 }, pos: { x: 50, y: 60 }, align: 10 },
  ];
  const reply = importCollection(
    { sources: [ground, { id: 'scene', name: 'a', settings: { items } }] },
    { newId: countingIds(), canvas: { width: 1280, height: 720 } },
  );
  expect(reply.ok && reply.value.show.canvas).toEqual({ width: 1280, height: 720 });
  expect(reply.ok && reply.value.show.scenes[0]?.items.map(({ transform }) => transform)).toMatchObject([
    { x: 0, y: 0, width: 640, height: 360, rotation: 0, fit: 'contain' },
    { x: 0, y: 0, width: 100, height: 100, fit: 'contain' },
    { x: -50, y: -40, width: 100, height: 100, fit: 'cover' },
  ]);
});

test('a group that is mirrored and turned takes its items along', () => {
  const ground = { id: 'color_source', name: 'ground', settings: { width: 100, height: 50 } };
  const inGroup = [{ name: 'ground', pos: { x: 0, y: 0 }, rot: 10 }];
  const group = { id: 'group', name: 'g', settings: { cx: 200, cy: 100, items: inGroup } };
  const items = [{ name: 'g', align: 0, pos: { x: 500, y: 300 }, rot: 90, scale: { x: -2, y: 2 } }];
  const reply = importCollection(
    { sources: [ground, { id: 'scene', name: 'a', settings: { items } }], groups: [group] },
    { newId: countingIds() },
  );
  const place = reply.ok ? reply.value.show.scenes[0]?.items[0]?.transform : undefined;
  expect(place).toMatchObject({ width: 200, height: 100, rotation: 80, flipX: true, flipY: false });
  // In the group the item's middle lies left and above of the group's; mirrored right, turned by a quarter below.
  const middle = { x: (place?.x ?? 0) + 100, y: (place?.y ?? 0) + 50 };
  const own = {
    x: 50 * Math.cos(Math.PI / 18) - 25 * Math.sin(Math.PI / 18),
    y: 50 * Math.sin(Math.PI / 18) + 25 * Math.cos(Math.PI / 18),
  };
  expect(middle.x).toBeCloseTo(500 - 2 * (own.y - 50));
  expect(middle.y).toBeCloseTo(300 - 2 * (own.x - 100));
});

test('one absurd value does not cost the whole collection', () => {
  const text = { id: 'text_ft2_source', name: 'text', settings: { text: 'x'.repeat(30_000) } };
  const sound = { id: 'pulse_input_capture', name: 'mic', volume: Infinity, sync: Number.NaN, balance: 1e300 };
  const placed = { name: 'text', pos: { x: Infinity, y: 1e300 }, scale: { x: 0, y: -1e300 }, rot: 1e300 };
  const reply = importCollection(
    { sources: [text, sound, { id: 'scene', name: 'a'.repeat(500), settings: { items: [placed] } }] },
    { newId: countingIds() },
  );
  if (!reply.ok) throw new Error('it is imported');
  expect(readShow(reply.value.show)).toMatchObject({ ok: true });
  expect(reply.value.show.sources).toMatchObject([
    { input: { kind: 'text', text: 'x'.repeat(20_000) } },
    { strip: { faderDb: 0, offsetMillis: 0, pan: 1 } },
  ]);
});

test.each([
  [null],
  [{}],
  [[]],
  [{ sources: 'x' }],
  [{ sources: [{ id: 'image_source', name: 'x', settings: { file: '/a.png' } }] }],
])('what is no collection is refused', (value) => {
  expect(importCollection(value, { newId: countingIds() })).toMatchObject({
    ok: false,
    error: { code: 'import-invalid' },
  });
});

test('scenes that show each other are refused', () => {
  const scene = (name: string, shown: string) => ({ id: 'scene', name, settings: { items: [{ name: shown }] } });
  const value = { sources: [scene('a', 'b'), scene('b', 'a')] };
  expect(importCollection(value, { newId: countingIds() })).toMatchObject({
    ok: false,
    error: { code: 'import-invalid', facts: { why: 'shows-itself' } },
  });
});
