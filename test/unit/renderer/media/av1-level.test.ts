/** AV1 codec strings name the lowest level that holds the format. */
import { expect, test } from 'vitest';
import { av1Codec } from '../../../../renderer/media/encode/av1-level.ts';

test.each([
  [640, 360, 30, 1500, 'av01.0.01M.08'],
  [1280, 720, 30, 4000, 'av01.0.05M.08'],
  [1920, 1080, 30, 6000, 'av01.0.08M.08'],
  [1920, 1080, 60, 12_000, 'av01.0.09M.08'],
  [3840, 2160, 60, 40_000, 'av01.0.13M.08'],
  [3840, 3840, 60, 51_000, 'av01.0.14M.08'],
] as const)('%i×%i at %i fps and %i kb/s is %s', (width, height, fps, kbps, codec) => {
  expect(av1Codec({ width, height, fps, kbps })).toBe(codec);
});
