/** Streams and pages in the Worker, as far as they need no browser: their line of time, and pixels of a page. */
import { describe, expect, test } from 'vitest';
import { LiveLine, liveDelayMicros } from '../../../../../renderer/media/compose/sources/stream/live-line.ts';
import { PageCanvas, unpremultiply } from '../../../../../renderer/media/compose/sources/stream/page-canvas.ts';
import { decodeText } from '../../../../../renderer/media/compose/sources/text/text-file.ts';
import { wrapLine } from '../../../../../renderer/media/compose/sources/text/draw-text.ts';

describe('the line of a live stream', () => {
  test('is even although packets come unevenly', () => {
    const line = new LiveLine();
    line.due(0, 1_000_000);
    expect(line.due(33_000, 1_090_000)).toBe(1_033_000 + liveDelayMicros);
    expect(line.due(66_000, 1_066_000)).toBe(1_066_000 + liveDelayMicros);
  });

  test('a quicker packet pulls it forward', () => {
    const line = new LiveLine();
    line.due(0, 1_000_000);
    expect(line.due(100_000, 1_080_000)).toBe(1_080_000 + liveDelayMicros);
  });

  test('follows a sender whose clock is slow', () => {
    const line = new LiveLine();
    let late = 0;
    for (let pts = 0; pts < 60_000_000; pts += 40_000) {
      const arrival = Math.round(pts * 1.001) + 500_000;
      late = arrival - line.due(pts, arrival) + liveDelayMicros;
    }
    // A tenth of a percent in twenty seconds is what the windows may be behind.
    expect(late).toBeLessThanOrEqual(21_000);
  });

  test('begins anew after a leap in the sender’s times', () => {
    const line = new LiveLine();
    line.due(0, 1_000_000);
    expect(line.due(90_000_000, 1_040_000)).toBe(1_040_000 + liveDelayMicros);
    expect(line.due(90_040_000, 1_080_000)).toBe(1_080_000 + liveDelayMicros);
  });
});

describe('pixels of a page', () => {
  test('become straight where something shines through', () => {
    const pixels = Uint8Array.from([64, 32, 0, 128, 10, 20, 30, 255, 9, 9, 9, 0, 200, 200, 200, 100]);
    unpremultiply(pixels);
    expect([...pixels]).toEqual([128, 64, 0, 128, 10, 20, 30, 255, 9, 9, 9, 0, 255, 255, 255, 100]);
  });

  test('a page is opaque once every part of it is', () => {
    const canvas = new PageCanvas();
    const part = (x: number, alpha: number) => ({
      kind: 'paint' as const,
      seq: 0,
      width: 2,
      height: 1,
      x,
      y: 0,
      partWidth: 1,
      partHeight: 1,
      pixels: Uint8Array.from([1, 2, 3, alpha]).buffer,
    });
    canvas.paint(part(0, 255));
    expect(canvas.isOpaque).toBe(false);
    canvas.paint(part(1, 255));
    expect(canvas.isOpaque).toBe(true);
    canvas.paint(part(0, 254));
    expect(canvas.isOpaque).toBe(false);
  });
});

describe('texts', () => {
  const measure = (text: string) => Array.from(text).length;

  test.each([
    ['one two three', 8, ['one two', 'three']],
    ['one two three', 3, ['one', 'two', 'thr', 'ee']],
    ['', 5, ['']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a😀b😀c', 2, ['a😀', 'b😀', 'c']],
    ['fits', 4, ['fits']],
  ])('%s in %i letters', (line, width, expected) => {
    expect(wrapLine(line, width, measure)).toEqual(expected);
  });

  test.each([
    [[0x68, 0x69, 0x0a], 'hi'],
    [[0xef, 0xbb, 0xbf, 0x68, 0x69], 'hi'],
    [[0xff, 0xfe, 0x68, 0x00, 0x69, 0x00], 'hi'],
    [[0xfe, 0xff, 0x00, 0x68, 0x00, 0x69, 0x00, 0x0d, 0x00, 0x0a], 'hi'],
    [[], ''],
  ])('bytes %j are %s', (bytes, expected) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe(expected);
  });
});
