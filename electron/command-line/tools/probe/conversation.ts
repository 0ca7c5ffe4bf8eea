/** The probe's one RTMP conversation: handshake, connect, a few pings, and goodbye; no stream is ever created. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Millis } from '../../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../../shared/errors.ts';
import { ClientLink, type LinkStep } from '../../../../shared/rtmp/client/client-link.ts';
import { connectCommand, transaction, type EnhancedWish } from '../../../../shared/rtmp/client/publish-commands.ts';
import {
  isCommand,
  maxCommandLength,
  readCommand,
  statusOf,
  type Command,
} from '../../../../shared/rtmp/message/command.ts';
import type { RtmpMessage } from '../../../../shared/rtmp/chunk/message.ts';
import { statusError } from '../../../../shared/rtmp/message/status-codes.ts';
import type { IngestAddress } from '../../../../shared/rtmp/url.ts';
import { fieldsOf, type AmfFields, type AmfValue } from '../../../../shared/wire/amf0.ts';
import { systemClock } from '../../../platform/clock.ts';
import { writeCorked } from '../../../rtmp/net/socket-parts.ts';

/** How long the server may take for the handshake, and then for connect. */
const phaseLimitMillis: Millis = 8000;

/** How many pings, and how long each may take. */
const pingCount = 5;
const pingLimitMillis: Millis = 1000;

/** Byte of S1's version in what the server sends first: S0 is one byte, the time four. */
const versionAt = 5;

/** What came to light; null where it did not come so far. */
export type Conversation = {
  readonly error: StudioError | null;
  /** From C0 and C1 to the last byte of S2, in ms. */
  readonly handshakeMillis: Millis | null;
  /** From connect to its _result. */
  readonly connectMillis: Millis | null;
  /** Of those that were answered. */
  readonly pingMillis: readonly Millis[];
  /** Bytes 4 to 7 of S1; zero in a simple handshake. */
  readonly version: readonly number[] | null;
  /** The values of connect's _result, all objects together. */
  readonly said: AmfFields;
  /** Payload bytes per chunk that the server announced. */
  readonly chunkSize: number | null;
};

/** Speaks on `socket`, which it closes; resolves in any case. `wish`: what connect says of Enhanced RTMP, if anything. */
export function converse(socket: Socket, address: IngestAddress, wish: EnhancedWish | null): Promise<Conversation> {
  return new Promise((resolve) => {
    new Talk(socket, { address, wish }, resolve).begin();
  });
}

type Topic = { readonly address: IngestAddress; readonly wish: EnhancedWish | null };

/** The fields of all objects in a command; of two with one name the later counts. */
function allFields(command: Command): AmfFields {
  const fields = new Map<string, AmfValue>();
  for (const value of [command.object, ...command.args]) {
    for (const [name, field] of fieldsOf(value)) fields.set(name, field);
  }
  return fields;
}

class Talk {
  readonly #socket: Socket;
  readonly #address: IngestAddress;
  readonly #wish: EnhancedWish | null;
  readonly #resolve: (conversation: Conversation) => void;
  readonly #link: ClientLink;
  #timer: NodeJS.Timeout | null = null;
  #phase: 'handshake' | 'connect' | 'ping' | 'over' = 'handshake';
  #since: Millis = systemClock.now();
  #start: number[] = [];
  #handshake: Millis | null = null;
  #connect: Millis | null = null;
  #pings: Millis[] = [];
  #pingsSent = 0;
  #said: AmfFields = new Map();
  #chunkSize: number | null = null;

