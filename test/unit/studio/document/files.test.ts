/** Addresses of a show's files: exactly those that it names, and nothing that an address could smuggle in. */
import { describe, expect, test } from 'vitest';
import { fileIn, filePath, readFilePath } from '../../../../shared/studio/document/files.ts';
import { noCrop, type Item, type Scene } from '../../../../shared/studio/document/scene.ts';
import { defaultMaster, showSchema, type Show } from '../../../../shared/studio/document/show.ts';
import type { Input, Source } from '../../../../shared/studio/document/source.ts';

function source(id: string, input: Input): Source {
  return { id, name: id, input, filters: [], strip: null, fallbackId: null };
}

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
  scenes: [scene],
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
    ['filter', 'mask', 0, '/pictures/mask.png'],
    ['scene', 'scene', 0, '/films/stinger.webm'],
    ['show', 'transition', 0, '/pictures/wipe.png'],
    ['source', 'list', 2, null],
    ['source', 'plain', 0, null],
    ['source', 'nobody', 0, null],
    ['filter', 'logo', 0, null],
    ['scene', 'logo', 0, null],
  ] as const)('%s %s file %i is %s', (kind, id, index, path) => {
    expect(fileIn(show, { kind, id, index })).toBe(path);
  });

  test('an address reads back as it was written', () => {
    const address = { profileId: '3f2a', kind: 'filter', id: 'a_b-c', index: 12 } as const;
    expect(filePath(address)).toBe('/files/3f2a/filter/a_b-c/12');
    expect(readFilePath(filePath(address))).toEqual(address);
  });

  test.each([
    '/files/p/source/id/1/..',
    '/files/p/source/../1',
    '/files/p/source/id/-1',
    '/files/p/source/id/1e3',
    '/files/p/source/id/99999',
    '/files/p/other/id/1',
    '/files/p/source/i%2fd/1',
    '/files//source/id/1',
    '/etc/passwd',
    '/x/files/p/source/id/1',
    '/files/p/source/id/1\n',
  ])('%s is no address', (path) => {
    expect(readFilePath(path)).toBe(null);
  });
});
