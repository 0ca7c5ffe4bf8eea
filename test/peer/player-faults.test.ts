/** The player on bad roads: RTMPS and wrong certificates, links that stall or break, floods, and a consumer that takes nothing. */
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChunkReader } from '../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../shared/rtmp/chunk/chunk-writer.ts';
import { readCommand, writeCommand, type Command } from '../../shared/rtmp/message/command.ts';
import { amfObject, fieldsOf, type AmfFields, type AmfValue } from '../../shared/wire/amf0.ts';
import { listenOn, until } from '../support/loopback.ts';
import { prepareStream, type PreparedStream } from '../support/media/prepared-stream.ts';
import { play } from '../support/playing.ts';
import { feedForever, publish, type Publishing } from '../support/publishing.ts';
import { makeCertificates, type Certificates } from '../support/servers/certificates.ts';
import { startFaultProxy } from '../support/servers/fault-proxy.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { startTalker } from '../support/servers/odd-servers.ts';
import { startTlsFront } from '../support/servers/tls-front.ts';

let nginx: NginxRtmp;
let certificates: Certificates;
let stream: PreparedStream;
let live: Publishing;
let stopFeeding: () => void;

beforeAll(async () => {
  [nginx, certificates, stream] = await Promise.all([
    startNginx(),
    makeCertificates(),
    prepareStream({ seconds: 2, videoKbps: 1000 }),
  ]);
  live = publish({ url: nginx.url, key: 'live' });
  await live.accepted;
  stopFeeding = feedForever(live, stream);
});

afterAll(async () => {
  stopFeeding();
  live.connection.stop();
  await live.outcome;
  await nginx.stop();
  await certificates.remove();
});

describe('RTMPS', () => {
  it('plays through TLS', async () => {
    const front = await startTlsFront(certificates.good, nginx.port);
    const url = `rtmps://localhost:${front.port}/live/live`;
    const playing = play({ url, authorities: [certificates.authority] });
    await until('pictures come', () => playing.packets('video').length > 10);
    playing.connection.stop();
    expect(await playing.outcome).toEqual({ error: null, ending: 'stopped' });
    expect(front.serverNames()).toEqual(['localhost']);
    await front.stop();
  });

  it('names a certificate of another host', async () => {
    const front = await startTlsFront(certificates.otherHost, nginx.port);
    const url = `rtmps://localhost:${front.port}/live/live`;
    const { error } = await play({ url, authorities: [certificates.authority] }).outcome;
    expect(error).toMatchObject({ code: 'tls-host-mismatch', retryable: false });
    await front.stop();
  });
});

