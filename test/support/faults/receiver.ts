/** The far side: our own server machine on a socket, which notes every message with its arrival and answers as any ingest does. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { RtmpServerConnection, type ServerEvent } from '../../../shared/rtmp/server.ts';
import { listenOn } from '../loopback.ts';
import { readArrival, type Arrival, type Received } from './arrivals.ts';

/** A running receiver. */
export type Receiver = {
  readonly port: number;
  /** Server and app; the key is whatever the publisher says. */
  readonly url: string;
  /** Publishes so far, the oldest first; connections that never published are left out. */
  readonly connections: () => readonly Received[];
  /** Forgets what came so far: for runs of an hour. */
  readonly forget: () => void;
  readonly openSockets: () => number;
  /** Asks every client to move (Enhanced RTMP v2, "Reconnect Request"); how many were asked. */
  readonly requestReconnect: (tcUrl: string | null) => number;
  readonly cut: (how: 'reset' | 'fin') => void;
  readonly stop: () => Promise<void>;
};

export type ReceiverOptions = {
  readonly port?: number;
  /** A server that listens already, for example in a network namespace, and its address. */
  readonly listening?: { readonly server: Server; readonly host: string; readonly port: number };
  /** Bytes between acknowledgements until the client announces its window. */
  readonly ackEveryBytes?: number;
  /** Whether a publish is taken, by its number from 0; a text refuses it with that code. */
  readonly answer?: (index: number) => string | null;
  /** Whether each message is kept; else the connections stay without arrivals. Default yes. */
  readonly isLogged?: boolean;
  readonly onArrival?: (connection: Received, arrival: Arrival) => void;
};

const tickMillis = 500;

/** Starts it on 127.0.0.1 unless it listens already. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  let connections: Received[] = [];
  const guests = new Set<Guest>();
  let asked = 0;
  const admit = (socket: Socket): void => {
    const guest: Guest = new Guest(socket, options, {
      onPublish: (received) => {
        const refusal = options.answer?.(asked) ?? null;
        asked += 1;
        if (refusal === null) connections.push(received);
        return refusal;
      },
      onClose: () => guests.delete(guest),
    });
    guests.add(guest);
  };
  const { listening } = options;
  const server = listening?.server ?? createServer();
  server.on('connection', admit);
  const port = listening?.port ?? (await listenOn(server, '127.0.0.1', options.port ?? 0));
  const timer = setInterval(() => {
    for (const guest of guests) guest.tick();
  }, tickMillis);
  return {
    port,
    url: `rtmp://${listening?.host ?? '127.0.0.1'}:${port}/live`,
    connections: () => connections,
    forget: () => {
      connections = [];
    },
    openSockets: () => guests.size,
    requestReconnect: (tcUrl) => [...guests].filter((guest) => guest.requestReconnect(tcUrl)).length,
    cut: (how) => {
      for (const guest of guests) guest.cut(how);
    },
    stop: async () => {
      clearInterval(timer);
      for (const guest of guests) guest.cut('reset');
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

type GuestEvents = {
  /** The code of a refusal, or null. */
  readonly onPublish: (received: Received) => string | null;
  readonly onClose: () => void;
};

/** One connection. */
class Guest {
  readonly #socket: Socket;
  readonly #options: ReceiverOptions;
  readonly #events: GuestEvents;
  readonly #machine: RtmpServerConnection;
  readonly #received: Received;

  constructor(socket: Socket, options: ReceiverOptions, events: GuestEvents) {
    this.#socket = socket;
    this.#options = options;
    this.#events = events;
    const now = performance.now();
    this.#received = { openedAt: now, closedAt: null, ending: null, key: '', bytes: 0, arrivals: [] };
    const random = new Uint8Array(randomBytes(1528));
    const { ackEveryBytes } = options;
    this.#machine = new RtmpServerConnection({
      random,
      now,
      ...(ackEveryBytes === undefined ? {} : { ackEveryBytes }),
    });
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('end', () => this.#ended('fin'));
    socket.on('error', () => this.#ended('reset'));
    socket.on('close', () => {
      this.#ended('reset');
      events.onClose();
    });
  }

  tick(): void {
    this.#machine.tick(performance.now());
    this.#turn();
  }

  requestReconnect(tcUrl: string | null): boolean {
    const isAsked = this.#machine.requestReconnect(tcUrl, 'going down for maintenance');
    this.#turn();
    return isAsked;
  }

  cut(how: 'reset' | 'fin'): void {
    if (how === 'fin') this.#socket.end();
    else this.#socket.resetAndDestroy();
  }

  #receive(bytes: Buffer): void {
    this.#received.bytes += bytes.length;
    this.#machine.receive(bytes, performance.now());
    this.#turn();
  }

  #turn(): void {
    for (const event of this.#machine.takeEvents()) this.#handle(event);
    // An answer may bring further events.
    for (const event of this.#machine.takeEvents()) this.#handle(event);
    let count = 0;
    for (const piece of this.#machine.takeOutput()) {
      count += piece.length;
      if (this.#socket.writable) this.#socket.write(piece.slice());
    }
    if (count > 0) this.#machine.outputSent(count);
  }

  #handle(event: ServerEvent): void {
    const at = performance.now();
    switch (event.kind) {
      case 'publish':
        this.#publish(event.key);
        return;
      case 'metadata':
        this.#note({ kind: 'metadata', track: 'video', at, timestamp: 0, isKeyFrame: false, number: null, bytes: 0 });
        return;
      case 'video':
      case 'audio':
        this.#note(readArrival(event.kind, event.body, { at, timestamp: event.timestamp }));
        return;
      case 'unpublish':
        this.#ended('unpublish');
        return;
      case 'failed':
        this.#ended('refused');
        this.#socket.destroy();
        return;
      case 'play':
        this.#machine.refusePlay('NetStream.Play.Failed', 'nothing is played here');
        return;
      case 'connect':
      case 'stop-play':
    }
  }

  #publish(key: string): void {
    this.#received.key = key;
    const refusal = this.#events.onPublish(this.#received);
    if (refusal === null) this.#machine.acceptPublish();
    else this.#machine.refusePublish(refusal, 'not now');
  }

  #note(arrival: Arrival): void {
    if (this.#options.isLogged !== false) this.#received.arrivals.push(arrival);
    this.#options.onArrival?.(this.#received, arrival);
  }

  #ended(how: NonNullable<Received['ending']>): void {
    this.#received.ending ??= how;
    if (how !== 'unpublish') this.#received.closedAt ??= performance.now();
  }
}
