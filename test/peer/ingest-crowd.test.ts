/** Our server with a crowd: late players, slow ones, publishers that go, come back and take over. */
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startServer, type RtmpServer } from '../../electron/rtmp/ingest/server.ts';
import { until } from '../support/loopback.ts';
import { prepareStream, type PreparedStream } from '../support/media/prepared-stream.ts';
import { play } from '../support/playing.ts';
import { feedForever, publish, type Publishing } from '../support/publishing.ts';
import { RawClient } from '../support/servers/clients/raw-client.ts';

let stream: PreparedStream;
let server: RtmpServer;
const stops: (() => void)[] = [];

beforeAll(async () => {
  stream = await prepareStream({ seconds: 2, videoKbps: 6000 });
});

beforeEach(async () => {
  server = await startServer({ app: 'live', limits: { staleMillis: 500, continueMillis: 3000 } });
});

afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await server.close();
});

async function onAir(key: string, speed = 1): Promise<Publishing> {
  const publishing = publish({ url: server.url, key });
  await publishing.accepted;
  stops.push(feedForever(publishing, stream, speed), () => publishing.connection.stop());
  return publishing;
}

async function rawPlayer(key: string): Promise<RawClient> {
  const client = await new RawClient(server.port).open();
  stops.push(() => client.end());
  client.call('play', 1, null, key);
  await client.hears('NetStream.Play.Start');
  return client;
}

async function rawPublisher(key: string): Promise<RawClient> {
  const client = await new RawClient(server.port).open();
  stops.push(() => client.end());
  client.call('publish', 1, null, key, 'live');
  await client.hears('NetStream.Publish.Start');
  return client;
}

/** A header, a key frame and other pictures, 40 ms apart from 0. */
function sendPictures(client: RawClient, count: number): void {
  const header = { chunkStreamId: 7, type: 9, streamId: 1 };
  client.message({ ...header, timestamp: 0 }, Uint8Array.of(0x17, 0, 0, 0, 0, 1, 0x64, 0, 31, 0xff, 0xe0, 0));
  for (let index = 0; index < count; index++)
    client.message({ ...header, timestamp: index * 40 }, Uint8Array.of(index === 0 ? 0x17 : 0x27, 1, 0, 0, 0, index));
}

function keyOf(body: Uint8Array): string {
  return body[1] === 0 ? 'header' : (body[0] ?? 0) >> 4 === 1 ? 'key' : 'inter';
}

test('S13: a late player begins with headers and a key frame within 50 ms', async () => {
  await onAir('late');
  await until('a second is on air', () => (server.stats().streams[0]?.videoFrames ?? 0) > 40);
  const waits: number[] = [];
  for (let round = 0; round < 5; round++) {
    const client = await new RawClient(server.port).open();
    stops.push(() => client.end());
    const asked = performance.now();
    client.call('play', 1, null, 'late');
    await until('a key frame', () => client.media(9).length > 1);
    waits.push(performance.now() - asked);
    expect(client.media(9).slice(0, 2).map(keyOf)).toEqual(['header', 'key']);
  }
  expect(waits.toSorted((one, other) => one - other)[2]).toBeLessThan(50);
});

test('S10: one who never reads harms nobody, costs a bounded amount, and is cut off', async () => {
  await server.close();
  const sent: number[] = [];
  server = await startServer({
    app: 'live',
    limits: { playerBytes: 2 * 1024 * 1024, stallMillis: 3000 },
    onStream: () => ({
      onMetadata: () => undefined,
      onTag: (track, timestamp, body) => {
        if (track === 'video' && keyOf(body) !== 'header') sent.push(timestamp);
      },
      onEnd: () => undefined,
    }),
  });
  await onAir('busy', 8);
  const stalled = await rawPlayer('busy');
  const others = await Promise.all(Array.from({ length: 5 }, () => rawPlayer('busy')));
  stalled.socket.pause();
  await until('it is cut off', () => server.stats().streams[0]?.viewers.length === 5, 30_000);
  const [figures] = server.stats().streams;
  expect(figures?.viewers.map(({ dropped }) => dropped)).toEqual([0, 0, 0, 0, 0]);
  for (const other of others) {
    const pictures = other.messages.filter(({ type, body }) => type === 9 && keyOf(body) !== 'header');
    const times = pictures.map(({ timestamp }) => timestamp);
    const from = sent.indexOf(times[0] ?? -1);
    expect(times.length).toBeGreaterThan(100);
    expect(times).toEqual(sent.slice(from, from + times.length));
  }
});

test('S7: a second publisher is told that the name is taken, and the first goes on', async () => {
  await onAir('one');
  await until('frames arrive', () => (server.stats().streams[0]?.videoFrames ?? 0) > 3);
  const second = publish({ url: server.url, key: 'one' });
  expect((await second.outcome).error?.code).toBe('key-in-use');
  const before = server.stats().streams[0]?.videoFrames ?? 0;
  await until('the first goes on', () => (server.stats().streams[0]?.videoFrames ?? 0) > before + 10);
});

test('S7, S17: a silent publisher is replaced, and its players go on', async () => {
  const first = await rawPublisher('taken');
  const player = await rawPlayer('taken');
  await until('another may publish', async () => {
    const second = publish({ url: server.url, key: 'taken' });
    const how = await Promise.race([second.accepted.then(() => 'accepted'), second.outcome.then(() => 'refused')]);
    if (how === 'accepted') stops.push(feedForever(second, stream), () => second.connection.stop());
    return how === 'accepted';
  });
  await first.hears('NetStream.Publish.BadName');
  await first.closed();
  await until('pictures reach the player', () => player.media(9).length > 5);
  expect(player.media(9).slice(0, 2).map(keyOf)).toEqual(['header', 'key']);
});

test('S17, S19: players outlast a cut connection, and hear of the end when nobody comes back', async () => {
  const first = await rawPublisher('cut');
  sendPictures(first, 20);
  const player = await rawPlayer('cut');
  await until('it plays', () => player.media(9).length > 19);
  first.socket.resetAndDestroy();
  await until('the publisher is gone', () => server.stats().streams[0]?.isPublished === false);
  const second = await rawPublisher('cut');
  sendPictures(second, 20);
  await until('it goes on', () => player.media(9).length > 39);
  const times = player.messages.filter(({ type }) => type === 9).map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(player.codes).not.toContain('NetStream.Play.UnpublishNotify');
  second.socket.resetAndDestroy();
  await player.hears('NetStream.Play.UnpublishNotify');
  const eof = player.messages.filter(({ type, body }) => type === 4 && body[1] === 1);
  expect(eof).toHaveLength(1);
  expect(server.stats().streams).toEqual([]);
});

test('S19: a clean end reaches the players at once', async () => {
  const publisher = await rawPublisher('clean');
  sendPictures(publisher, 3);
  const player = play({ url: `${server.url}/clean` });
  await until('it plays', () => player.tags.length > 2);
  publisher.call('deleteStream', 0, null, 1);
  expect(await player.outcome).toMatchObject({ error: null });
  await publisher.hears('NetStream.Unpublish.Success');
});

test('S18: clients that understand it are asked to reconnect', async () => {
  const modern = await new RawClient(server.port).open({ capsEx: 1 });
  const old = await new RawClient(server.port).open();
  stops.push(
    () => modern.end(),
    () => old.end(),
  );
  expect(server.requestReconnect(null, 'This server is going down.')).toBe(1);
  await modern.hears('NetConnection.Connect.ReconnectRequest');
  expect(old.codes).not.toContain('NetConnection.Connect.ReconnectRequest');
});
