/** The presets hold what each service publishes, and limits change only what has to change. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audioFormatSchema, videoFormatSchema } from '../../../../shared/contract/settings.ts';
import {
  applyLimits,
  codecsOf,
  fitCodecs,
  presetFor,
  recommend,
  serviceIds,
} from '../../../../shared/live/services/presets.ts';
import { parseIngestUrl, splitPastedUrl } from '../../../../shared/rtmp/url.ts';

const anyService = fc.constantFrom(...serviceIds);
const anySide = fc.integer({ min: 80, max: 1920 }).map((half) => 2 * half);
const anyVideo = fc.record({
  width: anySide,
  height: anySide,
  fps: fc.integer({ min: 10, max: 60 }),
  kbps: fc.integer({ min: 200, max: 51_000 }),
});
const anyAudio = fc.record({ kbps: fc.integer({ min: 64, max: 320 }) });

describe('presets', () => {
  test.each(serviceIds)('%s has parsable addresses without a key', (id) => {
    for (const { url } of presetFor(id).servers) {
      expect(parseIngestUrl(url)).toMatchObject({ ok: true });
      expect(splitPastedUrl(url).key).toBeNull();
    }
  });

  test.each(serviceIds)('%s speaks to a person in whole sentences', (id) => {
    const preset = presetFor(id);
    for (const note of preset.notes) expect(note).toMatch(/^[A-Z].{10,120}\.$/);
    expect(preset.notes.length).toBeGreaterThan(0);
    expect(preset.keyHelp === '').toBe(!preset.needsKey);
    expect(preset.dashboardUrl ?? 'https://none').toMatch(/^https:\/\//);
  });

  test('the big services start on an encrypted address', () => {
    for (const id of ['youtube', 'youtube-backup', 'twitch', 'facebook', 'kick', 'x'] as const) {
      expect(presetFor(id).servers[0]?.url).toMatch(/^rtmps:\/\/[^/]+:443\//);
    }
  });

  test('YouTube has one address for each of its two ways in', () => {
    expect(presetFor('youtube').servers[0]?.url).toBe('rtmps://a.rtmps.youtube.com:443/live2');
    expect(presetFor('youtube-backup').servers[0]?.url).toBe('rtmps://b.rtmps.youtube.com:443/live2?backup=1');
  });
});

describe('limits', () => {
  test('explains a bitrate that Twitch does not take', () => {
    const wish = { width: 1280, height: 720, fps: 30, kbps: 8000 };
    expect(applyLimits('twitch', wish, { kbps: 160 })).toEqual({
      video: { ...wish, kbps: 6000 },
      audio: { kbps: 160 },
      explanations: ['Twitch takes at most 6000 kb/s, so we send 6000 instead of 8000.'],
    });
  });

  test('shrinks a picture that Kick refuses and keeps its shape', () => {
    const { video, explanations } = applyLimits(
      'kick',
      { width: 2560, height: 1440, fps: 60, kbps: 8000 },
      { kbps: 160 },
    );
    expect(video).toMatchObject({ width: 1920, height: 1080 });
    expect(explanations).toEqual(['Kick takes at most 1920×1080, so we send 1920×1080 instead of 2560×1440.']);
  });

  test('turns the box for a tall picture', () => {
    const tall = { width: 1080, height: 1920, fps: 30, kbps: 4000 };
    expect(applyLimits('kick', tall, { kbps: 128 }).explanations).toEqual([]);
    const taller = applyLimits('kick', { ...tall, width: 1440, height: 2560 }, { kbps: 128 });
    expect(taller.video).toMatchObject({ width: 1080, height: 1920 });
    expect(taller.explanations[0]).toContain('at most 1080×1920');
  });
});

describe('any wish', () => {
  test('becomes valid, within every limit, and needs no second correction', () => {
    fc.assert(
      fc.property(anyService, anyVideo, anyAudio, (id, video, audio) => {
        const { limits } = presetFor(id);
        const fitted = applyLimits(id, video, audio);
        expect(videoFormatSchema.safeParse(fitted.video).success).toBe(true);
        expect(audioFormatSchema.safeParse(fitted.audio).success).toBe(true);
        expect(fitted.video.kbps).toBeLessThanOrEqual(limits.maxVideoKbps ?? Infinity);
        expect(fitted.audio.kbps).toBeLessThanOrEqual(limits.maxAudioKbps ?? Infinity);
        const long = Math.max(fitted.video.width, fitted.video.height);
        const short = Math.min(fitted.video.width, fitted.video.height);
        expect(long).toBeLessThanOrEqual(limits.maxWidth ?? Infinity);
        expect(short).toBeLessThanOrEqual(limits.maxHeight ?? Infinity);
        expect(applyLimits(id, fitted.video, fitted.audio)).toEqual({ ...fitted, explanations: [] });
      }),
    );
  });

  test('explains exactly the things that changed', () => {
    fc.assert(
      fc.property(anyService, anyVideo, anyAudio, (id, video, audio) => {
        const fitted = applyLimits(id, video, audio);
        const isSame = JSON.stringify([video, audio]) === JSON.stringify([fitted.video, fitted.audio]);
        expect(fitted.explanations.length === 0).toBe(isSame);
        for (const sentence of fitted.explanations) expect(sentence).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });

  test.each(serviceIds)('what is recommended for %s fits it', (id) => {
    const { video, audio } = recommend(id);
    expect(applyLimits(id, video, audio).explanations).toEqual([]);
  });
});

describe('codecs', () => {
  test.each(serviceIds)('%s takes H.264 and AAC, first of all', (id) => {
    expect(codecsOf(id).video[0]).toBe('avc');
    expect(codecsOf(id).audio[0]).toBe('aac');
  });

  test('what a service does not take is replaced and told', () => {
    expect(fitCodecs('youtube', { video: 'av1', audio: 'opus' })).toEqual({
      codecs: { video: 'av1', audio: 'aac' },
      explanations: ['YouTube does not take Opus, so we send AAC.'],
    });
    expect(fitCodecs('twitch', { video: 'av1', audio: 'aac' })).toEqual({
      codecs: { video: 'avc', audio: 'aac' },
      explanations: ['Twitch does not take AV1, so we send H.264.'],
    });
    expect(fitCodecs('custom', { video: 'av1', audio: 'opus' }).explanations).toEqual([]);
  });
});
