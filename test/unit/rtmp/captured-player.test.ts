/** A recorded nginx-rtmp serving rtmpdump, and all recorded publishers, as a player and its demuxer see them. */
import { describe, expect, test } from 'vitest';
import { deliveries, digested, handshakeBytes, piecesOf, readCapture } from '../../fixtures/corpora/captured.ts';
import type { CaptureName, Delivery } from '../../fixtures/corpora/captured.ts';
import { TagDemuxer } from '../../../shared/flv/demuxer.ts';
import type { DemuxedItem } from '../../../shared/flv/demuxer.ts';
import { readTag } from '../../../shared/flv/tag.ts';
import { TrackTimes } from '../../../shared/media/timestamps.ts';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { RtmpPlayer } from '../../../shared/rtmp/player.ts';
import type { PlayerEvent } from '../../../shared/rtmp/player.ts';

/** Our player in place of rtmpdump: it hears every byte that was said to the other. */
function play(how: Delivery): { readonly events: readonly PlayerEvent[]; readonly phase: string } {
  const player = new RtmpPlayer({
    app: 'live',
    tcUrl: 'rtmp://127.0.0.1:19390/live',
    streamName: 'play1',
    random: new Uint8Array(1528).fill(1),
    now: 0,
  });
  const events: PlayerEvent[] = [];
  for (const piece of piecesOf(readCapture('rtmpdump-play-nginx.s2c'), how)) {
    player.receive(piece, 1);
    events.push(...player.takeEvents());
    player.takeOutput();
  }
  return { events, phase: player.phase };
}

describe('rtmpdump-play-nginx.s2c', () => {
  const whole = play('whole');

  test('P1, P8, P9: our player plays it', () => {
    const phases = whole.events.flatMap((event) => (event.kind === 'phase' ? [event.phase] : []));
    const tags = whole.events.filter((event) => event.kind === 'tag');
    const metadata = whole.events.find((event) => event.kind === 'metadata');
    expect([phases, whole.phase]).toEqual([['handshaken', 'connected', 'playing'], 'playing']);
    expect(['video', 'audio'].map((track) => tags.filter((tag) => tag.track === track).length)).toEqual([148, 212]);
    expect(tags.at(-1)?.timestamp).toBe(6867);
    expect(Object.fromEntries(metadata?.values ?? [])).toMatchObject({ width: 640, height: 360, framerate: 30 });
  });

  test.each(deliveries.slice(1))('P1: the player hears the same in %s', (how) => {
    expect(digested(play(how))).toEqual(digested(whole));
  });
});

type Tag = { readonly track: 'video' | 'audio'; readonly timestamp: number; readonly body: Uint8Array };

function tagsOf(name: CaptureName): readonly Tag[] {
  const reader = new ChunkReader();
  reader.feed(readCapture(name).slice(handshakeBytes));
  const tags: Tag[] = [];
  for (let step = reader.next(); step.kind === 'message'; step = reader.next()) {
    const { type, timestamp, body } = step.message;
    if (type === 8 || type === 9) tags.push({ track: type === 9 ? 'video' : 'audio', timestamp, body });
  }
  return tags;
}

function demux(name: CaptureName): readonly DemuxedItem[] {
  const demuxer = new TagDemuxer();
  const times = new TrackTimes();
  return tagsOf(name).flatMap(({ track, timestamp, body }) =>
    demuxer.push(track, times.unwrap(track, timestamp), body),
  );
}

type Stream = { readonly configs: readonly unknown[]; readonly counts: readonly number[]; readonly ends: number };

/** `counts`: video packets, key frames of them, audio packets. */
const small = ['avc1.64001E', 640, 360];
const mono = ['mp4a.40.2', 44_100, 1];
const streams: readonly (readonly [CaptureName, Stream])[] = [
  [
    'obs29-nginx.c2s',
    {
      configs: [
        ['mp4a.40.2', 48_000, 2],
        ['avc1.64001F', 1280, 720],
      ],
      counts: [39, 1, 57],
      ends: 0,
    },
  ],
  ['ffmpeg51-nginx.c2s', { configs: [small, mono], counts: [182, 4, 259], ends: 1 }],
  [
    'ffmpeg81-hevc-ertmp-srs.c2s',
    {
      configs: [
        ['hvc1.1.6.L63.90', 640, 360],
        ['mp4a.40.2', 48_000, 1],
      ],
      counts: [167, 1, 258],
      ends: 0,
    },
  ],
  ['gst-rtmp2sink-nginx.c2s', { configs: [small, mono], counts: [120, 2, 169], ends: 0 }],
  ['gst-rtmpsink-librtmp-nginx.c2s', { configs: [small, mono], counts: [120, 2, 169], ends: 0 }],
  ['rtmpdump-play-nginx.s2c', { configs: [mono, small], counts: [147, 3, 211], ends: 0 }],
];

describe.each(streams)('%s', (name, stream) => {
  const items = demux(name);

  test('P6, C54: every tag of it can be read', () => {
    const unread = tagsOf(name).filter(({ track, body }) => !readTag(track, body).ok);
    expect(unread).toEqual([]);
  });

  test('P5, P6: the demuxer gives configurations, then every frame', () => {
    const configs = items.flatMap((item) => {
      if (item.kind !== 'config') return [];
      const { config } = item;
      const figures = config.track === 'video' ? [config.width, config.height] : [config.sampleRate, config.channels];
      return [[config.codec, ...figures]];
    });
    const packets = items.flatMap((item) => (item.kind === 'packet' ? [item.packet] : []));
    const video = packets.filter(({ track }) => track === 'video');
    const keys = video.filter(({ isKeyFrame }) => isKeyFrame);
    expect({
      configs,
      counts: [video.length, keys.length, packets.length - video.length],
      ends: items.filter(({ kind }) => kind === 'end').length,
    }).toEqual(stream);
    expect(items.filter(({ kind }) => kind === 'problem')).toEqual([]);
  });

  test('P7: decoding times grow on each track, and no picture is shown before it is decoded', () => {
    for (const track of ['video', 'audio']) {
      const packets = items.flatMap((item) =>
        item.kind === 'packet' && item.packet.track === track ? [item.packet] : [],
      );
      const steps = packets.slice(1).map(({ dts }, index) => dts - (packets[index]?.dts ?? 0));
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      expect(packets.every(({ pts, dts }) => pts >= dts)).toBe(true);
    }
  });
});
