/** Streams and texts in the Worker, as far as they need no browser. */
import { describe, expect, test } from 'vitest';
import { LiveLine, liveDelayMicros } from '../../../../../renderer/media/compose/sources/stream/live-line.ts';
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
