/** Recorded publishers (OBS, FFmpeg, GStreamer, librtmp) through the chunk reader and the server machine, however cut. */
import { describe, expect, test } from 'vitest';
import { deliveries, digested, handshakeBytes, piecesOf, readCapture } from '../../fixtures/corpora/captured.ts';
import type { CaptureName, Delivery } from '../../fixtures/corpora/captured.ts';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { RtmpServerConnection } from '../../../shared/rtmp/server.ts';
import type { ServerEvent } from '../../../shared/rtmp/server.ts';

type Messages = { readonly found: readonly unknown[]; readonly chunkSize: number };

function readMessages(bytes: Uint8Array, how: Delivery): Messages {
  const reader = new ChunkReader();
  const found: unknown[] = [];
  for (const piece of piecesOf(bytes, how)) {
    reader.feed(piece);
    for (let step = reader.next(); step.kind !== 'need-more'; step = reader.next()) {
      if (step.kind === 'failed') throw new Error(step.error.code);
      found.push(digested(step.message));
    }
  }
  return { found, chunkSize: reader.chunkSize };
}

type Heard = { readonly events: readonly ServerEvent[]; readonly connection: RtmpServerConnection };

/** What the server machine makes of a session; its word on publishing is yes. */
function serve(bytes: Uint8Array, how: Delivery): Heard {
  const connection = new RtmpServerConnection({ random: new Uint8Array(1528), now: 0 });
  const events: ServerEvent[] = [];
  for (const piece of piecesOf(bytes, how)) {
    connection.receive(piece, 1);
    // The answer to a question brings what was said behind it.
    for (let batch = connection.takeEvents(); batch.length > 0; batch = connection.takeEvents()) {
      events.push(...batch);
      if (batch.some((event) => event.kind === 'publish')) connection.acceptPublish();
    }
    connection.takeOutput();
  }
  return { events, connection };
}

type Figures = {
  readonly messages: number;
  /** The one the publisher chose, in bytes. */
  readonly chunkSize: number;
  /** Metadata events, video tags, those of them with the key frame mark (headers too), audio tags. */
  readonly tags: readonly number[];
  /** The last times of video and audio in ms. */
  readonly lastMillis: readonly number[];
  readonly metadata: Readonly<Record<string, unknown>>;
};

const small = { width: 640, height: 360, framerate: 30, videocodecid: 7, audiocodecid: 10 };
const gstreamer = { ...small, encoder: 'GStreamer 1.22.0 FLV muxer', AspectRatioX: 1 };

const sessions: readonly (readonly [CaptureName, Figures])[] = [
  [
    'obs29-nginx.c2s',
    {
      messages: 105,
      chunkSize: 4096,
      tags: [1, 40, 2, 58],
      lastMillis: [1266, 1260],
      metadata: { width: 1280, height: 720, videodatarate: 4000, audiosamplerate: 48_000, stereo: true, '7.1': false },
    },
  ],
  [
    'ffmpeg51-nginx.c2s',
    {
      messages: 453,
      chunkSize: 4096,
      tags: [1, 184, 6, 260],
      lastMillis: [6034, 6035],
      metadata: { ...small, duration: 6, audiosamplerate: 44_100, stereo: false, encoder: 'Lavf59.27.100' },
    },
  ],
  [
    'ffmpeg81-hevc-ertmp-srs.c2s',
    {
      messages: 436,
      chunkSize: 60_000,
      tags: [1, 169, 2, 259],
      lastMillis: [5534, 5528],
      // videocodecid is the FourCC hvc1 as a number.
      metadata: { ...small, videocodecid: 0x6876_6331, encoder: 'Lavf62.19.101', major_brand: 'isom' },
    },
  ],
  [
    'gst-rtmp2sink-nginx.c2s',
    { messages: 313, chunkSize: 128, tags: [15, 121, 3, 170], lastMillis: [3900, 3878], metadata: gstreamer },
  ],
  [
    'gst-rtmpsink-librtmp-nginx.c2s',
    { messages: 311, chunkSize: 128, tags: [15, 121, 3, 170], lastMillis: [3900, 3878], metadata: gstreamer },
  ],
];

function count(events: readonly ServerEvent[]): readonly number[] {
  const video = events.flatMap((event) => (event.kind === 'video' ? [event.body] : []));
  const keys = video.filter((body) => (((body[0] ?? 0) >> 4) & 7) === 1);
  const metadata = events.filter((event) => event.kind === 'metadata');
  const audio = events.filter((event) => event.kind === 'audio');
  return [metadata.length, video.length, keys.length, audio.length];
}

describe.each(sessions)('%s', (name, figures) => {
  const bytes = readCapture(name);
  const whole = readMessages(bytes.subarray(handshakeBytes), 'whole');
  const heard = serve(bytes, 'whole');

  test('gives the messages that it is known to hold', () => {
    expect({ messages: whole.found.length, chunkSize: whole.chunkSize }).toEqual({
      messages: figures.messages,
      chunkSize: figures.chunkSize,
    });
  });

  test.each(deliveries.slice(1))('C19, S21: the chunk reader finds the same messages in %s', (how) => {
    expect(readMessages(bytes.subarray(handshakeBytes), how)).toEqual(whole);
  });

  test('S1, S5, S13: the server machine takes it, with every frame', () => {
    const { events, connection } = heard;
    expect(events.find((event) => event.kind === 'failed')).toBeUndefined();
    expect(connection.bytesReceived).toBe(bytes.length);
    expect(events.slice(0, 2).map((event) => event.kind)).toEqual(['connect', 'publish']);
    expect(count(events)).toEqual(figures.tags);
    const last = (kind: string): number =>
      Math.max(...events.flatMap((event) => (event.kind === kind && 'timestamp' in event ? [event.timestamp] : [])));
    expect([last('video'), last('audio')]).toEqual(figures.lastMillis);
    const metadata = events.find((event) => event.kind === 'metadata');
    expect(Object.fromEntries(metadata?.values ?? [])).toMatchObject(figures.metadata);
  });

  test.each(deliveries.slice(1))('S21: the server machine reports the same events in %s', (how) => {
    expect(digested(serve(bytes, how).events)).toEqual(digested(heard.events));
  });
});
