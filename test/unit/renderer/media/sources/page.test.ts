/** Web pages with real pixels: parts in their places, premultiplied alpha, holes that come and go, no memory left behind. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createScalarKernels } from '../../../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { PixelHeap } from '../../../../../renderer/media/compose/pixels/memory/heap.ts';
import { planesOf, type Surface } from '../../../../../renderer/media/compose/pixels/memory/surface.ts';
import type { Pixels } from '../../../../../renderer/media/compose/pixels/pixels.ts';
import { PageProducer } from '../../../../../renderer/media/compose/sources/stream/page.ts';
import { createSurfaces } from '../../../../../renderer/media/compose/sources/surfaces.ts';
import type { PageMessage } from '../../../../../shared/contract/show/source-ports.ts';
import { noise } from '../../../../support/pixels/kernels.ts';
import { createContext } from '../../../../support/media/producer-context.ts';

type Colour = readonly [number, number, number, number];

/** B, G, R, A everywhere. */
const plain = (width: number, height: number, colour: Colour) =>
  Uint8Array.from({ length: width * height * 4 }, (_, at) => colour[at % 4] ?? 0);

let heap: PixelHeap;
let pixels: Pixels;
let page: PageProducer;
let seq: number;
let say: (message: PageMessage) => void;
let answers: unknown[];

/** A port as the browser has it: Node's own is no event target of the page's kind. */
function openPage(width: number, height: number): void {
  const listeners: ((event: { readonly data: unknown }) => void)[] = [];
  answers = [];
  const port = {
    addEventListener: (_: string, listener: (event: { readonly data: unknown }) => void) => listeners.push(listener),
    start: () => undefined,
    close: () => undefined,
    postMessage: (answer: unknown) => answers.push(answer),
  };
  const given: unknown = port;
  const { context } = createContext({ surfaces: createSurfaces(pixels) });
  const input = { kind: 'browser' as const, url: 'https://example.org/', width, height, fps: 30, css: '' };
  page = new PageProducer(input, context);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  page.feed({ kind: 'page', port: given as MessagePort });
  say = (message) => {
    for (const listener of listeners) listener({ data: message });
  };
  say({ kind: 'state', state: 'running', why: '' });
}

type Part = { readonly x: number; readonly y: number; readonly partWidth: number; readonly partHeight: number };

function paint(width: number, height: number, part: Part, bytes: Uint8Array<ArrayBuffer>): void {
  say({ kind: 'paint', seq, width, height, ...part, pixels: bytes.buffer });
  seq += 1;
}

const whole = (width: number, height: number) => ({ x: 0, y: 0, partWidth: width, partHeight: height });

/** All samples of the page's surface. */
function samples(): readonly Uint8Array[] {
  const surface = shown();
  return planesOf(surface).map(({ at, width, height }) => heap.bytes.slice(at, at + width * height));
}

function shown(): Surface {
  const surface = page.look()?.surface ?? null;
  if (surface === null) throw new Error('nothing is shown');
  return surface;
}

