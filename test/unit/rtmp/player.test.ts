/** The player's dialogue with the server: what it says, what it takes, how it ends, and its bounds. */
import { describe, expect, test } from 'vitest';
import { amfObject, fieldsOf } from '../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../shared/wire/amf0.ts';
import { hex } from '../wire/amf0-table.ts';
import { ScriptedPlayServer, playStreamId, streamName } from './client/scripted-play-server.ts';

const keyFrame = hex('17 01 000000 00000001 65');
const videoHeader = hex('17 00 000000 0142c01effe100');
const aac = hex('af 01 2100');
const video = 9;
const audio = 8;

describe('the opening', () => {
  test('connects with what it takes: FourCCs as a strict array, both maps, multitrack and ModEx, no request to reconnect', () => {
    const [connect] = new ScriptedPlayServer().reach('handshaken').commands();
    expect(connect).toMatchObject({ name: 'connect', transaction: 1 });
    const fields = fieldsOf(connect?.object);
    expect(fields.get('app')).toBe('studio/out');
    expect(fields.get('tcUrl')).toBe('rtmp://edge.example/studio/out');
    expect(fields.get('capsEx')).toBe(2 | 4 | 8);
    expect(fields.get('fourCcList')).toEqual({
      kind: 'strict-array',
      items: ['avc1', 'hvc1', 'vvc1', 'av01', 'vp09', 'vp08', 'mp4a', 'Opus', 'fLaC', 'ac-3', 'ec-3', '.mp3'],
    });
    expect(fieldsOf(fields.get('videoFourCcInfoMap')).get('hvc1')).toBe(1);
    expect(fieldsOf(fields.get('audioFourCcInfoMap')).get('Opus')).toBe(1);
  });

  test('leaves all of that out for a server of old', () => {
    const [connect] = new ScriptedPlayServer({ announces: 'legacy' }).reach('handshaken').commands();
    const names = [...fieldsOf(connect?.object).keys()];
    expect(names.join(' ')).toBe(
      'app flashVer tcUrl fpad capabilities audioCodecs videoCodecs videoFunction objectEncoding',
    );
  });

  test('P2: creates a stream, plays on its id and sends the buffer length; neither getStreamLength nor FCSubscribe', () => {
    const server = new ScriptedPlayServer({ bufferMs: 2500 }).reach('connected');
    expect(server.commands().map(({ name }) => name)).toEqual(['connect', 'createStream']);
    server.result(2, null, playStreamId);
    const [play, buffer, ...rest] = server.heard();
    expect([play?.type, play?.streamId]).toEqual([20, playStreamId]);
    expect(buffer).toMatchObject({ type: 4, streamId: 0, body: hex('0003 00000005 000009c4') });
    expect(rest).toEqual([]);
  });

  test('plays live or else recorded, without end, and resets what was before', () => {
    const server = new ScriptedPlayServer().reach('asked-play');
    expect(server.commands().at(-1)).toMatchObject({ name: 'play', object: null, args: [streamName, -2, -1, true] });
  });

  test('sends FCSubscribe where it is asked for, and does not wait for an answer', () => {
    const server = new ScriptedPlayServer({ fcSubscribe: 'send' }).reach('connected');
    server.commands();
    server.result(2, null, playStreamId).command('_error', 3, null, amfObject({ level: 'error', code: 'X' }));
    expect(server.commands().map(({ name }) => name)).toEqual(['FCSubscribe', 'play']);
    expect(server.status('status', 'NetStream.Play.Start').phases()).toContain('playing');
  });

  test.each([[Number.NaN], [-1], [1.5], ['1'], [null]])('fails on the message stream id %j', (id) => {
    expect(new ScriptedPlayServer().reach('connected').result(2, null, id).failure()).toBe('protocol-violation');
  });
});

