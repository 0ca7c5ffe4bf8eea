/** Publishing and playing on one connection, questions to the shell, capabilities, and clients that fall silent. */
import { describe, expect, test } from 'vitest';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import { readCommand } from '../../../../shared/rtmp/message/command.ts';
import type { PublishSink } from '../../../../shared/rtmp/server/dialogue/publication.ts';
import { amfObject, fieldsOf, writeAmf0 } from '../../../../shared/wire/amf0.ts';
import type { AmfValue } from '../../../../shared/wire/amf0.ts';
import { concat } from '../chunk/chunk-walk.ts';
import { hex } from '../../wire/amf0-table.ts';
import { ScriptedClient } from './scripted-client.ts';

function connected(fields: Readonly<Record<string, AmfValue>> = {}): ScriptedClient {
  return new ScriptedClient().shakeHands().command('connect', 1, amfObject({ app: 'in', ...fields }));
}

function on(client: ScriptedClient, streamId: number, name: string, ...args: readonly AmfValue[]): ScriptedClient {
  const body = writeAmf0([name, 0, null, ...args]);
  return client.message({ chunkStreamId: 3, type: 20, streamId, timestamp: 0 }, body);
}

function playing(): ScriptedClient {
  const client = on(connected().command('createStream', 2, null), 1, 'play', 'name');
  client.server.acceptPlay();
  client.heard();
  return client;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Writes down what a sink gets. */
function notebook(): { readonly sink: PublishSink; readonly lines: string[] } {
  const lines: string[] = [];
  const sink: PublishSink = {
    onMedia: (track, timestamp, body) => lines.push(`${track} ${timestamp} ${hexOf(body)}`),
    onData: (_, body) => lines.push(`data ${hexOf(body)}`),
    onSettled: () => lines.push('settled'),
  };
  return { sink, lines };
}

describe('connect', () => {
  test('S5: a connect without app and tcUrl is answered like any other', () => {
    const client = new ScriptedClient().shakeHands().command('connect', 1, null);
    expect(client.events).toEqual([{ kind: 'connect', app: '', tcUrl: '', flashVer: '' }]);
    expect(client.replies()).toEqual([['_result', 1, 'NetConnection.Connect.Success']]);
  });

  test('an app that does not exist is refused, and the connection is over', () => {
    const client = new ScriptedClient({ hasApp: (app) => app === 'live' });
    client.shakeHands().command('connect', 1, amfObject({ app: 'in' }));
    expect(client.replies()).toEqual([['_error', 1, 'NetConnection.Connect.InvalidApp']]);
    expect(client.events).toMatchObject([{ kind: 'failed', error: { code: 'app-refused' } }]);
  });

  test('S16: the answer names what the server forwards and understands', () => {
    const answer = connected()
      .heard()
      .find((message) => message.type === 20);
    if (answer === undefined) throw new Error('no answer');
    const command = readCommand(answer);
    const fields = fieldsOf(command.ok ? command.value.object : null);
    expect(fields.get('capsEx')).toBe(15);
    expect([...fieldsOf(fields.get('videoFourCcInfoMap'))]).toEqual([['*', 4]]);
    expect([...fieldsOf(fields.get('audioFourCcInfoMap'))]).toEqual([['*', 4]]);
  });

  test('S15: list, maps and bits of the client are kept, within bounds', () => {
    const client = connected({
      fourCcList: { kind: 'strict-array', items: ['av01', 7, 'too long', ...Array.from({ length: 99 }, () => 'hvc1')] },
      videoFourCcInfoMap: amfObject({ vp09: 1, vp08: 2, avc1: 4, x: 'y' }),
      audioFourCcInfoMap: amfObject({ '*': 1 }),
      capsEx: 3,
    });
    const { video, audio, extended } = client.server.capabilities;
    expect([...video]).toEqual(['av01', 'hvc1', 'vp09', 'avc1']);
    expect([...audio]).toEqual(['av01', 'hvc1', '*']);
    expect(extended).toBe(3);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [String(index), 1]));
    expect(connected({ videoFourCcInfoMap: amfObject(many) }).server.capabilities.video.size).toBe(64);
  });

  test('S18: only a client that understands it is asked to reconnect', () => {
    const old = connected();
    old.heard();
    expect(old.server.requestReconnect(null, 'maintenance')).toBe(false);
    expect(old.heard()).toEqual([]);
    const modern = connected({ capsEx: 1 });
    modern.heard();
    expect(modern.server.requestReconnect('rtmp://other/in', 'maintenance')).toBe(true);
    const [status] = modern.heard();
    if (status === undefined) throw new Error('no status');
    expect([status.streamId, status.chunkStreamId]).toEqual([0, 3]);
    const command = readCommand(status);
    expect(Object.fromEntries(fieldsOf(command.ok ? command.value.args[0] : null))).toEqual({
      level: 'status',
      code: 'NetConnection.Connect.ReconnectRequest',
      description: 'maintenance',
      tcUrl: 'rtmp://other/in',
    });
  });
});

