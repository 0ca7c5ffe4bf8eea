/** The lower half of a client connection: handshake, chunks, acknowledgements and pings; commands and media are its user's. */
import type { Millis } from '../../clock.ts';
import type { StudioError } from '../../errors.ts';
import { ChunkReader } from '../chunk/chunk-reader.ts';
import { ChunkWriter } from '../chunk/chunk-writer.ts';
import type { OutgoingHeader } from '../chunk/chunk-writer.ts';
import { chunkStream, messageType } from '../chunk/message.ts';
import type { RtmpMessage } from '../chunk/message.ts';
import { Handshake, handshakeLength } from '../handshake/handshake.ts';
import type { HandshakeStep } from '../handshake/handshake.ts';
import { AckTracker } from '../message/ack-tracker.ts';
import type { AckMode } from '../message/ack-tracker.ts';
import { readControl, writeControl } from '../message/control.ts';
import type { ControlMessage } from '../message/control.ts';
import { ReceiveWindow } from '../message/receive-window.ts';

/** Window for our own acknowledgements until the server announces one. */
const ownAckWindow = 1024 * 1024;
/** Ping Requests answered of those that one read brings. */
const pongsPerRead = 8;
/** S0, S1 and S2 together. */
const serverHelloLength = 1 + 2 * handshakeLength;

export type LinkOptions = {
  /** 1528 random bytes for C1. */
  readonly random: Uint8Array;
  readonly now: Millis;
  /** Payload bytes per chunk, 128..65 536. */
  readonly chunkSize: number;
  /** Window Acknowledgement Size to ask the server for, in bytes. */
  readonly ackWindow: number;
  /** The longest message taken from the server, in bytes. */
  readonly maxMessage: number;
  /** `simple` by default. */
  readonly handshake?: 'simple' | 'digest';
};

/** What `next` found; messages are those that are no protocol control. */
export type LinkStep =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'handshaken' }
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'control'; readonly control: ControlMessage }
  | { readonly kind: 'message'; readonly message: RtmpMessage }
  | { readonly kind: 'failed'; readonly error: StudioError };

