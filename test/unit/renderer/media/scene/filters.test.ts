/** Filters of a show as it changes: what was made goes on until something else can be made in its place. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createScalarKernels } from '../../../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import {
  createSurface,
  fillSurface,
  type Surface,
} from '../../../../../renderer/media/compose/pixels/memory/surface.ts';
import type { Pixels } from '../../../../../renderer/media/compose/pixels/pixels.ts';
import { FilterDesk } from '../../../../../renderer/media/compose/scene/filters/filter-desk.ts';
import { inSlices } from '../../../../../renderer/media/compose/scene/filters/in-slices.ts';
import { World } from '../../../../../renderer/media/compose/scene/world.ts';
import type { Producer, ProducerState } from '../../../../../renderer/media/compose/sources/producer.ts';
import { ColourProducer } from '../../../../../renderer/media/compose/sources/still/colour.ts';
import { createSurfaces } from '../../../../../renderer/media/compose/sources/surfaces.ts';
import { readCube } from '../../../../../renderer/media/compose/pixels/colour/cube-file.ts';
import type { FilterOwner } from '../../../../../shared/studio/document/files.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import { listenOn } from '../../../../support/loopback.ts';

const size = { width: 16, height: 16 };
const white = { y: 235, u: 128, v: 128, a: 255 };
const owner: FilterOwner = { of: 'source', id: 'cam' };
const base = { id: 'f', enabled: true };
const lut = (path: string, amount = 1): VideoFilter => ({ ...base, kind: 'lut', path, amount });
const mask = (path: string): VideoFilter => ({ ...base, id: 'm', kind: 'mask', path, from: 'luma', inverted: false });
const colour = (brightness: number): VideoFilter => ({
  ...base,
  id: 'c',
  kind: 'colour',
  brightness,
  contrast: 1,
  gamma: 1,
  saturation: 1,
  hue: 0,
  opacity: 1,
});

/** Makes black of white. */
const inverse = 'LUT_1D_SIZE 2\n1 1 1\n0 0 0\n';

/** Answers from `files` by the address' path; counts what it is asked for. */
type Files = { readonly server: Server; readonly files: Map<string, string>; readonly asked: string[] };

function serve(): Files {
  const files = new Map<string, string>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'GET') asked.push(path);
    const file = files.get(path);
    const headers = { 'content-type': 'text/plain', etag: JSON.stringify(Buffer.from(file ?? '').toString('hex')) };
    response.writeHead(file === undefined ? 404 : 200, headers).end(file ?? '');
  });
  return { server, files, asked };
}

/** A mask that comes when the test says so: all black, so nothing is left of the picture. */
class LateMask {
  static readonly made: LateMask[] = [];
  readonly #colour: ColourProducer;
  isThere = false;
  isClosed = false;

  constructor(context: ConstructorParameters<typeof ColourProducer>[1]) {
    this.#colour = new ColourProducer({ kind: 'colour', colour: '#000000', ...size }, context);
    LateMask.made.push(this);
  }

