/** The player against nginx-rtmp: what it hands out is what ffmpeg published, byte for byte and on time. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/platform/clock.ts';
import { writeFlvHeader, writeFlvTag } from '../../shared/flv/flv-file.ts';
import { tagPrefix } from '../../shared/flv/tag.ts';
import type { EncodedPacket } from '../../shared/media/encoded-packet.ts';
import { freePort, listening, temporaryFolder, until } from '../support/loopback.ts';
import { contentOf, prepareStream, readRecording, type PreparedStream } from '../support/media/prepared-stream.ts';
import { play, type Playing } from '../support/playing.ts';
import { start, type Running } from '../support/processes.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';

let nginx: NginxRtmp;
let stream: PreparedStream;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;

beforeAll(async () => {
  [nginx, stream, folder] = await Promise.all([
    startNginx(),
    prepareStream({ seconds: 4, videoKbps: 2000 }),
    temporaryFolder(),
  ]);
  file = join(folder.path, 'prepared.flv');
  await writeFile(file, asFlv(stream));
});

afterAll(async () => {
  await nginx.stop();
  await folder.remove();
});

/** The prepared stream as a file for ffmpeg. */
function asFlv({ video, audio, packets }: PreparedStream): Uint8Array {
  const tag = (track: 'video' | 'audio', timestamp: number, prefix: readonly number[], media: Uint8Array): Uint8Array =>
    writeFlvTag({ type: track === 'video' ? 9 : 8, timestamp, body: Uint8Array.from([...prefix, ...media]) });
  const label = { trackId: 0, isKeyFrame: true, cts: 0, nanos: 0 };
  const [avc, aac] = [
    { ...label, track: 'video', codec: 'avc' },
    { ...label, track: 'audio', codec: 'aac' },
  ] as const;
  return Buffer.concat([
    writeFlvHeader({ audio: true, video: true }),
    tag('video', 0, tagPrefix({ ...avc, kind: 'header' }), video.description),
    tag('audio', 0, tagPrefix({ ...aac, kind: 'header' }), audio.description),
    ...packets.map(({ track, dts, pts, isKeyFrame, bytes }) => {
      const cts = (pts - dts) / 1000;
      const media = track === 'video' ? { ...avc, isKeyFrame, cts } : aac;
      return tag(track, dts / 1000, tagPrefix({ ...media, kind: 'media' }), bytes);
    }),
  ]);
}

/** ffmpeg publishing the file once at its own pace. */
function ffmpegTo(url: string, options: readonly string[] = []): Promise<Running> {
  const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
  return start('ffmpeg', [...quiet, ...options, '-re', '-i', file, '-c', 'copy', '-f', 'flv', url]);
}

/** `packets` all later by `millis`. */
function shifted(packets: readonly EncodedPacket[], millis: number): readonly EncodedPacket[] {
  return packets.map((packet) => ({ ...packet, dts: packet.dts + millis * 1000, pts: packet.pts + millis * 1000 }));
}

/** The one constant by which a server moved the stream. */
function shiftOf(played: readonly EncodedPacket[], published: readonly EncodedPacket[]): number {
  return ((played[0]?.dts ?? 0) - (published[0]?.dts ?? 0)) / 1000;
}

function expectSame(playing: Playing, expected: readonly EncodedPacket[]): void {
  const video = playing.packets('video');
  const moved = shifted(
    expected,
    shiftOf(
      video,
      expected.filter(({ track }) => track === 'video'),
    ),
  );
  for (const track of ['video', 'audio'] as const) {
    expect(contentOf(playing.packets(track), track)).toEqual(contentOf(moved, track));
  }
}