export class ClientLink {
  readonly #handshake: Handshake;
  readonly #reader: ChunkReader;
  readonly #chunks = new ChunkWriter();
  readonly #received = new ReceiveWindow(ownAckWindow);
  readonly #acks: AckTracker;
  readonly #options: LinkOptions;
  #shaking = true;
  #shaken: HandshakeStep | null = null;
  #owed: number | null = null;
  #pongsLeft = 0;
  #askedForAcks = false;
  #now: Millis;
  #written = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#now = options.now;
    this.#reader = new ChunkReader(options.maxMessage);
    this.#acks = new AckTracker(options.ackWindow);
    const { random, now, handshake: mode = 'simple' } = options;
    this.#handshake = new Handshake('client', random, { now, mode });
    this.#passHandshake();
  }

  /** Bytes handed out by `takeOutput`, handshake included. */
  get bytesWritten(): number {
    return this.#written;
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#received.received;
  }

  /** True until the server said something beyond its handshake. */
  get isWordless(): boolean {
    return this.#received.received <= serverHelloLength;
  }

  /** The server's acknowledgements of what we wrote. */
  get acks(): Pick<AckTracker, 'deliveredBytes' | 'inFlightBytes' | 'rttMillis'> & { readonly mode: AckMode } {
    return this.#acks;
  }

  /** Takes bytes from the server; call `next` until it needs more, before `bytes` may change. */
  feed(bytes: Uint8Array, now: Millis): void {
    this.#now = now;
    this.#pongsLeft = pongsPerRead;
    this.#owed = this.#received.receive(bytes.length) ?? this.#owed;
    if (!this.#shaking) {
      this.#reader.feed(bytes);
      return;
    }
    this.#shaken = this.#handshake.receive(bytes, now);
    this.#passHandshake();
  }

  /** What comes next of the bytes fed; ends with `need-more`, when everything owed has been answered, or `failed`. */
  next(): LinkStep {
    if (this.#shaking) return this.#nextOfHandshake();
    for (;;) {
      const step = this.#reader.next();
      if (step.kind === 'failed') return step;
      if (step.kind === 'need-more') {
        this.#payAcknowledgement();
        return step;
      }
      const { type, body } = step.message;
      if (!isControl(type)) return step;
      const found = this.#onControl(readControl(type, body));
      if (found !== null) return found;
    }
  }

  /** Sends one message; false, with nothing sent, when it exceeds 16 777 215 bytes. */
  write(header: OutgoingHeader, payload: Uint8Array): boolean {
    return this.#chunks.write(header, payload);
  }

  /** Sends a command on message stream 0. */
  command(body: Uint8Array): void {
    this.write({ chunkStreamId: chunkStream.connection, type: messageType.command, streamId: 0, timestamp: 0 }, body);
  }

  /** Sends a control message. */
  control(message: ControlMessage): void {
    const { type, body } = writeControl(message);
    this.write({ chunkStreamId: chunkStream.control, type, streamId: 0, timestamp: 0 }, body);
  }

  /** Our Window Ack Size, once: the answer to Set Peer Bandwidth (RTMP 5.4.5) and the request for frequent acks. */
  askForAcks(): void {
    if (this.#askedForAcks) return;
    this.#askedForAcks = true;
    this.control({ kind: 'window-ack-size', window: this.#options.ackWindow });
  }

  /** Asks for another window: how often the server should acknowledge from now on (RTMP 5.4.4). Nothing before the first. */
  askForAcksEvery(window: number): void {
    if (!this.#askedForAcks) return;
    this.#acks.setWindow(window);
    this.control({ kind: 'window-ack-size', window });
  }

  /** Bytes written and not taken yet. */
  get bytesWaiting(): number {
    return this.#chunks.waiting;
  }

  /** Buffers for one corked write, of the oldest `limit` bytes that wait. */
  takeOutput(now: Millis, limit?: number): readonly Uint8Array[] {
    const output = this.#chunks.take(limit);
    if (output.length === 0) return output;
    for (const bytes of output) this.#written += bytes.length;
    this.#acks.onWritten(this.#written, now);
    return output;
  }

  /** Tells that the oldest `count` bytes of those taken have left, so that their memory can be used again. */
  outputSent(count: number): void {
    this.#chunks.sent(count);
  }

  /** Forgets what was not handed out yet. */
  discardOutput(): void {
    this.#chunks.discard();
  }

  #passHandshake(): void {
    for (const bytes of this.#handshake.takeOutput()) this.#chunks.writeBytes(bytes);
  }

  #nextOfHandshake(): LinkStep {
    const step = this.#shaken ?? { kind: 'need-more' };
    this.#shaken = null;
    if (step.kind !== 'done') return step;
    this.#shaking = false;
    this.#chunks.writeChunkSize(this.#options.chunkSize);
    this.#reader.feed(step.rest);
    return { kind: 'handshaken' };
  }

  #payAcknowledgement(): void {
    const sequence = this.#owed;
    if (sequence === null) return;
    this.#owed = null;
    this.control({ kind: 'acknowledgement', sequence });
  }

  /** Obeys what needs no more than an answer; the rest comes out. */
  #onControl(message: ControlMessage | null): LinkStep | null {
    if (message === null) return null;
    if (message.kind === 'ping-request') this.#answerPing(message.time);
    else if (message.kind === 'window-ack-size') this.#received.setWindow(message.window);
    else if (message.kind === 'set-peer-bandwidth') this.askForAcks();
    else if (message.kind !== 'acknowledgement') return { kind: 'control', control: message };
    else if (this.#acks.onAcknowledgement(message.sequence, this.#now)) return { kind: 'acknowledged' };
    return null;
  }

  /** A flood of pings must not fill the socket with answers; a server with an honest question gets its own. */
  #answerPing(time: number): void {
    if (this.#pongsLeft === 0) return;
    this.#pongsLeft -= 1;
    this.control({ kind: 'ping-response', time });
  }
}

/** Types 1 to 6 (RTMP 5.4, 6.2). */
function isControl(type: number): boolean {
  return type >= messageType.setChunkSize && type <= messageType.setPeerBandwidth;
}