describe('the start', () => {
  const say: Readonly<Record<string, (server: ScriptedPlayServer) => ScriptedPlayServer>> = {
    begin: (server) => server.control({ kind: 'stream-begin', streamId: playStreamId }),
    reset: (server) => server.status('status', 'NetStream.Play.Reset'),
    start: (server) => server.status('status', 'NetStream.Play.Start'),
    notify: (server) => server.status('status', 'NetStream.Play.PublishNotify'),
    media: (server) => server.message(video, keyFrame, 40),
    'late media': (server) => server.message(audio, aac, 60),
  };
  const orders = [
    ['begin', 'reset', 'start', 'media'],
    ['reset', 'start', 'begin', 'notify', 'media'],
    ['start', 'reset', 'begin', 'media'],
    ['notify', 'begin', 'media'],
    ['media', 'begin', 'reset', 'start', 'late media'],
    ['begin', 'media', 'notify', 'start', 'late media'],
    ['media', 'late media'],
  ];
  test.each(orders)('P1: plays once and loses no media when the order is %s %s %s %s', (...order) => {
    const server = new ScriptedPlayServer().reach('asked-play');
    for (const word of order) say[word]?.(server);
    expect(server.phases()).toEqual(['handshaken', 'connected', 'playing']);
    expect(server.tags()).toEqual([
      `video 40 ${keyFrame.length}`,
      ...(order.includes('late media') ? [`audio 60 ${aac.length}`] : []),
    ]);
    expect(server.player.nextDeadline()).toBeNull();
  });

  test.each([['start'], ['notify']])('P1: the %s alone is a start', (word) => {
    const server = new ScriptedPlayServer().reach('asked-play');
    say[word]?.(server);
    expect(server.phases().at(-1)).toBe('playing');
  });

  test('P1: Reset and StreamBegin alone are no start, and media before play was asked for is none of ours', () => {
    const server = new ScriptedPlayServer().reach('connected').message(video, keyFrame).result(2, null, playStreamId);
    server.status('status', 'NetStream.Play.Reset').control({ kind: 'stream-begin', streamId: playStreamId });
    expect(server.tags()).toEqual([]);
    server.player.tick(10_000);
    expect(server.error()).toMatchObject({ code: 'play-timeout', retryable: true, facts: { phase: 'play' } });
  });

  test('P9: |RtmpSampleAccess, Data.Start, cue points and malformed data are ignored', () => {
    const server = new ScriptedPlayServer().reach('playing');
    const before = server.events.length;
    server
      .data('|RtmpSampleAccess', true, true)
      .data('onStatus', amfObject({ code: 'NetStream.Data.Start' }))
      .data('onCuePoint', amfObject({ name: 'x' }))
      .message(18, hex('02ffff'));
    expect(server.events.slice(before)).toEqual([]);
    expect(server.status('status', 'NetStream.Data.Start').failure()).toBeNull();
    expect(server.phases().at(-1)).toBe('playing');
  });

  test('tolerates commands and messages it does not know, and errors to calls it never made', () => {
    const server = new ScriptedPlayServer().reach('handshaken').command('onBWDone', 0, null, 8192);
    server.command('_error', 9, null, amfObject({ level: 'error' })).result(1, null);
    server.message(4, hex('001f00000001')).message(77, hex('00')).message(16, hex('ff')).result(99, null, 7);
    server.result(2, null, playStreamId).command('onFCSubscribe', 0, null).message(22, hex('00'));
    expect(server.status('status', 'NetStream.Play.Start').phases()).toEqual(['handshaken', 'connected', 'playing']);
  });
});

describe('P2: control', () => {
  test('P2: answers a ping at once with the same four bytes', () => {
    const server = new ScriptedPlayServer().reach('playing');
    server.heard();
    server.control({ kind: 'ping-request', time: 0xfedc_ba98 });
    expect(server.heard()).toMatchObject([{ type: 4, body: hex('0007 fedcba98') }]);
  });

  test('P2: answers Set Peer Bandwidth with Window Ack Size, once', () => {
    const server = new ScriptedPlayServer().reach('handshaken');
    server.heard();
    server.control({ kind: 'set-peer-bandwidth', window: 5_000_000, limit: 'dynamic' });
    server.control({ kind: 'set-peer-bandwidth', window: 5_000_000, limit: 'dynamic' });
    expect(server.heard()).toMatchObject([{ type: 5, body: hex('002625a0') }]);
  });

  test('P2: acknowledges each window of the server', () => {
    const server = new ScriptedPlayServer().reach('playing');
    server.control({ kind: 'window-ack-size', window: 40_000 });
    server.heard();
    for (let index = 0; index < 10; index++) server.message(video, new Uint8Array(10_000).fill(0x27), index);
    const acks = server.heard().filter((message) => message.type === 3);
    const sequences = acks.map(({ body }) => new DataView(body.buffer, body.byteOffset).getUint32(0));
    expect(acks.length).toBeGreaterThanOrEqual(2);
    expect(sequences.every((value) => value > 40_000 && value <= server.player.bytesReceived)).toBe(true);
  });
});