describe('playing from nginx-rtmp', () => {
  it('P1, P2, P4, P7, P9: hands out every access unit of ffmpeg’s stream, and ends when the publisher leaves', async () => {
    const playing = play({ url: `${nginx.url}/exact` });
    await until('the player waits', () => playing.steps.includes('playing'));
    const publisher = await ffmpegTo(`${nginx.url}/exact`);
    expect(await publisher.exited).toMatchObject({ code: 0 });
    const recorded = await readRecording(await nginx.recording('exact'));
    const outcome = await playing.outcome;
    expect(outcome).toEqual({ error: null, ending: 'stream-eof' });
    expectSame(playing, recorded.packets);
    expectSame(playing, stream.packets);
    expect(playing.configs().map(({ codec }) => codec)).toEqual(['avc1.4D4014', 'mp4a.40.2']);
    expect(playing.configs()).toMatchObject([
      { width: 320, height: 180, frameRate: 30, description: new Uint8Array(stream.video.description) },
      { sampleRate: 48_000, channels: 2, description: new Uint8Array(stream.audio.description) },
    ]);
    expect(playing.metadata[0]?.get('width')).toBe(320);
  });

  it('P10: a late joiner gets sound at once and its first picture is a key frame', async () => {
    const publisher = await ffmpegTo(`${nginx.url}/late`, ['-stream_loop', '3']);
    await until('it is published', () =>
      nginx.callbacks().some(({ call, name }) => call === 'publish' && name === 'late'),
    );
    await new Promise((resolve) => setTimeout(resolve, 1300));
    const playing = play({ url: `${nginx.url}/late` });
    await until('a picture came', () => playing.packets('video').length > 5);
    playing.connection.stop();
    expect(await playing.outcome).toEqual({ error: null, ending: 'stopped' });
    const [firstVideo] = playing.packets('video');
    const [firstAudio] = playing.packets('audio');
    expect(firstVideo?.isKeyFrame).toBe(true);
    expect(firstAudio?.dts).toBeLessThan(firstVideo?.dts ?? 0);
    await publisher.end();
  });

  it('P2: a paused player stops the server, misses nothing that was sent, and goes on', async () => {
    const playing = play({ url: `${nginx.url}/paused` });
    await until('the player waits', () => playing.steps.includes('playing'));
    const publisher = await ffmpegTo(`${nginx.url}/paused`);
    await until('media came', () => playing.tags.length > 20);
    playing.connection.pause();
    const before = playing.tags.length;
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(playing.tags).toHaveLength(before);
    playing.connection.resume();
    await publisher.exited;
    expect(await playing.outcome).toMatchObject({ error: null });
    expectSame(playing, stream.packets);
  });

  it('P4: names an unknown application, and a stream that nobody sends', async () => {
    const nowhere = await play({ url: `${nginx.url.replace('/live', '/nowhere')}/x` }).outcome;
    expect(nowhere.error).toMatchObject({ code: 'app-refused', retryable: false });
    const silent = await play({ url: `${nginx.url}/nobody`, stallMillis: 1000 }).outcome;
    expect(silent.error).toMatchObject({ code: 'receive-stalled', retryable: true });
  });

  it('reports a server that vanishes as retryable', async () => {
    const doomed = await startNginx();
    const playing = play({ url: `${doomed.url}/x` });
    await until('it plays', () => playing.steps.includes('playing'));
    await doomed.stop();
    const { error } = await playing.outcome;
    expect(error).toMatchObject({ retryable: true });
    expect(['connection-closed', 'connection-reset']).toContain(error?.code);
  });

  it('keeps to loopback where it must', async () => {
    const { error } = await play({ url: 'rtmp://192.0.2.1/live/x', guard: 'loopback', clock: systemClock }).outcome;
    expect(error?.code).toBe('rehearsal-not-loopback');
  });
});

describe('playing from ffmpeg', () => {
  it('P1, P7: ffmpeg in listen mode hands its file to a player, exactly', async () => {
    const port = await freePort();
    const url = `rtmp://127.0.0.1:${port}/live/key`;
    const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
    const server = await start('ffmpeg', [...quiet, '-i', file, '-c', 'copy', '-f', 'flv', '-listen', '1', url]);
    await listening(port);
    const playing = play({ url });
    const { error } = await playing.outcome;
    // It closes when its file is over, without a word.
    expect(error).toMatchObject({ code: 'connection-closed', retryable: true });
    expectSame(playing, stream.packets);
    expect((await server.exited).code).toBe(0);
  });
});
