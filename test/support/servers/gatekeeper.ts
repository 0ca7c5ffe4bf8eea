/** An RTMP server that lets nobody in without conditions: each connect is answered as the test decides; who is let in may publish. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import type { RtmpMessage } from '../../../shared/rtmp/chunk/message.ts';
import { Handshake } from '../../../shared/rtmp/handshake/handshake.ts';
import { readCommand, writeCommand, type Command } from '../../../shared/rtmp/message/command.ts';
import { amfObject, fieldsOf, textOf, type AmfFields, type AmfValue } from '../../../shared/wire/amf0.ts';
import { listenOn } from '../loopback.ts';

/** What one connect said. */
export type Knock = {
  readonly app: string;
  readonly tcUrl: string;
  readonly fields: AmfFields;
  /** Whether C1 had a version, as with digests. */
  readonly isDigest: boolean;
};

/** A no: `info` becomes the information object of an `_error`, or of an `onStatus`. */
export type Refusal = { readonly kind: 'refuse' | 'status'; readonly info: Readonly<Record<string, AmfValue>> };

/** What a connect gets. */
export type Answer =
  | Refusal
  | { readonly kind: 'accept'; readonly properties?: Readonly<Record<string, AmfValue>> }
  | { readonly kind: 'close' }
  | { readonly kind: 'silence' };

export type Gatekeeper = {
  readonly port: number;
  /** All connects so far. */
  readonly knocks: () => readonly Knock[];
  /** TCP connections so far. */
  readonly connections: () => number;
  /** Keys given to publish, and media messages that came after. */
  readonly keys: () => readonly string[];
  readonly tags: () => number;
  readonly stop: () => Promise<void>;
};

export type GatekeeperOptions = {
  /** Called for each connect, with its number from 0. */
  readonly answer: (knock: Knock, index: number) => Answer;
  /** Whether C1 without digest makes the server hang up. */
  readonly wantsDigest?: boolean;
  /** Information objects of onStatus that follow Publish.Start. */
  readonly afterwards?: readonly Readonly<Record<string, AmfValue>>[];
  readonly tls?: { readonly key: string; readonly cert: string };
};

/** Starts it on 127.0.0.1. */
export async function startGatekeeper(options: GatekeeperOptions): Promise<Gatekeeper> {
  const knocks: Knock[] = [];
  const keys: string[] = [];
  const open = new Set<Socket>();
  let tags = 0;
  let connections = 0;
  const serve = (socket: Socket): void => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    const door = new Door(socket, options, {
      onKnock: (knock) => {
        knocks.push(knock);
        return options.answer(knock, knocks.length - 1);
      },
      onKey: (key) => keys.push(key),
      onTag: () => {
        tags += 1;
      },
    });
    socket.on('data', (bytes: Buffer) => door.receive(bytes));
  };
  const server: Server = options.tls === undefined ? createServer(serve) : createTlsServer({ ...options.tls }, serve);
  return {
    port: await listenOn(server),
    knocks: () => knocks,
    connections: () => connections,
    keys: () => keys,
    tags: () => tags,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

type DoorEvents = {
  readonly onKnock: (knock: Knock) => Answer;
  readonly onKey: (key: string) => void;
  readonly onTag: () => void;
};

/** One connection. */
class Door {
  readonly #socket: Socket;
  readonly #events: DoorEvents;
  readonly #options: GatekeeperOptions;
  readonly #handshake = new Handshake('server', new Uint8Array(randomBytes(1528)), { now: 0 });
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  #hello = Buffer.alloc(0);
  #isShaken = false;

  constructor(socket: Socket, options: GatekeeperOptions, events: DoorEvents) {
    this.#socket = socket;
    this.#options = options;
    this.#events = events;
  }

  receive(bytes: Buffer): void {
    if (this.#isShaken) {
      this.#read(bytes);
      return;
    }
    this.#hello = Buffer.concat([this.#hello, bytes]).subarray(0, 16);
    if (this.#options.wantsDigest === true && this.#hello.length >= 9 && !this.#isDigest) {
      this.#socket.destroy();
      return;
    }
    const step = this.#handshake.receive(bytes, 0);
    for (const piece of this.#handshake.takeOutput()) this.#socket.write(piece);
    if (step.kind !== 'done') return;
    this.#isShaken = true;
    this.#read(step.rest);
  }

  get #isDigest(): boolean {
    return this.#hello.subarray(5, 9).some((byte) => byte !== 0);
  }

  #read(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
    for (let step = this.#reader.next(); step.kind === 'message'; step = this.#reader.next())
      this.#onMessage(step.message);
  }

  #onMessage(message: RtmpMessage): void {
    if (message.type === 8 || message.type === 9) this.#events.onTag();
    const command = message.type === 20 ? readCommand(message) : null;
    if (command?.ok === true) this.#onCommand(command.value, message.streamId);
  }

  #onCommand(command: Command, streamId: number): void {
    if (command.name === 'connect') this.#onConnect(command);
    if (command.name === 'createStream') this.#say('_result', command.transaction, [null, 1]);
    if (command.name !== 'publish') return;
    this.#events.onKey(textOf(command.args[0]));
    this.#say('onStatus', 0, [null, amfObject({ level: 'status', code: 'NetStream.Publish.Start' })], streamId);
    for (const info of this.#options.afterwards ?? []) this.#say('onStatus', 0, [null, amfObject(info)], streamId);
  }

  #onConnect({ object, transaction }: Command): void {
    const fields = fieldsOf(object);
    const [app, tcUrl] = [textOf(fields.get('app')), textOf(fields.get('tcUrl'))];
    const answer = this.#events.onKnock({ app, tcUrl, fields, isDigest: this.#isDigest });
    if (answer.kind === 'close') this.#socket.end();
    if (answer.kind === 'refuse') this.#say('_error', transaction, [null, amfObject(answer.info)]);
    if (answer.kind === 'status') this.#say('onStatus', 0, [null, amfObject(answer.info)]);
    if (answer.kind !== 'accept') return;
    const properties = amfObject({ fmsVer: 'FMS/3,0,1,123', ...answer.properties });
    this.#say('_result', transaction, [
      properties,
      amfObject({ level: 'status', code: 'NetConnection.Connect.Success' }),
    ]);
  }

  #say(name: string, transaction: number, [object, ...args]: readonly AmfValue[], streamId = 0): void {
    const body = writeCommand({ name, transaction, object, args });
    this.#writer.write({ chunkStreamId: 3, type: 20, streamId, timestamp: 0 }, body);
    for (const piece of this.#writer.take()) this.#socket.write(piece);
  }
}
