/** Addresses of a show's files: exactly those that it names, and nothing that an address could smuggle in. */
import { describe, expect, test } from 'vitest';
import type { VideoFilter } from '../../../../shared/studio/document/filters.ts';
import { fileIn, filePath, readFilePath } from '../../../../shared/studio/document/files.ts';
import { noCrop, type Item, type Scene } from '../../../../shared/studio/document/scene.ts';
import { defaultMaster, showSchema, type Show } from '../../../../shared/studio/document/show.ts';
import type { Input, Source } from '../../../../shared/studio/document/source.ts';

function source(id: string, input: Input): Source {
  return { id, name: id, input, filters: [], strip: null, fallbackId: null };
}

const look: VideoFilter = { id: 'look', enabled: true, kind: 'lut', path: '/looks/noon.cube', amount: 1 };

const item: Item = {
  id: 'item',
  sourceId: 'logo',
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
  filters: [{ id: 'mask', enabled: true, kind: 'mask', path: '/pictures/mask.png', from: 'alpha', inverted: false }],
  groupId: null,
};

/** As duplicating a scene leaves it: another item, the same filter id, by now with another file. */
const copy: Item = {
  ...item,
  id: 'copy',
  filters: [{ id: 'mask', enabled: true, kind: 'lut', path: '/looks/dusk.cube', amount: 1 }],
};

const scene: Scene = {
  id: 'scene',
  name: 'Scene',
  tag: null,
  items: [item],
  groups: [],
  transition: { kind: 'stinger', path: '/films/stinger.webm', cutAtMillis: 500 },
};

const show: Show = showSchema.parse({
  version: 1,
  canvas: { width: 1280, height: 720 },
  sources: [
    source('logo', { kind: 'image', path: '/pictures/logo.png' }),
    source('list', { kind: 'media', paths: ['/a.mp4', '/b.webm'], loop: true, shuffle: false, restart: false }),
    source('plain', { kind: 'colour', colour: '#ff0000', width: 100, height: 100 }),
  ],
  scenes: [scene, { ...scene, id: 'second', items: [copy] }],
  transition: { kind: 'luma-wipe', millis: 500, path: '/pictures/wipe.png', softness: 0, inverted: false },
  safeSceneId: null,
  openingSceneId: null,
  closingSceneId: null,
  master: defaultMaster,
  guides: { snap: true, safeAreas: false, grid: false, lines: [] },
  stage: { programId: 'scene', previewId: 'scene', studioMode: false },
});

describe('files of a show', () => {
  test.each([
    ['source', 'logo', 0, '/pictures/logo.png'],
    ['source', 'list', 1, '/b.webm'],
    ['scene', 'scene', 0, '/films/stinger.webm'],
    ['show', 'transition', 0, '/pictures/wipe.png'],
    ['source', 'list', 2, null],
    ['source', 'plain', 0, null],
    ['source', 'nobody', 0, null],
    ['scene', 'logo', 0, null],
  ] as const)('%s %s file %i is %s', (kind, id, index, path) => {
    expect(fileIn(show, { kind, id, index })).toBe(path);
  });

  test.each([
    ['item', 'item', 'mask', '/pictures/mask.png'],
    ['item', 'copy', 'mask', '/looks/dusk.cube'],
    ['source', 'logo', 'look', '/looks/noon.cube'],
    ['source', 'logo', 'mask', null],
    ['source', 'item', 'mask', null],
    ['item', 'item', 'look', null],
    ['item', 'nobody', 'mask', null],
  ] as const)('the filter of %s %s that is called %s has %s', (of, id, filterId, path) => {
    const logo = { ...source('logo', { kind: 'image', path: '/pictures/logo.png' }), filters: [look] };
    const filtered = { ...show, sources: [logo, ...show.sources.slice(1)] };
    expect(fileIn(filtered, { kind: 'filter', of, id, filterId, index: 0 })).toBe(path);
  });

  test.each([
    [{ kind: 'source', id: 'a_b-c' }, '/files/3f2a/source/a_b-c/12'],
    [{ kind: 'scene', id: 'a_b-c' }, '/files/3f2a/scene/a_b-c/12'],
    [{ kind: 'show', id: 'show' }, '/files/3f2a/show/show/12'],
    [{ kind: 'filter', of: 'source', id: 'a', filterId: 'b' }, '/files/3f2a/source/filter/b/a/12'],
    [{ kind: 'filter', of: 'item', id: 'a', filterId: 'b' }, '/files/3f2a/item/filter/b/a/12'],
  ] as const)('an address reads back as it was written: %o', (owner, path) => {
    const address = { ...owner, profileId: '3f2a', index: 12 };
    expect(filePath(address)).toBe(path);
    expect(readFilePath(path)).toEqual(address);
  });

  test.each([
    '/files/p/source/id/1/..',
    '/files/p/source/../1',
    '/files/p/source/id/-1',
    '/files/p/source/id/1e3',
    '/files/p/source/id/99999',
    '/files/p/other/id/1',
    '/files/p/filter/id/1',
    '/files/p/scene/filter/b/a/1',
    '/files/p/item/a/1',
    '/files/p/item/filter/b/1',
    '/files/p/source/i%2fd/1',
    '/files//source/id/1',
    '/etc/passwd',
    '/x/files/p/source/id/1',
    '/files/p/source/id/1\n',
  ])('%s is no address', (path) => {
    expect(readFilePath(path)).toBe(null);
  });
});
