/** What a live publisher sends of newer codecs and of several tracks: forms, order, ends, and what it keeps to itself. */
import { describe, expect, test } from 'vitest';
import { readTag } from '../../../../shared/flv/tag.ts';
import { readAvcConfiguration } from '../../../../shared/media/avc.ts';
import type { AudioConfig, EncodedPacket, VideoConfig } from '../../../../shared/media/encoded-packet.ts';
import { amfObject } from '../../../../shared/wire/amf0.ts';
import { hex } from '../../wire/amf0-table.ts';
import { audioConfig, audioPacket, videoConfig, videoPacket } from './packets.ts';
import { ScriptedServer } from './scripted-server.ts';

const hevc: VideoConfig = { ...videoConfig, codec: 'hvc1.1.6.L93.B0', description: hex('01 601234') };
const av1: VideoConfig = { ...videoConfig, codec: 'av01.0.04M.08', description: hex('81 04 0c 00 0a0b') };
const opus: AudioConfig = { ...audioConfig, codec: 'opus', description: hex('4f70757348656164 01 02') };
const secondVideo: VideoConfig = { ...videoConfig, trackId: 1 };
const secondAudio: AudioConfig = { ...audioConfig, trackId: 1 };

/** Another level than that of `videoConfig`. */
const anotherRecord = videoConfig.description.map((byte, index) => (index === 3 ? byte + 1 : byte));
/** Two picture parameter sets that differ. */
const twoPps = Uint8Array.from([...videoConfig.description, 0, 4, 0x68, 0xce, 0x0f, 0xc9]);
twoPps[twoPps.length - 13] = 2;

type Options = ConstructorParameters<typeof ScriptedServer>[0];

/** A live publisher whose server said `capsEx` in its _result. */
function live(options: Options = {}, capsEx: number | null = null): ScriptedServer {
  const server = new ScriptedServer({ epoch: 0, ...options }).reach('handshaken');
  const said = capsEx === null ? {} : { capsEx };
  server.result(
    1,
    amfObject({ fmsVer: 'X', ...said }),
    amfObject({ level: 'status', code: 'NetConnection.Connect.Success' }),
  );
  server.result(4, null, 5).status('status', 'NetStream.Publish.Start');
  server.heard();
  return server;
}

/** Bodies heard, without onMetaData, as hexadecimal of their first `length` bytes, with type and time. */
function tags(server: ScriptedServer, length = 5): readonly string[] {
  return server
    .heard()
    .filter(({ type }) => type !== 18)
    .map(({ type, timestamp, body }) => {
      const start = Array.from(body.subarray(0, length), (byte) => byte.toString(16).padStart(2, '0')).join('');
      return `${type}@${timestamp} ${start}`;
    });
}

function begin(server: ScriptedServer, video: VideoConfig | null, audio: AudioConfig | null): void {
  const { publisher } = server;
  publisher.writeMetadata(video, audio);
  for (const config of [video, audio]) if (config !== null) publisher.writeConfig(config);
}

describe('codecs', () => {
  test('C47: HEVC goes out as hvc1 of Enhanced RTMP, never as codec id 12', () => {
    const server = live();
    begin(server, hevc, audioConfig);
    server.publisher.writePacket({ ...videoPacket(0, true), pts: 66_000 }, 0);
    server.publisher.writePacket(videoPacket(33_000, false), 0);
    expect(tags(server, 8)).toEqual([
      '9@0 9068766331016012',
      '8@0 af001190',
      '9@0 9168766331000042',
      `9@33 a368766331${hexStart(videoPacket(33_000, false), 3)}`,
    ]);
  });

  test('C48: AV1 goes out with its av1C and without composition times, as it came', () => {
    const server = live();
    begin(server, av1, audioConfig);
    const unit = { ...videoPacket(0, true), pts: 40_000 };
    server.publisher.writePacket(unit, 0);
    expect(tags(server, 11)).toEqual([
      '9@0 906176303181040c000a0b',
      '8@0 af001190',
      `9@0 9161763031${hexStart(unit, 6)}`,
    ]);
  });

  test('C49: Opus goes out with its OpusHead, one packet in a message', () => {
    const server = live();
    begin(server, null, opus);
    server.publisher.writePacket(audioPacket(20_000), 0);
    expect(tags(server, 13)).toEqual([
      '8@0 904f7075734f70757348656164',
      `8@20 914f707573${hexStart(audioPacket(20_000), 8)}`,
    ]);
  });

  test.each(['ac-3', 'ec-3', 'mp3'])('%s needs no header, and media may go out at once', (codec) => {
    const server = live();
    begin(server, null, { ...audioConfig, codec, description: new Uint8Array(0) });
    expect(server.publisher.writePacket(audioPacket(0), 0)).toBe(true);
    expect(server.heard().filter(({ type }) => type === 8)).toHaveLength(1);
  });

  test('what RTMP can’t carry, or what lacks its record, is refused', () => {
    const server = live();
    server.publisher.writeMetadata(videoConfig, opus);
    expect(server.publisher.writeConfig({ ...videoConfig, codec: 'theora' })).toBe(false);
    expect(server.publisher.writeConfig({ ...opus, description: new Uint8Array(0) })).toBe(false);
    expect(server.publisher.writeConfig({ ...audioConfig, trackId: 256 })).toBe(false);
  });

  test('video alone needs no audio', () => {
    const server = live();
    begin(server, av1, null);
    expect(server.publisher.writePacket(videoPacket(0, false), 0)).toBe(false);
    expect(server.publisher.writePacket(videoPacket(0, true), 0)).toBe(true);
  });
});

