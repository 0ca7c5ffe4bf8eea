/** The test picture can be read by a machine: dark between flashes, white in them, and the clock tells program time. */
import { describe, expect, test } from 'vitest';
import { clockText, isFlash, TestPicture } from '../../../../renderer/media/compose/picture/test-picture.ts';

function meanLuma({ samples, width, height }: { samples: Uint8Array; width: number; height: number }): number {
  const luma = samples.subarray(0, width * height);
  return luma.reduce((sum, sample) => sum + sample, 0) / luma.length;
}

test('a flash fills the first 100 ms of each second', () => {
  expect([0, 99_999, 100_000, 999_999, 1_000_000, 61_066_667].map(isFlash)).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
  ]);
});

test('the clock shows hours, minutes, seconds and milliseconds', () => {
  expect(clockText(0)).toBe('00:00:00.000');
  expect(clockText(3_723_456_999)).toBe('01:02:03.456');
});

describe.each([
  [1280, 720],
  [160, 160],
  [1920, 1080],
  [720, 1280],
])('at %i×%i', (width, height) => {
  test.each(['sync', 'busy'] as const)('the %s picture is dark and the flash is white', (pattern) => {
    const picture = new TestPicture(width, height);
    expect(meanLuma(picture.draw(1_050_000, 31, pattern))).toBe(235);
    const dark = meanLuma(picture.draw(1_500_000, 45, pattern));
    expect(dark).toBeGreaterThan(30);
    expect(dark).toBeLessThan(90);
  });

  test('consecutive pictures differ', () => {
    const picture = new TestPicture(width, height);
    const first = picture.draw(1_500_000, 45, 'sync').samples.slice();
    expect(picture.draw(1_533_333, 46, 'sync').samples).not.toEqual(first);
  });
});
