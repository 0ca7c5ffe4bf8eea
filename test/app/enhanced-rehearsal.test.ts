/** The studio in other codecs: AV1 and Opus by Enhanced RTMP to the built-in ingest, all frames there and in step. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScreen, runApp, type Screen } from '../support/uplink-app.ts';

let screen: Screen;

beforeAll(async () => {
  screen = await openScreen();
});
afterAll(() => screen.close());

test('AV1 and Opus reach the built-in ingest whole', async () => {
  const codecs = ['--video-codec', 'av1', '--audio-codec', 'opus'];
  const args = ['--rehearse', '--source', 'test', '--size', '640x360', '--duration', '6', ...codecs];
  await runApp({ screen, key: null, args }, async (app, run) => {
    expect(run.code).toBe(0);
    const { received, frames, audioPackets, format } = await app.report();
    expect(format.videoEncoder).toMatch(/^AV1/);
    expect(received?.videoCodec).toMatch(/^av01\.0\./);
    expect(received).toMatchObject({ audioCodec: 'opus', width: 640, height: 360, sampleRate: 48_000, channels: 2 });
    expect(received?.problems).toEqual([]);
    expect(received?.videoFrames).toBe(frames.sent);
    expect(received?.audioFrames).toBe(audioPackets.sent);
    expect(frames.sent).toBeGreaterThan(6 * 30 * 0.95);
    // 20 ms a packet.
    expect(audioPackets.sent).toBeGreaterThan(6 * 50 * 0.95);
    expect(Math.abs(received?.skewMedianMillis ?? 99)).toBeLessThan(10);
  });
});