describe('content', () => {
  const part = (type: number, time: number, body: Uint8Array): number[] => [
    type,
    ...hex(body.length.toString(16).padStart(6, '0')),
    ...hex((time & 0xff_ffff).toString(16).padStart(6, '0')),
    time >>> 24,
    0,
    0,
    0,
    ...body,
    ...hex((body.length + 11).toString(16).padStart(8, '0')),
  ];

  test('P3: takes an aggregate apart, its first part at the time of the message', () => {
    const aggregate = [...part(video, 5000, keyFrame), ...part(audio, 5010, aac), ...part(video, 5033, keyFrame)];
    const server = new ScriptedPlayServer().reach('playing').message(22, Uint8Array.from(aggregate), 900);
    expect(server.tags()).toEqual([
      `video 900 ${keyFrame.length}`,
      `audio 910 ${aac.length}`,
      `video 933 ${keyFrame.length}`,
    ]);
  });

  test('P3: parts before the wrap and behind it stay in order, and a part that is cut short ends the aggregate', () => {
    const aggregate = [...part(video, 2 ** 32 - 5, keyFrame), ...part(video, 28, keyFrame), ...part(audio, 30, aac)];
    const cut = Uint8Array.from(aggregate).subarray(0, -6);
    const server = new ScriptedPlayServer().reach('playing').message(22, cut, 2 ** 32 - 5);
    expect(server.tags()).toEqual([
      `video ${2 ** 32 - 5} ${keyFrame.length}`,
      `video ${2 ** 32 + 28} ${keyFrame.length}`,
    ]);
  });

  test('P3: an aggregate of a million empty parts is taken apart only so far', () => {
    const empty = part(audio, 0, new Uint8Array(0));
    const aggregate = new Uint8Array(empty.length * 100_000);
    for (let at = 0; at < aggregate.length; at += empty.length) aggregate.set(empty, at);
    const server = new ScriptedPlayServer().reach('playing').message(22, aggregate);
    expect(server.tags()).toHaveLength(4096);
  });

  test('P3: parts do not hold the aggregate in memory', () => {
    const server = new ScriptedPlayServer().reach('playing');
    server.message(22, Uint8Array.from(part(video, 0, keyFrame)));
    const tag = server.events.find((event) => event.kind === 'tag');
    expect(tag?.body.buffer.byteLength).toBe(keyFrame.length);
  });

  test.each<[string, AmfValue]>([
    ['an object', amfObject({ width: 640, videocodecid: '7' })],
    ['an ECMA array', { kind: 'ecma-array', fields: new Map<string, AmfValue>(Object.entries({ width: 640 })) }],
  ])('P8: takes metadata as %s, with or without @setDataFrame, and as it came', (_, value) => {
    const server = new ScriptedPlayServer().reach('asked-play').data('onMetaData', value);
    server.data('@setDataFrame', 'onMetaData', value);
    const found = server.events.flatMap((event) => (event.kind === 'metadata' ? [event] : []));
    expect(found.map(({ values }) => values.get('width'))).toEqual([640, 640]);
    expect(found[0]?.body.subarray(0, 13)).toEqual(hex('02 000a 6f6e4d65746144617461'));
  });

  test('an audio message without content is silence; a video message without content is nothing', () => {
    const server = new ScriptedPlayServer().reach('playing').message(audio, aac, 80);
    server.message(video, new Uint8Array(0), 100).message(audio, new Uint8Array(0), 100);
    expect(server.tags()).toEqual([`audio 80 ${aac.length}`, 'audio 100 0']);
  });
});

