/** The built-in ingest: an RTMP server on 127.0.0.1 with a random port, path and key, for rehearsals only. */
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Clock, Micros, Millis } from '../../../shared/clock.ts';
import { readTag, type TagPart } from '../../../shared/flv/tag.ts';
import { IngestChecker, type ReceivedSecond, type ReceivedTag } from '../../../shared/live/ingest/checker.ts';
import { RtmpServerConnection, type ServerEvent } from '../../../shared/rtmp/server.ts';
import { writeCorked } from '../net/socket-parts.ts';
import { IngestLine } from './ingest-line.ts';
import { ReceivedTap } from './received-tap.ts';

/** Connections at once; a rehearsal has one, a reconnect may overlap. */
const connectionLimit = 4;

export type IngestOptions = {
  readonly clock: Clock;
  /** When the access unit with this timestamp was captured, µs on the clock's scale; null when unknown. */
  readonly capturedAt: (track: 'video' | 'audio', timestamp: Millis) => Micros | null;
};

/** One built-in ingest; it lives as long as its rehearsal. */
export type Ingest = {
  /** rtmp://127.0.0.1:PORT/PATH */
  readonly url: string;
  readonly key: string;
  readonly checker: IngestChecker;
  /** Codec headers as received, for the report. */
  readonly headers: IngestHeaders;
  readonly second: () => ReceivedSecond;
  /** Cut or limited in a failure rehearsal. */
  readonly line: IngestLine;
  /** For whoever looks on. */
  readonly tap: ReceivedTap;
  readonly close: () => void;
};

/** A sequence header: whose, and the configuration record. */
export type IngestHeader = { readonly codec: TagPart['codec']; readonly record: Uint8Array };
export type IngestHeaders = { video: IngestHeader | null; audio: IngestHeader | null };

/** Starts listening; rejects only when the system gives no loopback port. */
export async function openIngest(options: IngestOptions): Promise<Ingest> {
  const path = randomBytes(8).toString('hex');
  const key = randomBytes(12).toString('hex');
  const checker = new IngestChecker();
  const headers: IngestHeaders = { video: null, audio: null };
  const sockets = new Set<Socket>();
  const line = new IngestLine();
  const tap = new ReceivedTap();
  const server = createServer((socket) => {
    if (sockets.size >= connectionLimit) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, { path, key, checker, headers, tap, options });
    line.take(socket);
  });
  const port = await listen(server);
  return {
    url: `rtmp://127.0.0.1:${port}/${path}`,
    key,
    checker,
    headers,
    second: () => checker.second(options.clock.now()),
    line,
    tap,
    close: () => {
      tap.end();
      line.set('open');
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      server.removeListener('error', reject);
      server.on('error', () => server.close());
      resolve(portOf(server.address()));
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return address === null || typeof address === 'string' ? 0 : address.port;
}

type Room = {
  readonly path: string;
  readonly key: string;
  readonly checker: IngestChecker;
  readonly headers: IngestHeaders;
  readonly tap: ReceivedTap;
  readonly options: IngestOptions;
};

function serveConnection(socket: Socket, room: Room): void {
  const { clock } = room.options;
  socket.setNoDelay(true);
  const machine = new RtmpServerConnection({ random: new Uint8Array(randomBytes(1528)), now: clock.now() });
  let app = '';
  let accepted = false;
  const handle = (event: ServerEvent): void => {
    switch (event.kind) {
      case 'connect':
        app = event.app;
        return;
      case 'publish':
        accepted = app === room.path && event.key === room.key;
        answer(machine, accepted);
        return;
      case 'video':
      case 'audio':
        if (accepted) takeMedia(event, room);
        return;
      case 'failed':
        socket.destroy();
        return;
      case 'play':
        machine.refusePlay('NetStream.Play.StreamNotFound', 'This server only receives.');
        return;
      case 'metadata':
      case 'unpublish':
      case 'stop-play':
        return;
    }
  };
  const turn = (): void => {
    for (let events = machine.takeEvents(); events.length > 0; events = machine.takeEvents()) events.forEach(handle);
    const pieces = machine.takeOutput();
    if (pieces.length > 0 && socket.writable) writeCorked(socket, pieces);
  };
  const ticker = setInterval(() => {
    machine.tick(clock.now());
    turn();
  }, 1000);
  socket.on('data', (bytes: Buffer) => {
    machine.receive(bytes, clock.now());
    turn();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearInterval(ticker));
}

function answer(machine: RtmpServerConnection, isAccepted: boolean): void {
  if (isAccepted) machine.acceptPublish();
  else machine.refusePublish('NetStream.Publish.BadName', 'This ingest is for rehearsals of this studio only.');
}

function takeMedia(event: Extract<ServerEvent, { kind: 'video' | 'audio' }>, room: Room): void {
  const { clock, capturedAt } = room.options;
  const now: Micros = clock.now() * 1000;
  const parts = readTag(event.kind, event.body);
  const first = parts.ok ? parts.value[0] : undefined;
  const kind = first === undefined ? 'unknown' : kindOf(first.kind);
  if (event.kind === 'video') room.tap.take(event.timestamp, event.body, kind === 'header' ? 'header' : 'other');
  if (kind === null) return;
  if (first !== undefined && kind === 'header') {
    room.headers[event.kind] = { codec: first.codec, record: first.data.slice() };
  }
  room.checker.take(
    {
      track: event.kind,
      timestamp: event.timestamp,
      byteLength: event.body.byteLength,
      kind,
      isKeyFrame: first?.isKeyFrame ?? false,
      captured: kind === 'frame' ? capturedAt(event.kind, event.timestamp) : null,
    },
    now,
  );
}

/** What the checker calls it; null for what it has no opinion about. */
function kindOf(kind: TagPart['kind']): ReceivedTag['kind'] | null {
  if (kind === 'header' || kind === 'end') return kind;
  return kind === 'media' ? 'frame' : null;
}
