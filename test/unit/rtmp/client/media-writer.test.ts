/** What a live publisher sends: metadata, headers, key frame, media; when it refuses; and what the tags say. */
import { expect, test } from 'vitest';
import { readTag } from '../../../../shared/flv/tag.ts';
import { readAmf0 } from '../../../../shared/wire/amf0.ts';
import { walkChunks } from '../chunk/chunk-walk.ts';
import { audioConfig, audioPacket, videoConfig, videoPacket } from './packets.ts';
import { ScriptedServer } from './scripted-server.ts';

/** A live publisher that has sent metadata and both headers; the server has heard them. */
function ready(options: ConstructorParameters<typeof ScriptedServer>[0] = {}): ScriptedServer {
  const server = new ScriptedServer(options).reach('live');
  server.publisher.writeMetadata(videoConfig, audioConfig);
  server.publisher.writeConfig(videoConfig);
  server.publisher.writeConfig(audioConfig);
  server.heard();
  return server;
}

/** Messages heard as [type, timestamp, first two body bytes]. */
function tags(server: ScriptedServer): readonly unknown[] {
  return server.heard().map(({ type, timestamp, body }) => [type, timestamp, body[0], body[1]]);
}

test('C41: sends metadata, then the headers of all tracks, then a key frame', () => {
  const server = new ScriptedServer().reach('live');
  const { publisher } = server;
  server.heard();
  expect(publisher.writeConfig(videoConfig)).toBe(false);
  expect(publisher.writePacket(videoPacket(0, true), 0)).toBe(false);
  expect(publisher.writeMetadata(videoConfig, audioConfig)).toBe(true);
  expect(publisher.writeConfig(videoConfig)).toBe(true);
  expect(publisher.writePacket(videoPacket(0, true), 0)).toBe(false);
  expect(publisher.writeConfig(audioConfig)).toBe(true);
  expect(publisher.writePacket(audioPacket(0), 0)).toBe(false);
  expect(publisher.writePacket(videoPacket(0, true), 0)).toBe(true);
  expect(publisher.writePacket(audioPacket(10_000), 0)).toBe(true);
  const sent = server.heard();
  expect(sent.map(({ type, chunkStreamId }) => [type, chunkStreamId])).toEqual([
    [18, 5],
    [9, 7],
    [8, 6],
    [9, 7],
    [8, 6],
  ]);
  expect(sent.map(({ body }) => body[1])).toEqual([0, 0, 0, 1, 1]);
});

test('C41: audio alone needs no key frame, only its header', () => {
  const server = new ScriptedServer().reach('live');
  server.publisher.writeMetadata(null, audioConfig);
  expect(server.publisher.writePacket(audioPacket(0), 0)).toBe(false);
  server.publisher.writeConfig(audioConfig);
  expect(server.publisher.writePacket(audioPacket(0), 0)).toBe(true);
});

test('C45: refuses video deltas until a key frame went out; the first video tag after the header has frame type 1', () => {
  const server = ready();
  expect(server.publisher.writePacket(videoPacket(0, false), 0)).toBe(false);
  expect(server.heard()).toEqual([]);
  expect(server.publisher.writePacket(videoPacket(40_000, true), 0)).toBe(true);
  expect(server.publisher.writePacket(videoPacket(80_000, false), 0)).toBe(true);
  expect(tags(server)).toEqual([
    [9, 0, 0x17, 1],
    [9, 40, 0x27, 1],
  ]);
});

test('C43: sends a sequence header again only when its bytes changed, and then right before a key frame', () => {
  const server = ready();
  server.publisher.writePacket(videoPacket(0, true), 0);
  server.publisher.writeConfig({ ...videoConfig, kbps: 500, description: videoConfig.description.slice() });
  server.publisher.writeConfig(audioConfig);
  server.publisher.writePacket(videoPacket(33_000, true), 0);
  expect(tags(server)).toEqual([
    [9, 0, 0x17, 1],
    [9, 33, 0x17, 1],
  ]);
  const changed = videoConfig.description.slice();
  changed[3] = 0x1f;
  server.publisher.writeConfig({ ...videoConfig, description: changed });
  server.publisher.writePacket(videoPacket(66_000, false), 0);
  server.publisher.writePacket(videoPacket(99_000, true), 0);
  server.publisher.writePacket(videoPacket(133_000, true), 0);
  expect(tags(server)).toEqual([
    [9, 66, 0x27, 1],
    [9, 99, 0x17, 0],
    [9, 99, 0x17, 1],
    [9, 133, 0x17, 1],
  ]);
});