  get producer(): Producer {
    return {
      look: () => (this.isThere ? this.#colour.look() : null),
      setShown: () => undefined,
      update: () => false,
      ageMillis: 0,
      state: { state: 'running' },
      close: () => {
        this.isClosed = true;
        this.#colour.close();
      },
    };
  }
}

type Told = { readonly key: string; readonly state: ProducerState['state'] };

function createDesk(): {
  pixels: Pixels;
  desk: FilterDesk;
  told: Told[];
  lumaOf: (filters: readonly VideoFilter[], at?: FilterOwner) => number;
} {
  const heap = new PixelHeap();
  const pixels: Pixels = { heap, colour: 'bt601', kernels: createScalarKernels(heap) };
  const told: Told[] = [];
  const world = new World({
    now: () => 0,
    mainOffset: () => null,
    surfaces: createSurfaces(pixels),
    onSound: () => undefined,
    onState: (key, { state }) => told.push({ key, state }),
  });
  world.profileId = 'p';
  const desk = new FilterDesk({
    pixels,
    createProducer: (_, context) => new LateMask(context).producer,
    contextOf: (place) => world.contextOf(`${place.id}/${place.filterId}`, { kind: 'filter', ...place }),
    onFault: (error) => {
      throw error;
    },
    forget: () => undefined,
  });
  const surface: Surface = createSurface(heap, size.width, size.height, false);
  fillSurface(heap, surface, white);
  let now = 0;
  const lumaOf = (filters: readonly VideoFilter[], at = owner): number => {
    now += 33_333;
    const picture = { surface, version: 1, ...size, pixelAspect: 4 / 3, isOpaque: true };
    const made = desk.apply(picture, filters, { owner: at, now });
    expect(made.pixelAspect).toBe(picture.pixelAspect);
    return heap.bytes[made.surface.y] ?? -1;
  };
  return { pixels, desk, told, lumaOf };
}

describe('filters of a show as it changes', () => {
  let at: Files;

  beforeEach(async () => {
    at = serve();
    const port = await listenOn(at.server);
    // What a page has and Node has not.
    vi.stubGlobal('reportError', (error: unknown) => {
      throw error;
    });
    vi.stubGlobal('location', { origin: `http://127.0.0.1:${port}` });
    LateMask.made.length = 0;
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    at.server.close();
  });

  const cubeAt = '/files/p/source/filter/f/cam/0';

  test('a colour table that main does not know yet is asked for again, and then works', async () => {
    const { desk, told, lumaOf } = createDesk();
    expect(lumaOf([lut('/a.cube')])).toBe(235);
    await vi.waitFor(() => expect(at.asked).toEqual([cubeAt]));
    at.files.set(cubeAt, inverse);
    await vi.waitFor(() => expect(lumaOf([lut('/a.cube')])).toBe(16), { timeout: 4000 });
    expect(told).toEqual([{ key: 'cam/f', state: 'running' }]);
    desk.close();
  });

  test('a table that stays away, or is none, is told, and no longer once nobody wants it', async () => {
    at.files.set(cubeAt, 'no table');
    const { desk, told, lumaOf } = createDesk();
    lumaOf([lut('/a.cube')]);
    await vi.waitFor(() => expect(told).toEqual([{ key: 'cam/f', state: 'failed' }]), { timeout: 4000 });
    desk.close();
    expect(told.at(-1)).toEqual({ key: 'cam/f', state: 'ended' });
  });

  test('other settings take the table that is there; another file takes its place only once it has come', async () => {
    at.files.set(cubeAt, inverse);
    const { desk, lumaOf } = createDesk();
    await vi.waitFor(() => expect(lumaOf([lut('/a.cube')])).toBe(16), { timeout: 4000 });
    // Mid grey, at once, and nothing is read anew.
    expect(lumaOf([lut('/a.cube', 0.5)])).toBeCloseTo(126, -1);
    expect(at.asked).toHaveLength(1);
    at.files.delete(cubeAt);
    expect(lumaOf([lut('/b.cube')])).toBeCloseTo(126, -1);
    at.files.set(cubeAt, 'LUT_1D_SIZE 2\n0 0 0\n1 1 1\n');
    await vi.waitFor(() => expect(lumaOf([lut('/b.cube')])).toBe(235), { timeout: 4000 });
    desk.close();
  });

  test('a table that is written anew is read again, in use or not', async () => {
    at.files.set(cubeAt, inverse);
    const { desk, told, lumaOf } = createDesk();
    const shown = (luma: number) =>
      vi.waitFor(() => expect(lumaOf([lut('/a.cube')])).toBe(luma), { timeout: 8000, interval: 100 });
    await shown(16);
    at.files.set(cubeAt, 'LUT_1D_SIZE 2\n0 0 0\n1 1 1\n');
    await shown(235);
    at.files.set(cubeAt, 'half a ta');
    await new Promise((later) => setTimeout(later, 4000));
    await shown(235);
    // Laid aside, and changed meanwhile.
    lumaOf([colour(0)]);
    at.files.set(cubeAt, inverse);
    await shown(16);
    expect(new Set(told.map(({ state }) => state))).toEqual(new Set(['running']));
    desk.close();
  }, 30_000);

  test('a mask stays while another filter of the list is changed, moved, added or removed', () => {
    const { desk, lumaOf } = createDesk();
    expect(lumaOf([mask('/m.png'), colour(0)])).toBe(235);
    for (const made of LateMask.made) made.isThere = true;
    // Premultiplied: where nothing is seen, nothing is left.
    expect(lumaOf([mask('/m.png'), colour(0)])).toBe(0);
    const lists = [
      [mask('/m.png'), colour(0.2)],
      [colour(0.2), mask('/m.png')],
      [mask('/m.png')],
      [mask('/m.png'), lut('/a')],
    ];
    for (const list of lists) expect(lumaOf(list)).toBe(0);
    expect(LateMask.made).toHaveLength(1);
    desk.close();
  });

  test('a mask with another image keeps the old one until that has come', () => {
    const { desk, lumaOf } = createDesk();
    lumaOf([mask('/m.png')]);
    const [first] = LateMask.made;
    if (first !== undefined) first.isThere = true;
    expect(lumaOf([mask('/m.png')])).toBe(0);
    expect(lumaOf([mask('/n.png')])).toBe(0);
    expect(first?.isClosed).toBe(false);
    desk.close();
    expect(LateMask.made.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });

  test('a scene that comes back has its mask at once', () => {
    const { desk, lumaOf } = createDesk();
    lumaOf([mask('/m.png')]);
    for (const made of LateMask.made) made.isThere = true;
    expect(lumaOf([mask('/m.png')])).toBe(0);
    desk.dropUnused(Number.POSITIVE_INFINITY);
    expect(lumaOf([mask('/m.png')])).toBe(0);
    desk.close();
  });

  test('copies of an item have their own files though their filters have one id', async () => {
    at.files.set('/files/p/item/filter/f/copy/0', inverse);
    const { desk, lumaOf } = createDesk();
    const items = [{ of: 'item', id: 'first' } as const, { of: 'item', id: 'copy' } as const];
    await vi.waitFor(() => expect(items.map((item) => lumaOf([lut('/a.cube')], item))).toEqual([235, 16]), {
      timeout: 4000,
    });
    desk.close();
  });

  test('all memory is given back', async () => {
    at.files.set(cubeAt, inverse);
    const { pixels, desk, lumaOf } = createDesk();
    const before = pixels.heap.used;
    await vi.waitFor(() => expect(lumaOf([lut('/a.cube'), mask('/m.png'), colour(0.1)])).not.toBe(235), {
      timeout: 4000,
    });
    for (const made of LateMask.made) made.isThere = true;
    lumaOf([mask('/m.png'), colour(0.3)]);
    lumaOf([mask('/o.png'), lut('/b.cube')]);
    desk.close();
    expect(pixels.heap.used).toBe(before);
  });
});

test('a large table is read in slices that let others work', async () => {
  const lines = ['LUT_3D_SIZE 33', ...Array.from({ length: 33 ** 3 }, () => '0.123456 0.234567 0.345678')];
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const cube = await inSlices(readCube(lines.join('\n')), () => true);
  clearInterval(timer);
  expect(cube?.size).toBe(33);
  expect(turns).toBeGreaterThan(2);
  expect(await inSlices(readCube(lines.join('\n')), () => false)).toBeNull();
});
