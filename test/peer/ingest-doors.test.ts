/** Who gets into our server: keys, limits, time, TLS with several names. */
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startServer, type RtmpServer, type ServerSettings } from '../../electron/rtmp/ingest/server.ts';
import { until } from '../support/loopback.ts';
import { publish } from '../support/publishing.ts';
import { makeCertificates, type Certificates } from '../support/servers/certificates.ts';
import { RawClient } from '../support/servers/clients/raw-client.ts';

let certificates: Certificates;
let server: RtmpServer;

beforeAll(async () => {
  certificates = await makeCertificates();
});

afterAll(() => certificates.remove());

afterEach(() => server.close());

async function open(settings: ServerSettings): Promise<void> {
  server = await startServer({ app: 'live', ...settings });
}

async function ask(what: 'publish' | 'play', key: string): Promise<RawClient> {
  const client = await new RawClient(server.port).open();
  client.call(what, 1, null, key);
  return client;
}

test('S8, S20: a wrong key gets a status without the key, then the connection closes', async () => {
  await open({ authorise: (key) => key === 'right' });
  const wrong = await ask('publish', 'secret-guess');
  await wrong.closed();
  expect(wrong.codes.at(-1)).toBe('NetStream.Publish.Denied');
  const said = Buffer.concat(wrong.messages.map(({ body }) => body)).toString('latin1');
  expect(said).not.toContain('guess');
  const player = await ask('play', 'other-guess');
  await player.closed();
  expect(player.codes.at(-1)).toBe('NetStream.Play.Failed');
  const right = await ask('publish', 'right');
  await right.hears('NetStream.Publish.Start');
  right.end();
});

test('S8: a slow answer is waited for, and what was sent meanwhile is not lost', async () => {
  const verdict = Promise.withResolvers<boolean>();
  await open({ authorise: () => verdict.promise });
  const client = await ask('publish', 'key');
  const header = { chunkStreamId: 7, type: 9, streamId: 1 };
  for (let index = 0; index < 50; index++)
    client.message({ ...header, timestamp: index * 40 }, new Uint8Array(40_000).fill(0x17, 0, 2));
  await until(
    'the bytes are on their way',
    () => client.socket.writableLength === 0 || client.socket.bytesWritten > 1e6,
  );
  expect(client.codes).not.toContain('NetStream.Publish.Start');
  verdict.resolve(true);
  await until('all frames arrived', () => server.stats().streams[0]?.bytes === 50 * 40_000);
  client.end();
});

test('S20: a refusal by rejection or by throwing is a refusal', async () => {
  let round = 0;
  await open({
    authorise: () => {
      round += 1;
      if (round === 1) throw new Error('broken');
      return Promise.reject(new Error('broken'));
    },
  });
  for (const _ of [1, 2]) await (await ask('publish', 'key')).closed();
  expect(round).toBe(2);
});

test('S20: an address that guesses keys is locked out for a while', async () => {
  await open({ authorise: () => false, limits: { failures: 3 } });
  for (let guess = 0; guess < 3; guess++) await (await ask('publish', `guess ${guess}`)).closed();
  const client = new RawClient(server.port);
  await client.closed();
  expect([client.bytes, server.stats().turnedAway]).toEqual([0, 1]);
});

test('S3: connections are bounded in all and per address', async () => {
  await open({ limits: { connectionsPerAddress: 2 } });
  const clients = [new RawClient(server.port), new RawClient(server.port)];
  await until('two are in', () => server.stats().connections === 2);
  const third = new RawClient(server.port);
  await third.closed();
  clients[0]?.end();
  await until('one left', () => server.stats().connections === 1);
  const fourth = await new RawClient(server.port).open();
  expect(fourth.codes).toContain('NetConnection.Connect.Success');
  for (const client of [...clients, fourth]) client.end();
});

test('S3: a client that asks for ever and reads no answer is cut off', async () => {
  await open({});
  const client = await ask('publish', 'k');
  await client.hears('NetStream.Publish.Start');
  client.socket.pause();
  // Each call is answered with more bytes than it has.
  const call = Buffer.from([0x43, 0, 0, 0, 0, 0, 13, 20, 2, 0, 1, 0x78, 0, 0x40, 0x1c, 0, 0, 0, 0, 0, 0]);
  const calls = Buffer.concat(Array.from({ length: 3000 }, () => call));
  for (let sent = 0; sent < 64e6 && !client.isClosed; sent += calls.length) {
    if (client.socket.write(calls)) continue;
    await until('the socket takes more', () => client.isClosed || client.socket.writableLength === 0);
  }
  expect(client.isClosed).toBe(true);
  await until('the server has forgotten it', () => server.stats().connections === 0);
}, 60_000);

test('S3: a client that says nothing is closed after ten seconds', async () => {
  await open({});
  const client = new RawClient(server.port);
  const before = performance.now();
  await until('it is closed', () => client.isClosed, 13_000);
  expect(performance.now() - before).toBeGreaterThan(8500);
});

test('an app that does not exist is refused with a reason', async () => {
  await open({});
  const outcome = await publish({ url: server.url.replace('/live', '/other'), key: 'key' }).outcome;
  expect(outcome.error?.code).toBe('app-refused');
});

/** Whose certificate the server shows to one who asks for `servername`. */
function shown(servername: string, maxVersion: 'TLSv1.1' | 'TLSv1.3'): Promise<string> {
  return new Promise((resolve, reject) => {
    const where = { port: server.secure?.port ?? 0, host: '127.0.0.1', servername };
    const minVersion = maxVersion === 'TLSv1.1' ? 'TLSv1' : 'TLSv1.2';
    const trust = { ca: [certificates.authority], checkServerIdentity: () => undefined };
    const socket = connectTls({ ...where, ...trust, minVersion, maxVersion }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('S22: TLS shows the certificate for the name asked for, and nothing older than 1.2', async () => {
  const { good, otherHost } = certificates;
  await open({
    tls: {
      certificates: [
        { hostname: 'localhost', certificate: good.cert, key: good.key },
        { hostname: '*.example', certificate: otherHost.cert, key: otherHost.key },
      ],
    },
  });
  expect(await shown('localhost', 'TLSv1.3')).toBe('good');
  expect(await shown('Other.Example', 'TLSv1.3')).toBe('other');
  expect(await shown('unknown.test', 'TLSv1.3')).toBe('good');
  await expect(shown('localhost', 'TLSv1.1')).rejects.toThrow(/./u);
});

test('S22: the whole chain is sent, and a publisher gets in with it', async () => {
  const { leafOnly, intermediate, authority } = certificates;
  const certificate = leafOnly.cert + intermediate;
  await open({ tls: { certificates: [{ hostname: 'localhost', certificate, key: leafOnly.key }] } });
  const url = (server.secure?.url ?? '').replace('127.0.0.1', 'localhost');
  const publishing = publish({ url, key: 'key', authorities: [authority] });
  await publishing.accepted;
  expect(server.stats().streams.map(({ path }) => path)).toEqual(['live/key']);
  publishing.connection.stop();
  await publishing.outcome;
});

test('S22: plain RTMP on the TLS port, and TLS on the plain one, harm nobody', async () => {
  const { good } = certificates;
  await open({ tls: { certificates: [{ hostname: 'localhost', certificate: good.cert, key: good.key }] } });
  await new RawClient(server.secure?.port ?? 0).closed();
  const alien = publish({ url: server.url.replace('rtmp://', 'rtmps://'), key: 'key' });
  expect((await alien.outcome).error?.code).toBe('tls-failed');
  await (await ask('publish', 'key')).hears('NetStream.Publish.Start');
});