test('C43: a change that is taken back before the key frame sends nothing', () => {
  const server = ready();
  server.publisher.writePacket(videoPacket(0, true), 0);
  server.publisher.writeConfig({ ...videoConfig, description: Uint8Array.of(1, 2, 3) });
  server.publisher.writeConfig(videoConfig);
  server.publisher.writePacket(videoPacket(33_000, true), 0);
  expect(tags(server).slice(1)).toEqual([[9, 33, 0x17, 1]]);
});

test('ignores a configuration without a description', () => {
  const server = new ScriptedServer().reach('live');
  server.publisher.writeMetadata(videoConfig, null);
  expect(server.publisher.writeConfig({ ...videoConfig, description: new Uint8Array(0) })).toBe(false);
});

test('C44: tag time is the floored dts, composition time floor(pts) − floor(dts), signed', () => {
  const server = ready({ epoch: 0 });
  const times = [
    [0, 66_666],
    [33_333, 133_333],
    [66_666, 66_666],
    [100_000, 99_000],
  ] as const;
  for (const [dts, pts] of times) server.publisher.writePacket({ ...videoPacket(dts, true), pts }, 0);
  const read = server.heard().map(({ timestamp, body }) => {
    const video = readTag('video', body);
    return [timestamp, video.ok ? video.value[0]?.cts : null];
  });
  expect(read).toEqual([
    [0, 66],
    [33, 100],
    [66, 0],
    [100, -1],
  ]);
});

test('C62: a new connection in mid-session begins at time 0 with one base for both tracks', () => {
  const server = ready();
  const start = 5 * 3600 * 1_000_000;
  server.publisher.writePacket(videoPacket(start + 999, true), 0);
  server.publisher.writePacket(audioPacket(start - 5000), 0);
  server.publisher.writePacket(audioPacket(start + 21_333), 0);
  server.publisher.writePacket(videoPacket(start + 33_999, false), 0);
  expect(server.heard().map(({ type, timestamp }) => [type, timestamp])).toEqual([
    [9, 0],
    [8, 0],
    [8, 21],
    [9, 33],
  ]);
});

test('maps a given epoch to time 0', () => {
  const server = ready({ epoch: 1_000_500 });
  server.publisher.writePacket(videoPacket(2_000_000, true), 0);
  expect(server.heard().map((message) => message.timestamp)).toEqual([1000]);
});

test('C16: five hours in one session emit no extended timestamp, nor does new metadata then', () => {
  const server = ready({ epoch: 0 });
  for (let minute = 0; minute <= 300; minute += 4) server.publisher.writePacket(videoPacket(minute * 60e6, true), 0);
  const chunks = walkChunks(server.collect().sent, 128);
  expect(chunks.filter((chunk) => chunk.extended !== null)).toEqual([]);
  expect(chunks.filter((chunk) => chunk.opensMessage && chunk.fmt === 3)).toEqual([]);
  expect(server.heard().at(-1)?.timestamp).toBe(300 * 60_000);
});

test('C42: onMetaData has numbers, duration 0 and the fields of OBS', () => {
  const server = new ScriptedServer().reach('live');
  server.heard();
  server.publisher.writeMetadata(videoConfig, audioConfig);
  const values = readAmf0(server.heard()[0]?.body ?? new Uint8Array(0));
  expect(values).toMatchObject({ ok: true, value: ['@setDataFrame', 'onMetaData', { kind: 'ecma-array' }] });
});

test('C26: goes on sending though nothing is ever acknowledged', () => {
  const server = ready();
  let accepted = 0;
  for (let index = 0; index < 200; index++) {
    if (server.publisher.writePacket(videoPacket(index * 33_333, true, 60_000), index * 33)) accepted += 1;
    server.publisher.takeOutput();
  }
  expect(accepted).toBe(200);
  expect(server.publisher.ackMode).toBe('silent');
});

test('C29: turns acknowledgements into delivered bytes, bytes in flight and round-trip time', () => {
  const server = ready();
  server.publisher.writePacket(videoPacket(0, true, 100_000), 1000);
  server.collect();
  server.now = 1080;
  server.control({ kind: 'acknowledgement', sequence: server.publisher.bytesWritten - 400 });
  const event = server.events.find(({ kind }) => kind === 'acknowledged');
  expect(event).toEqual({
    kind: 'acknowledged',
    bytes: server.publisher.bytesWritten - 400,
    inFlight: 400,
    rttMillis: 80,
  });
});

test('C56: refuses an access unit that fits no message, and an empty one', () => {
  const server = ready();
  expect(server.publisher.writePacket({ ...videoPacket(0, true), bytes: new Uint8Array(0xff_ffff) }, 0)).toBe(false);
  expect(server.publisher.writePacket(videoPacket(0, true, 0), 0)).toBe(false);
  expect(server.heard()).toEqual([]);
});
