/** The server's side of the dialogue with publishers of every habit. */
import { expect, test } from 'vitest';
import { writeMetadata } from '../../../shared/flv/metadata.ts';
import { maxMessageLength } from '../../../shared/rtmp/chunk/message.ts';
import { amfObject } from '../../../shared/wire/amf0.ts';
import { audioConfig, videoConfig } from './client/packets.ts';
import { concat } from './chunk/chunk-walk.ts';
import { ScriptedClient } from './server/scripted-client.ts';
import { hex } from '../wire/amf0-table.ts';

const video = { chunkStreamId: 4, type: 9, streamId: 1 } as const;
const audio = { chunkStreamId: 4, type: 8, streamId: 1 } as const;

test('S4: answers connect with Window Ack Size, Set Peer Bandwidth, Set Chunk Size and _result, in this order', () => {
  const client = new ScriptedClient().shakeHands();
  client.command('connect', 1, amfObject({ app: 'in', tcUrl: 'rtmp://x/in', flashVer: 'V' }));
  expect(client.heard().map((message) => message.type)).toEqual([5, 6, 1, 20]);
  expect(client.events).toEqual([{ kind: 'connect', app: 'in', tcUrl: 'rtmp://x/in', flashVer: 'V' }]);
});

test('S5, S6: answers every call with a transaction id, hands out stream ids from 1, stays silent to the rest', () => {
  const client = new ScriptedClient().shakeHands().command('connect', 1, amfObject({ app: 'in' }));
  client.heard();
  client.command('releaseStream', 2, null, 'k').command('FCPublish', 3, null, 'k').command('_checkbw', 4, null);
  client.command('createStream', 5, null).command('createStream', 6, null).command('onSomething', 0, null);
  client.command('_result', 9, null);
  expect(client.replies()).toEqual([
    ['_result', 2, undefined],
    ['_result', 3, undefined],
    ['_result', 4, undefined],
    ['_result', 5, 1],
    ['_result', 6, 2],
  ]);
});

test('S8: says Publish.Start only after the shell has accepted', () => {
  const client = new ScriptedClient().askToPublish('name?x=1');
  expect(client.events.at(-1)).toEqual({ kind: 'publish', key: 'name?x=1', streamId: 1 });
  expect(JSON.stringify(client.replies())).not.toContain('Publish.Start');
  expect(client.server.acceptPublish()).toBe(true);
  expect(client.replies()).toEqual([['onStatus', 0, 'NetStream.Publish.Start']]);
  expect(client.server.acceptPublish()).toBe(false);
});

test('S7: a refusal carries code and words on the publishing stream, and a second attempt may follow', () => {
  const client = new ScriptedClient().askToPublish();
  client.heard();
  expect(client.server.refusePublish('NetStream.Publish.BadName', 'in use')).toBe(true);
  const [status] = client.heard();
  expect([status?.streamId, status?.type]).toEqual([1, 20]);
  client.command('publish', 7, null, 'k2', 'live');
  expect(client.events.at(-1)).toMatchObject({ kind: 'publish', key: 'k2' });
});

test('refuses a second publish while one runs', () => {
  const client = new ScriptedClient().askToPublish();
  client.server.acceptPublish();
  client.replies();
  client.command('publish', 8, null, 'k2', 'live');
  expect(client.replies()).toEqual([['onStatus', 0, 'NetStream.Publish.BadName']]);
});

test('S13: hands on metadata and media in wire order with unwrapped times', () => {
  const client = new ScriptedClient().askToPublish();
  client.server.acceptPublish();
  client.message({ ...video, timestamp: 0xffff_fff0 }, hex('1701'));
  client.message({ chunkStreamId: 4, type: 18, streamId: 1, timestamp: 0 }, writeMetadata(videoConfig, audioConfig));
  client.message({ ...audio, timestamp: 0x10 }, hex('af01'));
  client.message({ ...audio, timestamp: 0x10 }, new Uint8Array(0));
  client.message({ ...video, timestamp: 0x10 }, new Uint8Array(0));
  const [first, metadata, second, ...more] = client.events.slice(2);
  expect(first).toEqual({ kind: 'video', timestamp: 0xffff_fff0, body: hex('1701') });
  expect(metadata?.kind === 'metadata' && metadata.values.get('width')).toBe(322);
  expect(second).toEqual({ kind: 'audio', timestamp: 0x1_0000_0010, body: hex('af01') });
  // Sound without content means silence; such a picture would mean nothing.
  expect(more).toEqual([{ kind: 'audio', timestamp: 0x1_0000_0010, body: new Uint8Array(0) }]);
});

