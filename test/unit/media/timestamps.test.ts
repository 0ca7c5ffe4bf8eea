/** Time conversion: floors, composition times and the 32-bit wrap. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compositionTime,
  floorMillis,
  timestampDistance,
  TimestampUnwrapper,
  toWireTimestamp,
} from '../../../shared/media/timestamps.ts';

test('C44: composition time is floor(pts) − floor(dts), so cts + dts is the floored pts', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.nat(500_000), (dts, offset) => {
      const pts = dts + offset;
      expect(floorMillis(dts) + compositionTime(pts, dts)).toBe(floorMillis(pts));
    }),
  );
  expect(compositionTime(33_333 + 33_333, 33_333)).toBe(33);
  expect(compositionTime(99_999, 66_666)).toBe(33);
});

test.each([
  [0, 1, 1],
  [2 ** 32 - 10, 5, 15],
  [5, 2 ** 32 - 10, -15],
  [2 ** 31 - 1, 2 ** 31 + 1, 2],
  [100, 99, -1],
])('C17: the distance from %d to %d is %d', (from, to, distance) => {
  expect(timestampDistance(from, to)).toBe(distance);
});

test('C17: unwraps past 2^24, 2^31 and 2^32 ms, with small steps back', () => {
  const unwrapper = new TimestampUnwrapper();
  const times = [0, 2 ** 24 - 1, 2 ** 24 + 20, 2 ** 31 - 5, 2 ** 31 + 5, 2 ** 32 - 1, 2 ** 32 + 33, 2 ** 32 + 30];
  expect(times.map((time) => unwrapper.unwrap(toWireTimestamp(time)))).toEqual(times);
});

test('never unwraps below zero', () => {
  const unwrapper = new TimestampUnwrapper();
  expect([5, toWireTimestamp(-20), 10].map((time) => unwrapper.unwrap(time))).toEqual([5, 0, 10]);
});