describe('bad roads', () => {
  it('P4: a link that stalls without a word is given up after the time asked for', async () => {
    const proxy = await startFaultProxy(nginx.port);
    const playing = play({ url: `rtmp://127.0.0.1:${proxy.port}/live/live`, stallMillis: 700 });
    await until('pictures come', () => playing.packets('video').length > 10);
    proxy.set('stall');
    const before = Date.now();
    const { error } = await playing.outcome;
    expect(error).toMatchObject({ code: 'receive-stalled', retryable: true, facts: { seconds: 0.7 } });
    expect(Date.now() - before).toBeLessThan(2500);
    await proxy.stop();
  });

  it.each([
    ['reset', 'connection-reset'],
    ['fin', 'connection-closed'],
  ] as const)('P4: a %s in mid-stream is %s', async (how, code) => {
    const proxy = await startFaultProxy(nginx.port);
    const playing = play({ url: `rtmp://127.0.0.1:${proxy.port}/live/live` });
    await until('pictures come', () => playing.packets('video').length > 10);
    proxy.cut(how);
    expect((await playing.outcome).error).toMatchObject({ code, retryable: true });
    await proxy.stop();
  });

  it('P1: one byte at a time is as good as any', async () => {
    const proxy = await startFaultProxy(nginx.port, { passing: 'drip' });
    const playing = play({ url: `rtmp://127.0.0.1:${proxy.port}/live/live` });
    await until('it plays', () => playing.steps.includes('playing'), 20_000);
    expect(playing.steps).toEqual(['found', 'connected', 'accepted', 'playing']);
    playing.connection.destroy();
    await proxy.stop();
  });

  it('tells a web server from a streaming server', async () => {
    const web = await startTalker(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { error } = await play({ url: `rtmp://127.0.0.1:${web.port}/live/x` }).outcome;
    expect(error).toMatchObject({ code: 'not-rtmp', retryable: false });
    await web.stop();
  });
});

describe('a refused connect', () => {
  const info = (more: Readonly<Record<string, AmfValue>>): AmfValue =>
    amfObject({ level: 'error', code: 'NetConnection.Connect.Rejected', ...more });

  it('is tried once more without Enhanced RTMP properties', async () => {
    const picky = await startPicky((fields) => (fields.has('fourCcList') ? info({ description: 'no' }) : null));
    const playing = play({ url: `rtmp://127.0.0.1:${picky.port}/live/x` });
    await until('it plays', () => playing.steps.includes('playing'));
    expect(picky.connects()).toBe(2);
    expect(playing.steps).toEqual(['found', 'connected', 'accepted', 'playing']);
    playing.connection.destroy();
    await picky.stop();
  });

  it('is tried elsewhere when it is a redirect', async () => {
    const target = await startPicky(() => null);
    const redirect = `rtmp://127.0.0.1:${target.port}/other`;
    const picky = await startPicky(() => info({ ex: amfObject({ code: 302, redirect }) }));
    const playing = play({ url: `rtmp://127.0.0.1:${picky.port}/live/x` });
    await until('it plays', () => playing.steps.includes('playing'));
    expect([picky.connects(), target.connects()]).toEqual([1, 1]);
    playing.connection.stop();
    await Promise.all([picky.stop(), target.stop()]);
  });

  it('fails with the server’s words when nothing helps', async () => {
    const picky = await startPicky(() => info({ description: 'members only' }));
    const { error } = await play({ url: `rtmp://127.0.0.1:${picky.port}/live/x` }).outcome;
    expect(error).toMatchObject({ code: 'connect-rejected', facts: { said: 'members only', port: picky.port } });
    expect(picky.connects()).toBe(2);
    await picky.stop();
  });
});

describe('a server that sends as fast as it can', () => {
  it('is held back by a player that pauses, loses nothing, and goes on', async () => {
    const flood = await startFlood();
    const playing = play({ url: `rtmp://127.0.0.1:${flood.port}/live/x`, stallMillis: 300 });
    await until('it floods', () => playing.tags.length > 1000);
    playing.connection.pause();
    const paused = playing.tags.length;
    await still(() => flood.written());
    const held = playing.connection.bytesReceived;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(playing.connection.bytesReceived).toBe(held);
    expect(playing.tags).toHaveLength(paused);
    playing.connection.resume();
    await until('it goes on', () => playing.tags.length > paused + 1000);
    playing.connection.stop();
    expect(await playing.outcome).toEqual({ error: null, ending: 'stopped' });
    expect(playing.tags.every(({ timestamp }, index) => timestamp === index)).toBe(true);
    await flood.stop();
  });

  it('can be paused and stopped out of the very call that brings a tag', async () => {
    const flood = await startFlood();
    let count = 0;
    const playing = play({
      url: `rtmp://127.0.0.1:${flood.port}/live/x`,
      onTag: () => {
        count += 1;
        if (count === 10) playing.connection.pause();
        if (count === 20) playing.connection.stop();
      },
    });
    await until('ten tags came', () => count >= 10);
    expect(count).toBe(10);
    playing.connection.resume();
    expect(await playing.outcome).toEqual({ error: null, ending: 'stopped' });
    expect(count).toBe(20);
    await flood.stop();
  });
});

/** A server that answers connect as `judge` says (null accepts) and starts any play. */
async function startPicky(
  judge: (fields: AmfFields) => AmfValue,
): Promise<Served & { readonly connects: () => number }> {
  let connects = 0;
  const served = await serve((socket) => {
    const reader = new ChunkReader();
    const writer = new ChunkWriter();
    let handshakeLeft = 3073;
    const answer = (command: Command): void => {
      if (command.name === 'connect') {
        connects += 1;
        const refusal = judge(fieldsOf(command.object));
        if (refusal === null) writeSaid(writer, '_result', 1);
        else writeSaid(writer, '_error', 1, refusal);
      }
      if (command.name === 'createStream') writeSaid(writer, '_result', command.transaction, 1);
      if (command.name === 'play') writeSaid(writer, 'onStatus', 0, started);
    };
    socket.write(Buffer.concat([Buffer.of(3), Buffer.alloc(3072)]));
    socket.on('data', (bytes: Buffer) => {
      const skipped = Math.min(handshakeLeft, bytes.length);
      handshakeLeft -= skipped;
      reader.feed(new Uint8Array(bytes.subarray(skipped)));
      for (let step = reader.next(); step.kind === 'message'; step = reader.next()) {
        const command = step.message.type === 20 ? readCommand(step.message) : null;
        if (command?.ok === true) answer(command.value);
      }
      for (const piece of writer.take()) socket.write(Buffer.from(piece));
    });
  });
  return { ...served, connects: () => connects };
}

/** A server that accepts any play and then writes numbered audio tags for as long as the socket takes them. */
function startFlood(): Promise<Served> {
  return serve((socket) => {
    socket.resume();
    const writer = new ChunkWriter();
    socket.write(Buffer.concat([Buffer.of(3), Buffer.alloc(3072)]));
    writeSaid(writer, '_result', 1);
    writeSaid(writer, '_result', 2, 1);
    writeSaid(writer, 'onStatus', 0, started);
    const body = new Uint8Array(1000).fill(0xaf, 0, 1).fill(1, 1, 2);
    let time = 0;
    const pour = (): void => {
      for (let goesOn = true; goesOn && !socket.destroyed;) {
        for (let count = 0; count < 50; count++) {
          writer.write({ chunkStreamId: 6, type: 8, streamId: 1, timestamp: time }, body);
          time += 1;
        }
        for (const bytes of writer.take()) goesOn = socket.write(Buffer.from(bytes));
      }
    };
    socket.on('drain', pour);
    pour();
  });
}

const started = amfObject({ level: 'status', code: 'NetStream.Play.Start' });

function writeSaid(writer: ChunkWriter, name: string, transaction: number, ...args: readonly AmfValue[]): void {
  const header = { chunkStreamId: 3, type: 20, streamId: 0, timestamp: 0 };
  writer.write(header, writeCommand({ name, transaction, object: null, args }));
}

type Served = { readonly port: number; readonly written: () => number; readonly stop: () => Promise<void> };

async function serve(onSocket: (socket: Socket) => void): Promise<Served> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  const port = await listenOn(server);
  return {
    port,
    written: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Resolves once `value` stays the same for a while. */
async function still(value: () => number): Promise<void> {
  let last = -1;
  let since = Date.now();
  await until('it stands still', () => {
    if (value() !== last) since = Date.now();
    last = value();
    return Date.now() - since > 200;
  });
}