describe('P7: timestamps', () => {
  const timesOf = (messages: readonly (readonly [number, number, Uint8Array?])[]): readonly number[] => {
    const server = new ScriptedPlayServer().reach('playing');
    for (const [type, time, body = type === video ? keyFrame : aac] of messages) server.message(type, body, time);
    return server.events.flatMap((event) => (event.kind === 'tag' ? [event.timestamp] : []));
  };

  test('P7: go on past 2^24, 2^31 and 2^32 ms, with small steps back', () => {
    const times = [0, 2 ** 24 + 20, 2 ** 30, 2 ** 31 - 5, 2 ** 31 + 5, 3 * 2 ** 30, 2 ** 32 - 1, 2 ** 32 + 33];
    const all = [...times, 2 ** 32 - 7, 2 ** 32 + 60];
    expect(timesOf(all.map((time) => [video, time]))).toEqual(all);
  });

  test('P7: go on where the server clears the top bit, also over a second wrap and a step back across it', () => {
    const times = [2 ** 31 - 20, 2 ** 31 + 13, 2 ** 31 - 10, 2 ** 31 + 40, 3 * 2 ** 30, 2 ** 32 - 9, 2 ** 32 + 24];
    expect(timesOf(times.map((time) => [video, time % 2 ** 31]))).toEqual(times);
  });

  test('P7: each track counts by itself, and the second begins beside the first', () => {
    expect(
      timesOf([
        [video, 2 ** 32 - 10],
        [audio, 5],
        [video, 23],
        [audio, 2 ** 32 - 3],
        [video, 56],
      ]),
    ).toEqual([2 ** 32 - 10, 2 ** 32 + 5, 2 ** 32 + 23, 2 ** 32 - 3, 2 ** 32 + 56]);
  });

  test('P7: tracks that are far apart do not pull at each other', () => {
    const far = 2 ** 30;
    expect(
      timesOf([
        [video, 0],
        [audio, far - 10],
        [audio, far + 100],
        [video, 33],
      ]),
    ).toEqual([0, far - 10, far + 100, 33]);
  });

  test('P7: a header with the time 0 moves nothing, however far the stream is', () => {
    const late = 2 ** 31 + 1000;
    const found = timesOf([
      [video, 0, videoHeader],
      [audio, 0, hex('af 00 1190')],
      [video, late],
      [video, 0, videoHeader],
      [video, late + 33],
      [audio, late + 40],
    ]);
    expect([found[0], found[2], found[4], found[5]]).toEqual([0, late, late + 33, late + 40]);
  });

  test('P7: a track that begins a little before 0 stays in step', () => {
    expect(
      timesOf([
        [video, 5],
        [audio, -20],
        [audio, 1],
        [audio, 22],
      ]),
    ).toEqual([5, 0, 1, 22]);
  });
});

describe('bounds', () => {
  test('takes a message of 16 MiB', () => {
    const server = new ScriptedPlayServer().reach('playing').message(video, new Uint8Array(0xff_ffff).fill(0x27));
    expect(server.tags()).toEqual(['video 0 16777215']);
  });

  test('fails, and frees what waits, when media piles up undrained', () => {
    const server = new ScriptedPlayServer().reach('playing');
    const message = hex('07 000000 ffffff 09 05000000');
    server.player.receive(hex('02 000000 000004 01 00000000 7fffffff'), 0);
    for (let index = 0; index < 5 && server.player.phase === 'playing'; index++) {
      server.player.receive(message, 0);
      server.player.receive(new Uint8Array(0xff_ffff), 0);
    }
    expect(server.player.phase).toBe('failed');
    expect(server.player.takeEvents()).toMatchObject([{ kind: 'failed', error: { code: 'protocol-violation' } }]);
  });

  test('fails when one read brings more messages than anybody can use', () => {
    const server = new ScriptedPlayServer().reach('playing');
    server.bytes(hex('06 000000 000000 08 05000000'));
    server.bytes(new Uint8Array(200_000).fill(0xc6));
    expect(server.failure()).toBe('protocol-violation');
    expect(server.events.length).toBeLessThan(100);
  });
});