describe('several tracks', () => {
  test('C52: are refused unless the server signalled them or they are known to be read', () => {
    for (const server of [live(), live({}, 0), live({}, 1 | 4 | 8)]) {
      begin(server, videoConfig, audioConfig);
      expect(server.publisher.writeConfig(secondAudio)).toBe(false);
      server.publisher.writePacket(videoPacket(0, true), 0);
      expect(server.publisher.writePacket({ ...audioPacket(0), trackId: 1 }, 0)).toBe(false);
    }
    for (const server of [live({}, 2), live({ multitrack: 'known' })]) {
      begin(server, videoConfig, audioConfig);
      expect(server.publisher.writeConfig(secondAudio)).toBe(true);
    }
  });

  test('C46: H.264 beside the primary track has one set of each kind, or is refused', () => {
    const server = live({}, 2);
    begin(server, { ...videoConfig, description: twoPps }, audioConfig);
    expect(readAvcConfiguration(twoPps)).toMatchObject({ ok: true, value: { pps: [{}, {}] } });
    expect(server.publisher.writeConfig({ ...secondVideo, description: twoPps })).toBe(false);
    expect(server.publisher.writeConfig(secondVideo)).toBe(true);
  });

  test('C52: track 0 is never wrapped, others are tracks of multitrack messages of one', () => {
    const server = live({}, 2);
    const { publisher } = server;
    publisher.writeMetadata(videoConfig, audioConfig, [secondVideo, secondAudio]);
    for (const config of [videoConfig, audioConfig, secondVideo, secondAudio]) publisher.writeConfig(config);
    for (const trackId of [0, 1]) publisher.writePacket({ ...videoPacket(0, true), trackId }, 0);
    for (const trackId of [0, 1]) publisher.writePacket({ ...audioPacket(0), trackId }, 0);
    expect(tags(server, 7)).toEqual([
      '9@0 17000000000142',
      '8@0 af001190',
      '9@0 96006176633101',
      '8@0 95006d70346101',
      `9@0 1701000000${hexStart(videoPacket(0, true), 2)}`,
      '9@0 96036176633101',
      `8@0 af01${hexStart(audioPacket(0), 5)}`,
      '8@0 95016d70346101',
    ]);
  });

  test('C41: no frame goes out before the headers of all announced tracks, each once', () => {
    const server = live({}, 2);
    const { publisher } = server;
    publisher.writeMetadata(videoConfig, audioConfig, [secondVideo, secondAudio]);
    for (const config of [videoConfig, audioConfig, secondVideo, secondAudio]) {
      expect(publisher.writePacket(videoPacket(0, true), 0)).toBe(false);
      publisher.writeConfig(config);
      publisher.writeConfig(config);
    }
    expect(tags(server)).toHaveLength(4);
    expect(publisher.writePacket(videoPacket(0, true), 0)).toBe(true);
  });

  test('C43, C45: each video track waits for its own key frame, and its changed header with it', () => {
    const server = live({}, 2);
    const { publisher } = server;
    publisher.writeMetadata(videoConfig, null, [secondVideo]);
    for (const config of [videoConfig, secondVideo]) publisher.writeConfig(config);
    publisher.writePacket(videoPacket(0, true), 0);
    expect(publisher.writePacket({ ...videoPacket(0, false), trackId: 1 }, 0)).toBe(false);
    publisher.writePacket({ ...videoPacket(33_000, true), trackId: 1 }, 0);
    server.heard();
    publisher.writeConfig({ ...secondVideo, description: anotherRecord });
    publisher.writePacket(videoPacket(66_000, true), 0);
    publisher.writePacket({ ...videoPacket(66_000, false), trackId: 1 }, 0);
    publisher.writePacket({ ...videoPacket(99_000, true), trackId: 1 }, 0);
    expect(tags(server, 2)).toEqual(['9@66 1701', '9@66 a603', '9@99 9600', '9@99 9603']);
  });
});