  constructor(socket: Socket, { address, wish }: Topic, resolve: (conversation: Conversation) => void) {
    this.#socket = socket;
    this.#address = address;
    this.#wish = wish;
    this.#resolve = resolve;
    this.#link = new ClientLink({
      random: new Uint8Array(randomBytes(1528)),
      now: this.#since,
      chunkSize: 4096,
      ackWindow: 2_500_000,
      maxMessage: maxCommandLength,
    });
  }

  begin(): void {
    this.#socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    this.#socket.on('error', () => this.#closed());
    this.#socket.on('close', () => this.#closed());
    this.#await('handshake', phaseLimitMillis, () => this.#end(this.#failure('handshake-timeout')));
    this.#flush();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#start.length < versionAt + 4) this.#start.push(...bytes.subarray(0, versionAt + 4));
    this.#link.feed(bytes, systemClock.now());
    while (this.#phase !== 'over') {
      const step = this.#link.next();
      if (step.kind === 'need-more') break;
      this.#take(step);
    }
    this.#flush();
  }

  #take(step: Exclude<LinkStep, { kind: 'need-more' }>): void {
    switch (step.kind) {
      case 'handshaken':
        this.#handshake = systemClock.now() - this.#since;
        this.#await('connect', phaseLimitMillis, () => this.#end(this.#failure('publish-timeout')));
        this.#link.command(this.#connectCommand());
        return;
      case 'control':
        if (step.control.kind === 'set-chunk-size') this.#chunkSize = step.control.size;
        if (step.control.kind === 'ping-response' && this.#phase === 'ping') this.#pong();
        return;
      case 'message':
        this.#onMessage(step.message);
        return;
      case 'failed':
        this.#end(step.error);
        return;
      case 'acknowledged':
        return;
    }
  }

  #connectCommand(): Uint8Array {
    const { app, tcUrl } = this.#address;
    return connectCommand({ app, tcUrl, ...(this.#wish === null ? {} : { enhanced: this.#wish }) });
  }

  #onMessage(message: RtmpMessage): void {
    if (this.#phase !== 'connect' || !isCommand(message)) return;
    const command = readCommand(message);
    if (!command.ok) {
      this.#end(command.error);
      return;
    }
    const { name } = command.value;
    if (name === '_result' && command.value.transaction === transaction.connect) this.#connected(command.value);
    if (name === '_error' || name === 'onStatus') this.#refused(command.value, name);
    if (name === 'close') this.#end(this.#failure('app-refused'));
  }

  #connected(command: Command): void {
    this.#connect = systemClock.now() - this.#since;
    this.#said = allFields(command);
    this.#ping();
  }

  #refused(command: Command, name: string): void {
    const status = statusOf(command) ?? { level: 'error', code: '', description: '' };
    this.#said = allFields(command);
    const error = statusError(name === '_error' ? { ...status, level: 'error' } : status, 'connect');
    if (error !== null) this.#end(error);
  }

  #ping(): void {
    if (this.#pingsSent === pingCount) {
      this.#end(null);
      return;
    }
    this.#pingsSent += 1;
    // A server that leaves one unanswered leaves all of them.
    this.#await('ping', pingLimitMillis, () => this.#end(null));
    this.#link.control({ kind: 'ping-request', time: Math.floor(this.#since) % 2 ** 32 });
    this.#flush();
  }

  #pong(): void {
    this.#pings.push(systemClock.now() - this.#since);
    this.#ping();
  }

  #await(phase: 'handshake' | 'connect' | 'ping', limit: Millis, act: () => void): void {
    this.#phase = phase;
    this.#since = systemClock.now();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(act, limit);
  }

  #flush(): void {
    const pieces = this.#link.takeOutput(systemClock.now());
    if (pieces.length > 0 && this.#socket.writable) writeCorked(this.#socket, pieces);
  }

  #closed(): void {
    if (this.#phase === 'over') return;
    // Some servers say no to an unknown path by hanging up.
    if (this.#phase === 'connect') this.#end(this.#failure('app-refused'));
    else this.#end(this.#phase === 'ping' ? null : this.#failure('closed-early'));
  }

  #failure(code: 'handshake-timeout' | 'closed-early' | 'app-refused' | 'publish-timeout'): StudioError {
    const { host, port } = this.#address;
    return studioError(code, { host, port, phase: this.#phase });
  }

  #end(error: StudioError | null): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 300).unref();
    const version = this.#start.slice(versionAt, versionAt + 4);
    this.#resolve({
      error,
      handshakeMillis: this.#handshake,
      connectMillis: this.#connect,
      pingMillis: this.#pings,
      version: version.length === 4 ? version : null,
      said: this.#said,
      chunkSize: this.#chunkSize,
    });
  }
}