describe('publish and play', () => {
  test('S6: publishes and plays side by side on several message streams', () => {
    const client = connected();
    for (const transaction of [2, 3, 4]) client.command('createStream', transaction, null);
    const first = notebook();
    const second = notebook();
    on(client, 1, 'publish', 'a', 'live').server.acceptPublish(first.sink);
    on(client, 2, 'publish', 'b', 'live').server.acceptPublish(second.sink);
    on(client, 3, 'play', 'c').server.acceptPlay();
    client.message({ chunkStreamId: 6, type: 8, streamId: 2, timestamp: 5 }, hex('af01'));
    client.message({ chunkStreamId: 7, type: 9, streamId: 1, timestamp: 6 }, hex('2701'));
    expect(first.lines).toEqual(['video 6 2701', 'settled']);
    expect(second.lines).toEqual(['audio 5 af01', 'settled']);
    on(client, 0, 'deleteStream', 2);
    client.message({ chunkStreamId: 6, type: 8, streamId: 1, timestamp: 7 }, hex('af02'));
    expect(first.lines.slice(2)).toEqual(['audio 7 af02', 'settled']);
    on(client, 0, 'deleteStream', 3);
    expect(client.events.slice(1)).toEqual([
      { kind: 'publish', key: 'a', streamId: 1 },
      { kind: 'publish', key: 'b', streamId: 2 },
      { kind: 'play', name: 'c', streamId: 3 },
      { kind: 'unpublish', streamId: 2 },
      { kind: 'stop-play', streamId: 3 },
    ]);
  });

  test('S6: message streams are bounded, and deleted ones make room', () => {
    const client = connected();
    for (let transaction = 2; transaction < 50; transaction++) {
      client.command('createStream', transaction, null);
      on(client, 0, 'deleteStream', transaction - 1);
    }
    expect(client.events).toHaveLength(1);
    for (let transaction = 50; transaction < 67; transaction++) client.command('createStream', transaction, null);
    expect(client.events.at(-1)).toMatchObject({
      kind: 'failed',
      error: { facts: { why: 'too-many-message-streams' } },
    });
  });

  test('S13: media, @setDataFrame and other data reach the sink in wire order, before and after metadata', () => {
    const client = new ScriptedClient().askToPublish();
    const { sink, lines } = notebook();
    client.server.acceptPublish(sink);
    const data = (type: number, body: Uint8Array): ScriptedClient =>
      client.message({ chunkStreamId: 4, type, streamId: 1, timestamp: 0 }, body);
    client.message({ chunkStreamId: 7, type: 9, streamId: 1, timestamp: 0 }, hex('1700'));
    data(18, writeAmf0(['@setDataFrame', 'onMetaData', null]));
    data(15, Uint8Array.of(0, ...writeAmf0(['onTextData', 1])));
    data(18, writeAmf0(['@setDataFrame']));
    data(18, hex('02ffff'));
    client.message({ chunkStreamId: 7, type: 9, streamId: 1, timestamp: 40 }, hex('1700'));
    expect(lines.filter((line) => line !== 'settled')).toEqual([
      'video 0 1700',
      `data ${hexOf(writeAmf0(['onMetaData', null]))}`,
      `data ${hexOf(writeAmf0(['onTextData', 1]))}`,
      'video 40 1700',
    ]);
  });

  test('S8: nothing behind the question is read before the answer, whatever becomes of the bytes', () => {
    const client = new ScriptedClient().askToPublish();
    client.heard();
    const audio = hex('06 000010 000002 08 01000000 af01');
    client.server.receive(audio, 0);
    audio.fill(0);
    client.server.receive(hex('06 000010 000002 08 01000000 af02'), 0);
    expect(client.server.takeEvents()).toEqual([]);
    const { sink, lines } = notebook();
    client.server.acceptPublish(sink);
    expect(lines).toEqual(['audio 16 af01', 'audio 16 af02', 'settled']);
  });

  test('S8: media in the same read as publish is not lost either', () => {
    const client = connected().command('createStream', 2, null);
    const writer = new ChunkWriter();
    const publish = writeAmf0(['publish', 3, null, 'key', 'live']);
    writer.write({ chunkStreamId: 8, type: 20, streamId: 1, timestamp: 0 }, publish);
    writer.write({ chunkStreamId: 9, type: 9, streamId: 1, timestamp: 7 }, hex('1701'));
    const bytes = concat(writer.take());
    client.bytes(bytes);
    bytes.fill(0);
    const { sink, lines } = notebook();
    client.server.acceptPublish(sink);
    expect(lines).toEqual(['video 7 1701', 'settled']);
  });

  test('S21: a client that floods before the answer is dropped', () => {
    const client = new ScriptedClient().askToPublish();
    for (let round = 0; round < 65; round++) client.server.receive(new Uint8Array(65_536), 0);
    expect(client.server.takeEvents()).toMatchObject([{ error: { facts: { why: 'too-much-before-answer' } } }]);
  });

  test('S20: after nine refusals the connection is over, and the last status still goes out', () => {
    const client = connected().command('createStream', 2, null);
    client.heard();
    for (let round = 0; round < 9; round++) {
      on(client, 1, 'publish', 'guess', 'live').server.refusePublish('NetStream.Publish.Denied', 'no');
    }
    expect(client.replies()).toHaveLength(9);
    expect(client.server.takeEvents()).toMatchObject([
      { kind: 'failed', error: { facts: { why: 'too-many-attempts' } } },
    ]);
  });

  test('a play begins with Stream Begin, Reset and Start on its stream, and a second one is refused', () => {
    const client = on(connected().command('createStream', 2, null), 1, 'play', 'name', -2);
    client.heard();
    expect(client.events.at(-1)).toEqual({ kind: 'play', name: 'name', streamId: 1 });
    client.server.acceptPlay();
    const heard = client.heard();
    expect(heard.map(({ type, streamId }) => [type, streamId])).toEqual([
      [4, 0],
      [20, 1],
      [20, 1],
      [18, 1],
    ]);
    on(client, 2, 'play', 'other');
    expect(client.replies()).toEqual([['onStatus', 0, 'NetStream.Play.Failed']]);
  });

  test('S19: the end of a play is said with Stream EOF and UnpublishNotify', () => {
    const client = playing();
    expect(client.server.endPlay(1, 'NetStream.Play.UnpublishNotify', 'over')).toBe(true);
    const heard = client.heard();
    expect(heard[0]).toMatchObject({ type: 4, body: hex('0001 00000001') });
    expect(heard).toHaveLength(2);
    expect(client.server.endPlay(1, 'NetStream.Play.UnpublishNotify', 'over')).toBe(false);
  });

  test('S7: a publisher whose place was taken hears of it', () => {
    const client = new ScriptedClient().askToPublish();
    client.server.acceptPublish();
    client.replies();
    expect(client.server.endPublish(1, 'NetStream.Publish.BadName', 'taken')).toBe(true);
    expect(client.replies()).toEqual([['onStatus', 0, 'NetStream.Publish.BadName']]);
  });
});