describe('C53: ModEx', () => {
  const precise: EncodedPacket = { ...videoPacket(33_333, true), pts: 33_333 };
  const wish = { video: ['av1'], audio: [], extended: 4 | 8 } as const;

  test.each<[string, Options, number | null]>([
    ['nothing was said', { enhanced: wish }, null],
    ['ModEx was not', { enhanced: wish }, 2 | 8],
    ['nanoseconds were not', { enhanced: wish }, 4],
    ['we don’t wish it', { enhanced: { ...wish, extended: 2 } }, 4 | 8],
    ['we said nothing', {}, 4 | 8],
  ])('is not sent where %s', (_, options, capsEx) => {
    const server = live(options, capsEx);
    begin(server, av1, null);
    server.publisher.writePacket(precise, 0);
    expect(tags(server, 1)).toEqual(['9@0 90', '9@33 91']);
  });

  test('carries the microseconds where both sides signalled it, on enhanced tracks only', () => {
    const server = live({ enhanced: wish }, 4 | 8);
    begin(server, av1, audioConfig);
    server.publisher.writePacket(precise, 0);
    server.publisher.writePacket({ ...audioPacket(21_333), pts: 21_333 }, 0);
    const [, , frame, sound] = server.heard().filter(({ type }) => type !== 18);
    const part = readTag('video', frame?.body ?? new Uint8Array(0));
    expect(part).toMatchObject({ ok: true, value: [{ codec: 'av1', nanos: 333_000, isKeyFrame: true }] });
    expect(sound?.body[0]).toBe(0xaf);
  });
});

describe('C55: colours', () => {
  const pq = { colorConfig: { bitDepth: 10, colorPrimaries: 9, transferCharacteristics: 16, matrixCoefficients: 9 } };
  const hlg = { colorConfig: { ...pq.colorConfig, transferCharacteristics: 18 } };

  test('stand before the header and the first frame, and again on a new connection', () => {
    for (const server of [live(), live()]) {
      begin(server, { ...hevc, colour: pq }, null);
      server.publisher.writePacket(videoPacket(0, true), 0);
      server.publisher.writePacket(videoPacket(33_000, true), 0);
      expect(tags(server).map(withoutFrameType)).toEqual([
        '9@0 9468766331',
        '9@0 9068766331',
        '9@0 9368766331',
        '9@33 9368766331',
      ]);
    }
  });

  test('that changed wait for the next key frame, without a new header; none takes them back', () => {
    const server = live();
    begin(server, { ...hevc, colour: pq }, null);
    server.publisher.writePacket(videoPacket(0, true), 0);
    server.heard();
    server.publisher.writeConfig({ ...hevc, colour: hlg });
    server.publisher.writePacket(videoPacket(33_000, false), 0);
    server.publisher.writePacket(videoPacket(66_000, true), 0);
    expect(tags(server, 1).map(withoutFrameType)).toEqual(['9@33 a3', '9@66 94', '9@66 93']);
    server.publisher.writeConfig(hevc);
    server.publisher.writePacket(videoPacket(99_000, true), 0);
    const [colour] = server.heard();
    const part = readTag('video', colour?.body ?? new Uint8Array(0));
    expect(part).toMatchObject({ ok: true, value: [{ kind: 'colour', data: hex('02 0009 636f6c6f72496e666f 06') }] });
  });

  test('are not sent with H.264 of the legacy form', () => {
    const server = live();
    begin(server, { ...videoConfig, colour: pq }, null);
    expect(tags(server, 1)).toEqual(['9@0 17']);
  });
});

describe('C63: the end', () => {
  test('of each enhanced track is a SequenceEnd at the last time, before FCUnpublish', () => {
    const server = live({ multitrack: 'known' });
    const { publisher } = server;
    publisher.writeMetadata(hevc, audioConfig, [secondAudio]);
    for (const config of [hevc, audioConfig, secondAudio]) publisher.writeConfig(config);
    publisher.writePacket(videoPacket(0, true), 0);
    publisher.writePacket({ ...audioPacket(80_000), trackId: 1 }, 0);
    publisher.writePacket(audioPacket(60_000), 0);
    server.heard();
    publisher.stop(1);
    const last = server.heard();
    expect(last.map(({ type, timestamp, body }) => [type, timestamp, body.length])).toEqual([
      [9, 80, 5],
      [8, 80, 7],
      [20, 0, expect.anything()],
      [20, 0, expect.anything()],
    ]);
    expect(readTag('video', last[0]?.body ?? new Uint8Array(0))).toMatchObject({
      value: [{ kind: 'end', codec: 'hevc' }],
    });
    expect(readTag('audio', last[1]?.body ?? new Uint8Array(0))).toMatchObject({
      value: [{ kind: 'end', trackId: 1 }],
    });
  });

  test('is not said by a track that sent nothing, nor by H.264 and AAC; H.264 can be told to', () => {
    const mute = live();
    begin(mute, hevc, null);
    const legacy = live();
    begin(legacy, videoConfig, audioConfig);
    legacy.publisher.writePacket(videoPacket(0, true), 0);
    const told = live({ legacyEnd: true });
    begin(told, videoConfig, audioConfig);
    told.publisher.writePacket(videoPacket(40_000, true), 0);
    const ends = [mute, legacy, told].map((server) => {
      server.heard();
      server.publisher.stop(1);
      return tags(server).filter((tag) => !tag.startsWith('20'));
    });
    expect(ends).toEqual([[], [], ['9@40 1702000000']]);
  });
});

/** The frame type of a Metadata packet is to be ignored (E-RTMP v2), and senders differ. */
function withoutFrameType(tag: string): string {
  return tag.replace(/ .4/, ' 94');
}

function hexStart(packet: EncodedPacket, count: number): string {
  return Array.from(packet.bytes.subarray(0, count), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
