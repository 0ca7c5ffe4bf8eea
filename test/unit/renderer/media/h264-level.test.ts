/** The codec string names the lowest level that holds the format. */
import { expect, test } from 'vitest';
import { h264Codec } from '../../../../renderer/media/encode/h264-level.ts';

test.each([
  [1280, 720, 30, 4000, 'avc1.64001F'],
  [1280, 720, 60, 6000, 'avc1.640020'],
  [1920, 1080, 30, 6000, 'avc1.640028'],
  [1920, 1080, 60, 9000, 'avc1.64002A'],
  [1280, 720, 30, 51_000, 'avc1.640032'],
  [3840, 2160, 60, 51_000, 'avc1.640034'],
  [640, 360, 30, 800, 'avc1.64001E'],
])('%i×%i at %i frames and %i kb/s is %s', (width, height, fps, kbps, codec) => {
  expect(h264Codec('high', { width, height, fps, kbps })).toBe(codec);
});

test('the profile bytes are those of the RFC', () => {
  const format = { width: 1280, height: 720, fps: 30, kbps: 4000 };
  expect(h264Codec('main', format)).toBe('avc1.4D401F');
  expect(h264Codec('constrainedBaseline', format)).toBe('avc1.42C01F');
});