describe('silence', () => {
  test('S10, S17: a publisher is pinged after 8 s and dropped after 15, and never while media flows', () => {
    const client = new ScriptedClient().askToPublish();
    client.server.acceptPublish();
    client.heard();
    for (client.now = 1000; client.now <= 60_000; client.now += 1000) {
      client.message({ chunkStreamId: 7, type: 9, streamId: 1, timestamp: client.now }, hex('2701'));
      client.server.tick(client.now + 900);
    }
    expect(client.heard()).toEqual([]);
    const last = 60_000;
    client.server.tick(last + 7999);
    expect(client.heard()).toEqual([]);
    client.server.tick(last + 8000);
    client.server.tick(last + 9000);
    expect(client.heard().map(({ type, body }) => [type, body[1]])).toEqual([[4, 6]]);
    client.server.tick(last + 14_999);
    expect(client.server.takeEvents()).toEqual([]);
    client.server.tick(last + 15_000);
    expect(client.server.takeEvents()).toMatchObject([
      { error: { code: 'connection-closed', facts: { why: 'silent' } } },
    ]);
  });

  test('S10: a publisher that answers pings stays', () => {
    const client = new ScriptedClient().askToPublish();
    client.server.acceptPublish();
    for (let round = 1; round <= 10; round++) {
      client.server.tick(client.now + 8000);
      client.now += 8100;
      client.message({ chunkStreamId: 2, type: 4, streamId: 0, timestamp: 0 }, hex('0007 00000000'));
    }
    client.server.tick(client.now + 7000);
    expect(client.server.takeEvents()).toEqual([]);
  });

  test('S10: a player may be silent for as long as bytes reach it, else it is pinged and dropped', () => {
    const client = playing();
    for (let now = 1000; now <= 120_000; now += 1000) {
      client.server.delivered(now);
      client.server.tick(now);
    }
    expect(client.heard()).toEqual([]);
    client.server.tick(150_000);
    expect(client.heard().map(({ type }) => type)).toEqual([4]);
    client.server.tick(180_000);
    expect(client.server.takeEvents()).toMatchObject([{ error: { facts: { why: 'silent' } } }]);
  });
});
