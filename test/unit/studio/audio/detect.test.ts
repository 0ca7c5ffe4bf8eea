/** The detectors: what they find, how soon, and what they leave alone. */
import { describe, expect, test } from 'vitest';
import { InputMeasure } from '../../../../shared/studio/audio/detect/input-measure.ts';
import { InputWatch, type SoundTrouble } from '../../../../shared/studio/audio/detect/input-watch.ts';
import type { Stereo } from '../../../../shared/studio/audio/stereo.ts';
import { createNoise, inBlocks, joined, stereo, tone } from '../../../support/tones.ts';

type Place = { readonly isMuted?: boolean; readonly isMono?: boolean; readonly isLive?: boolean };

/** Shows a signal to a watch in steps of 50 ms; tells when each trouble was first and last seen, s. */
function watch(
  signal: Stereo,
  { isMuted = false, isMono = false, isLive = true }: Place = {},
): Map<SoundTrouble, [number, number]> {
  const measure = new InputMeasure();
  const input = new InputWatch();
  const seen = new Map<SoundTrouble, [number, number]>();
  let seconds = 0;
  inBlocks(
    signal,
    (block) => {
      measure.measure(block);
      seconds += 0.05;
      const troubles = input.see({ figures: measure.take(), seconds: 0.05, isMuted, isMono, isLive });
      for (const trouble of [
        'talking-muted',
        'no-signal',
        'clipping',
        'left-only',
        'right-only',
        'out-of-phase',
      ] as const) {
        if (troubles[trouble]) seen.set(trouble, [seen.get(trouble)?.[0] ?? seconds, seconds]);
      }
    },
    2_400,
  );
  return seen;
}

/** Syllables: bursts with pauses, over a quiet room. */
function talk(seconds: number, db = -25): Stereo {
  const noise = createNoise(11);
  const level = 10 ** (db / 20);
  return stereo(Math.round(seconds * 48_000), (frame) => {
    const isSyllable = frame % 14_400 < 9_600;
    return isSyllable ? level * Math.sin(frame / 40) : 0.0003 * noise();
  });
}

const room = (seconds: number) => {
  const noise = createNoise(5);
  return stereo(Math.round(seconds * 48_000), () => 0.001 * noise());
};

describe('talking while muted', () => {
  test('is noticed within 2 s and forgotten 3 s after the last word', () => {
    const [first, last] = watch(joined(room(2), talk(4), room(6)), { isMuted: true }).get('talking-muted') ?? [0, 0];
    expect(first).toBeGreaterThan(2.5);
    expect(first).toBeLessThan(4);
    expect(last).toBeGreaterThan(7);
    expect(last).toBeLessThan(9.5);
  });

  test('is nothing while open, nor for a film', () => {
    expect(watch(talk(5)).has('talking-muted')).toBe(false);
    expect(watch(talk(5), { isMuted: true, isLive: false }).has('talking-muted')).toBe(false);
  });

  test('is not a cough, and not a fan', () => {
    expect(watch(joined(room(2), talk(0.3), room(3)), { isMuted: true }).has('talking-muted')).toBe(false);
    const noise = createNoise(9);
    const fan = stereo(480_000, () => 0.02 * noise());
    expect(watch(fan, { isMuted: true }).has('talking-muted')).toBe(false);
  });
});

describe('an open microphone without a signal', () => {
  test('is noticed after 20 s', () => {
    const [first] = watch(stereo(30 * 48_000, () => 0)).get('no-signal') ?? [0];
    expect(first).toBeCloseTo(20, 0);
  });

  test('is not one in a quiet room, nor a muted one', () => {
    expect(watch(room(30)).has('no-signal')).toBe(false);
    expect(
      watch(
        stereo(30 * 48_000, () => 0),
        { isMuted: true },
      ).has('no-signal'),
    ).toBe(false);
  });
});

describe('clipping', () => {
  test('is several samples at the ceiling, and is told for 3 s', () => {
    const loud = tone({ hz: 200, db: 6, seconds: 0.2 });
    for (const channel of loud)
      for (const [index, sample] of channel.entries()) channel[index] = Math.max(-1, Math.min(1, sample));
    const [first, last] = watch(joined(room(1), loud, room(5))).get('clipping') ?? [0, 0];
    expect(first).toBeCloseTo(1, 0);
    expect(last).toBeGreaterThan(3.9);
    expect(last).toBeLessThan(4.4);
  });

  test('is not one sample, nor a tone that just fits', () => {
    expect(watch(stereo(48_000, (frame) => (frame === 1_000 ? 1 : 0))).has('clipping')).toBe(false);
    expect(watch(tone({ hz: 1_000, db: -0.1, seconds: 1 })).has('clipping')).toBe(false);
  });
});

describe('channels', () => {
  const [voice] = talk(8);
  const silence = new Float32Array(voice.length);

  test('one only is told after 2 s of sound, by its side', () => {
    const left = watch([voice, silence]);
    expect(left.get('left-only')?.[0]).toBeLessThan(4.5);
    expect(left.has('right-only')).toBe(false);
    expect(watch([silence, voice]).has('right-only')).toBe(true);
    expect(watch([silence, voice], { isMono: true }).size).toBe(0);
  });

  test('both, or a sound that is merely to one side, are fine', () => {
    expect(watch([voice, voice]).size).toBe(0);
    expect(watch([voice, voice.map((sample) => sample * 0.1)]).size).toBe(0);
  });

  test('that cancel each other are told', () => {
    expect(watch([voice, voice.map((sample) => -sample)]).get('out-of-phase')?.[0]).toBeLessThan(6);
  });
});