test('takes no media before publish, nor after deleteStream, and says Unpublish.Success', () => {
  const client = new ScriptedClient().shakeHands().command('connect', 1, amfObject({ app: 'in' }));
  client.message({ ...video, timestamp: 0 }, hex('1701'));
  client.command('createStream', 2, null).command('publish', 3, null, 'k', 'live');
  client.server.acceptPublish();
  client.replies();
  client.command('FCUnpublish', 6, null, 'k').command('deleteStream', 7, null, 1);
  client.message({ ...video, timestamp: 0 }, hex('1701'));
  expect(client.events.map((event) => event.kind)).toEqual(['connect', 'publish', 'unpublish']);
  expect(client.replies()).toEqual([
    ['_result', 6, undefined],
    ['onStatus', 0, 'NetStream.Unpublish.Success'],
    ['_result', 7, undefined],
  ]);
});

test('P3: takes aggregates apart and moves their times', () => {
  const client = new ScriptedClient().askToPublish();
  client.server.acceptPublish();
  const body = hex('08 000002 000064 00 000000 af01 0000000d 09 000002 00006e 00 000000 2701 0000000d 09 0000ff');
  client.message({ chunkStreamId: 4, type: 22, streamId: 1, timestamp: 1000 }, body);
  expect(client.events.slice(2)).toEqual([
    { kind: 'audio', timestamp: 1000, body: hex('af01') },
    { kind: 'video', timestamp: 1010, body: hex('2701') },
  ]);
});

test.each([
  ['the window that the client announces', 40_000, 40_000],
  ['32 KiB when it announces less', 10, 32_768],
])('S9: acknowledges each window: %s', (_, announced, every) => {
  const client = new ScriptedClient().askToPublish();
  client.message(
    { chunkStreamId: 2, type: 5, streamId: 0, timestamp: 0 },
    Uint8Array.of(0, 0, announced >> 8, announced & 255),
  );
  client.server.acceptPublish();
  client.heard();
  const before = client.server.bytesReceived;
  for (let index = 0; index < 40; index++) client.message({ ...video, timestamp: index }, new Uint8Array(5000));
  const acks = client.heard().filter((message) => message.type === 3);
  expect(acks.length).toBeGreaterThanOrEqual(Math.floor((client.server.bytesReceived - before) / (every + 6000)));
  expect(acks.length).toBeLessThanOrEqual(Math.ceil(client.server.bytesReceived / every));
});

test('S3: gives handshake, connect and publish ten seconds each, and the shell fifteen for its answer', () => {
  const idle = new ScriptedClient();
  idle.server.tick(9999);
  expect(idle.server.takeEvents()).toEqual([]);
  idle.server.tick(10_000);
  expect(idle.server.takeEvents()).toMatchObject([{ kind: 'failed', error: { code: 'handshake-timeout' } }]);
  const mute = new ScriptedClient();
  mute.now = 5000;
  mute.shakeHands();
  expect(mute.server.nextDeadline()).toBe(15_000);
  mute.server.tick(15_000);
  expect(mute.server.takeEvents()).toMatchObject([{ error: { code: 'connect-timeout', facts: { phase: 'connect' } } }]);
  const quiet = new ScriptedClient().shakeHands().command('connect', 1, amfObject({ app: 'in' }));
  expect(quiet.server.nextDeadline()).toBe(10_000);
  const asked = new ScriptedClient().askToPublish();
  asked.server.tick(14_999);
  expect(asked.server.takeEvents()).toEqual([]);
  asked.server.tick(15_000);
  expect(asked.server.takeEvents()).toMatchObject([{ error: { code: 'connect-timeout', facts: { phase: 'answer' } } }]);
});

test('S12: accepts messages up to 16 MiB and chunk streams up to 65599', () => {
  const client = new ScriptedClient().askToPublish();
  client.server.acceptPublish();
  client.message({ chunkStreamId: 2, type: 1, streamId: 0, timestamp: 0 }, hex('00ffffff'));
  const body = new Uint8Array(maxMessageLength).fill(0x27);
  client.bytes(concat([hex('01 ffff 000000 ffffff 09 01000000'), body.subarray(0, 100)]));
  client.bytes(body.subarray(100));
  const last = client.events.at(-1);
  expect(last?.kind === 'video' && last.body.length).toBe(maxMessageLength);
});

test.each([
  ['a first command other than connect', '03 000000 00000f 14 00000000 02 0003 666f6f 003ff0000000000000'],
  ['a malformed command', '03 000000 000002 14 00000000 02ff'],
  ['a bad chunk size', '02 000000 000004 01 00000000 00000000'],
])('S21: fails with a reason on %s, and is dead then', (_, bytes) => {
  const client = new ScriptedClient().shakeHands();
  client.heard();
  client.bytes(hex(bytes));
  expect(client.events.map((event) => event.kind)).toEqual(['failed']);
  client.bytes(hex(bytes));
  expect(client.events).toHaveLength(1);
  expect(client.server.takeOutput()).toEqual([]);
});

test('skips malformed data messages', () => {
  const client = new ScriptedClient().askToPublish();
  client.server.acceptPublish();
  client.message({ chunkStreamId: 4, type: 18, streamId: 1, timestamp: 0 }, hex('02ffff'));
  client.message({ ...audio, timestamp: 0 }, hex('af01'));
  expect(client.events.map((event) => event.kind)).toEqual(['connect', 'publish', 'audio']);
});