describe('a web page', () => {
  beforeEach(() => {
    heap = new PixelHeap();
    pixels = { heap, colour: 'bt709', kernels: createScalarKernels(heap) };
    seq = 0;
  });

  test.each([
    [16, 12],
    [17, 13],
  ])('of %i × %i put together from parts is the same as painted at once', (width, height) => {
    const bytes = noise(width * height * 4, 3);
    openPage(width, height);
    paint(width, height, whole(width, height), noise(width * height * 4, 9));
    shown();
    const half = Math.floor(width / 2);
    for (const [x, partWidth] of [
      [half, width - half],
      [0, half],
    ] as const) {
      const part = new Uint8Array(partWidth * height * 4);
      for (let row = 0; row < height; row += 1) {
        part.set(bytes.subarray((row * width + x) * 4, (row * width + x + partWidth) * 4), row * partWidth * 4);
      }
      paint(width, height, { x, y: 0, partWidth, partHeight: height }, part);
      shown();
    }
    const inParts = samples();
    page.close();
    openPage(width, height);
    paint(width, height, whole(width, height), bytes);
    expect(samples()).toEqual(inParts);
    page.close();
    expect(heap.used).toBe(0);
  });

  test('premultiplied colours come out as the straight ones they stand for', () => {
    const alphas = [0, 1, 2, 17, 64, 127, 128, 200, 254, 255];
    const straight: Colour[] = alphas.map((alpha) => [200, 90, 30, alpha]);
    const surfaces = createSurfaces(pixels);
    for (const [blue, green, red, alpha] of straight) {
      const pre = (part: number) => Math.round((part * alpha) / 255);
      openPage(2, 2);
      paint(2, 2, whole(2, 2), plain(2, 2, [pre(blue), pre(green), pre(red), alpha]));
      const [, , , a = [255]] = samples();
      expect(a[0]).toBe(alpha);
      const data = new Uint8ClampedArray(plain(2, 2, [red, green, blue, alpha]));
      const other = surfaces.fromBitmap({ width: 2, height: 2, data, isOpaque: alpha === 255 });
      if (other === null) throw new Error('no memory');
      const expected = planesOf(other).map(({ at }) => heap.bytes[at] ?? 0);
      for (const [index, plane] of samples().entries()) {
        expect(Math.abs((plane[0] ?? 0) - (expected[index] ?? 0))).toBeLessThanOrEqual(1);
      }
      surfaces.free(other);
      page.close();
    }
  });

  test('has alpha while something shines through, and none while nothing does', () => {
    openPage(8, 4);
    const solid = plain(8, 4, [10, 20, 30, 255]);
    paint(8, 4, whole(8, 4), plain(8, 4, [0, 0, 0, 0]));
    expect(page.look()?.isOpaque).toBe(false);
    paint(8, 4, whole(8, 4), solid);
    expect(page.look()?.isOpaque).toBe(true);
    const version = page.look()?.version ?? 0;
    expect(page.look()?.version).toBe(version);
    paint(8, 4, { x: 5, y: 1, partWidth: 1, partHeight: 1 }, plain(1, 1, [9, 9, 9, 254]));
    expect(page.look()).toMatchObject({ isOpaque: false, version: version + 1 });
    const [luma, , , alpha] = samples();
    expect(alpha?.[8 + 5]).toBe(254);
    expect(luma?.[0]).toBe(luma?.[31]);
    paint(8, 4, whole(8, 4), solid);
    expect(page.look()?.isOpaque).toBe(true);
    expect(answers.filter((answer) => JSON.stringify(answer).includes('ack'))).toHaveLength(4);
    page.close();
    expect(heap.used).toBe(0);
  });

  test('that goes to and fro keeps its alpha in the end', () => {
    openPage(4, 4);
    for (let count = 0; count < 20; count += 1) {
      for (const alpha of [0, 255]) {
        paint(4, 4, whole(4, 4), plain(4, 4, [0, 0, 0, alpha]));
        shown();
      }
    }
    expect(page.look()?.isOpaque).toBe(false);
    page.close();
  });

  test('is drawn anew for another colour of the program', () => {
    openPage(4, 4);
    paint(4, 4, whole(4, 4), plain(4, 4, [0, 0, 255, 255]));
    const before = samples();
    pixels = { ...pixels, colour: 'bt601' };
    page.recolour();
    expect(heap.used).toBe(0);
    // The rig's surfaces are of the first colour: the same picture again.
    expect(samples()).toEqual(before);
    page.close();
  });

  test('is gone once it failed, and what it paints then begins anew', () => {
    openPage(4, 4);
    paint(4, 4, whole(4, 4), plain(4, 4, [0, 0, 255, 255]));
    shown();
    say({ kind: 'state', state: 'failed', why: 'it crashed' });
    expect(page.look()).toBeNull();
    expect(heap.used).toBe(0);
    say({ kind: 'state', state: 'running', why: '' });
    expect(page.look()).toBeNull();
    paint(4, 4, { x: 0, y: 0, partWidth: 1, partHeight: 1 }, plain(1, 1, [0, 0, 255, 255]));
    expect(page.look()?.isOpaque).toBe(false);
    page.close();
  });
});
