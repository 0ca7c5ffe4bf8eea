/** Who gets an encoding of its own: services and ceilings against what is wanted for all. */
import { describe, expect, test } from 'vitest';
import {
  fitRenditions,
  needsOwn,
  secondKbps,
  type RenditionNeed,
} from '../../../../shared/live/delivery/renditions.ts';

const audio = { kbps: 160 };
const usual = { video: 'avc', audio: 'aac' } as const;
const wishOf = (kbps: number, codecs: { video: 'avc' | 'av1'; audio: 'aac' | 'opus' } = usual) => ({
  video: { width: 1280, height: 720, fps: 30, kbps },
  audio,
  codecs,
});
const own = (name: string, ceilingKbps: number | null = null): RenditionNeed => ({
  name,
  serviceId: 'custom',
  ceilingKbps,
});
const at = (name: string, serviceId: RenditionNeed['serviceId']): RenditionNeed => ({ name, serviceId });

describe('one destination', () => {
  test.each([
    ['that takes everything', own('One'), 6000, 'av1', 6000],
    ['with a low ceiling', own('One', 1500), 1500, 'av1', 6000],
    ['at a service without AV1', at('Twitch', 'twitch'), 6000, 'avc', 9000],
  ] as const)('%s gets what is encoded for all', (_name, need, kbps, video, wish) => {
    const fitted = fitRenditions([need], wishOf(wish, { video: 'av1', audio: 'aac' }));
    expect(fitted).toMatchObject({ video: { kbps }, codecs: { video, audio: 'aac' }, second: null });
  });
});

describe('several', () => {
  test('a ceiling clearly below gets an encoding of its own, one that is near lowers it for all', () => {
    const far = fitRenditions([own('One'), own('Two', 4199)], wishOf(6000));
    expect([far.video.kbps, far.second]).toEqual([6000, { kbps: 4199, names: ['Two'] }]);
    expect(far.explanations).toEqual(['Two gets H.264 of its own at 4199 kb/s.']);
    const near = fitRenditions([own('One'), own('Two', 4200)], wishOf(6000));
    expect([near.video.kbps, near.second]).toEqual([4200, null]);
    expect(near.explanations).toEqual(['Two takes at most 4200 kb/s, so we send 4200 instead of 6000.']);
  });

  test('a service without the codecs gets H.264 at the same bitrate, within its limits', () => {
    const codecs = { video: 'av1', audio: 'opus' } as const;
    const fitted = fitRenditions([own('Own'), at('Twitch', 'twitch')], wishOf(5000, codecs));
    expect(fitted).toMatchObject({ codecs, video: { kbps: 5000 }, second: { kbps: 5000, names: ['Twitch'] } });
  });

  test('those who share the second one get what the lowest of them takes', () => {
    const fitted = fitRenditions([own('One'), own('Two', 3000), own('Three', 800)], wishOf(6000));
    expect(fitted.second).toEqual({ kbps: 800, names: ['Two', 'Three'] });
  });

  test('where all need something else, that is what all get', () => {
    const codecs = { video: 'av1', audio: 'aac' } as const;
    const fitted = fitRenditions([at('Twitch', 'twitch'), at('Kick', 'kick')], wishOf(5000, codecs));
    expect(fitted).toMatchObject({ codecs: usual, video: { kbps: 5000 }, second: null });
    const low = fitRenditions([own('One', 2000), own('Two', 1900)], wishOf(6000));
    expect(low).toMatchObject({ video: { kbps: 1900 }, second: null });
    const mixed = fitRenditions([own('One', 800), own('Two', 2000)], wishOf(6000));
    expect(mixed).toMatchObject({ video: { kbps: 2000 }, second: { kbps: 800, names: ['One'] } });
  });

  test('size, rate and sound still suit everybody', () => {
    const wish = { ...wishOf(9000), video: { width: 3840, height: 2160, fps: 60, kbps: 9000 }, audio: { kbps: 320 } };
    const fitted = fitRenditions([own('One'), at('X', 'x')], wish);
    expect(fitted).toMatchObject({ video: { width: 1920, height: 1080, kbps: 9000 }, audio: { kbps: 128 } });
  });

  test('none at all changes nothing', () => {
    expect(fitRenditions([], wishOf(5000))).toMatchObject({ video: { kbps: 5000 }, second: null, explanations: [] });
  });
});

test('needs and bitrate of one at a time', () => {
  const main = { codecs: usual, kbps: 6000 };
  expect([needsOwn(own('a'), main), needsOwn(own('a', 6000), main), needsOwn(own('a', 1000), main)]).toEqual([
    false,
    false,
    true,
  ]);
  expect([secondKbps([], 4000), secondKbps([own('a', 9000)], 4000), secondKbps([own('a', 900)], 4000)]).toEqual([
    4000, 4000, 900,
  ]);
});
