/** The server side of one connection that accepts a publisher: bytes and time in, bytes and events out; sockets are the shell's. */
import type { Millis } from '../clock.ts';
import { studioError } from '../errors.ts';
import type { StudioError } from '../errors.ts';
import { readMetadata } from '../flv/metadata.ts';
import { TimestampUnwrapper } from '../media/timestamps.ts';
import { fieldsOf, textOf } from '../wire/amf0.ts';
import type { AmfFields } from '../wire/amf0.ts';
import { ChunkReader } from './chunk/chunk-reader.ts';
import { ChunkWriter } from './chunk/chunk-writer.ts';
import { chunkStream, messageType } from './chunk/message.ts';
import type { RtmpMessage } from './chunk/message.ts';
import { Handshake } from './handshake/handshake.ts';
import { isCommand, isDataMessage, readCommand, readValues } from './message/command.ts';
import type { Command } from './message/command.ts';
import { readControl, writeControl } from './message/control.ts';
import type { ControlMessage } from './message/control.ts';
import { ReceiveWindow } from './message/receive-window.ts';
import { splitAggregate } from './server/aggregate.ts';
import { connectReply, resultReply, statusReply } from './server/replies.ts';

/** Payload bytes per chunk that the server sends with. */
const defaultServerChunkSize = 4096;
/** The window announced to clients, and the one for acknowledgements until the client announces its own. */
const serverWindow = 2_500_000;
/** How long a client may take for the handshake, for connect, and from there to publish. */
const serverTimeoutMs = 10_000;
/** Message streams one client may create. */
const maxMessageStreams = 16;

export type ServerOptions = {
  /** 1528 random bytes for S1. */
  readonly random: Uint8Array;
  readonly now: Millis;
  /** Payload bytes per chunk, 128..65 536; default 4096. */
  readonly chunkSize?: number;
  /** Bytes between acknowledgements until the client announces its window; default 2 500 000, at least 32 768. */
  readonly ackEveryBytes?: number;
};

export type ServerEvent =
  | { readonly kind: 'connect'; readonly app: string; readonly tcUrl: string; readonly flashVer: string }
  /**
   * Answer with `acceptPublish` or `refusePublish`. The key is a secret. Media of a client that doesn't wait for the
   * answer may come out behind this event; drop it after a refusal.
   */
  | { readonly kind: 'publish'; readonly key: string; readonly streamId: number }
  | { readonly kind: 'metadata'; readonly values: AmfFields }
  /** `timestamp`: ms, unwrapped past 2^32. `body`: FLV tag body, owned by the receiver. */
  | { readonly kind: 'video' | 'audio'; readonly timestamp: Millis; readonly body: Uint8Array }
  | { readonly kind: 'unpublish' }
  /** The machine is dead; close the socket. */
  | { readonly kind: 'failed'; readonly error: StudioError };

/** `asked`: publish awaits the shell's word. */
type Phase = 'handshake' | 'connect' | 'idle' | 'asked' | 'publishing' | 'failed';

export class RtmpServerConnection {
  readonly #options: ServerOptions;
  readonly #handshake: Handshake;
  readonly #reader = new ChunkReader();
  readonly #chunks = new ChunkWriter();
  readonly #received: ReceiveWindow;
  readonly #times = new TimestampUnwrapper();
  #phase: Phase = 'handshake';
  #deadline: Millis | null;
  #now: Millis;
  #events: ServerEvent[] = [];
  #streams = 0;
  #publishStreamId = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#now = options.now;
    this.#deadline = options.now + serverTimeoutMs;
    this.#received = new ReceiveWindow(options.ackEveryBytes ?? serverWindow);
    this.#handshake = new Handshake('server', options.random, { now: options.now });
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#received.received;
  }

  /** Takes bytes from the client; never throws on what they say. `bytes` may change afterwards. */
  receive(bytes: Uint8Array, now: Millis): void {
    if (this.#phase === 'failed') return;
    this.#now = now;
    const sequence = this.#received.receive(bytes.length);
    if (this.#phase === 'handshake') this.#shakeHands(bytes);
    else this.#readChunks(bytes);
    if (sequence !== null && !this.#isDead()) this.#control({ kind: 'acknowledgement', sequence });
  }

  /** Fires what is due at `now`. */
  tick(now: Millis): void {
    this.#now = now;
    if (this.#deadline === null || now < this.#deadline) return;
    this.#fail(
      studioError(this.#phase === 'handshake' ? 'handshake-timeout' : 'connect-timeout', { phase: this.#phase }),
    );
  }

  /** When to call `tick` at the latest, or null while nothing is awaited. */
  nextDeadline(): Millis | null {
    return this.#deadline;
  }

  /** Buffers to send, handed out once. */
  takeOutput(): readonly Uint8Array[] {
    return this.#chunks.take();
  }

  /** Tells that the oldest `count` bytes of those taken have left, so that their memory can be used again. */
  outputSent(count: number): void {
    this.#chunks.sent(count);
  }

  /** Events since the last call, oldest first. */
  takeEvents(): readonly ServerEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Lets the waiting publisher begin. False when none waits. */
  acceptPublish(): boolean {
    if (this.#phase !== 'asked') return false;
    this.#enter('publishing', null);
    this.#control({ kind: 'stream-begin', streamId: this.#publishStreamId });
    this.#status('status', 'NetStream.Publish.Start', 'Start publishing');
    return true;
  }

  /** Turns the waiting publisher away with an onStatus of level error. False when none waits. */
  refusePublish(code: string, description: string): boolean {
    if (this.#phase !== 'asked') return false;
    this.#enter('idle', serverTimeoutMs);
    this.#status('error', code, description);
    return true;
  }

  #isDead(): boolean {
    return this.#phase === 'failed';
  }

  #shakeHands(bytes: Uint8Array): void {
    const step = this.#handshake.receive(bytes, this.#now);
    for (const piece of this.#handshake.takeOutput()) this.#chunks.writeBytes(piece);
    if (step.kind === 'failed') this.#fail(step.error);
    if (step.kind !== 'done') return;
    this.#enter('connect', serverTimeoutMs);
    if (step.rest.length > 0) this.#readChunks(step.rest);
  }

  #readChunks(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
    while (!this.#isDead()) {
      const step = this.#reader.next();
      if (step.kind === 'need-more') return;
      if (step.kind === 'failed') this.#fail(step.error);
      else this.#onMessage(step.message);
    }
  }

  #onMessage(message: RtmpMessage): void {
    if (message.type === messageType.video || message.type === messageType.audio) this.#onMedia(message);
    else if (message.type === messageType.aggregate) splitAggregate(message).forEach((part) => this.#onPart(part));
    else if (isCommand(message)) this.#onCommandMessage(message);
    else if (isDataMessage(message)) this.#onData(message);
    else this.#onControl(readControl(message.type, message.body));
  }

  /** A part of an aggregate may be media or data, nothing else. */
  #onPart(part: RtmpMessage): void {
    if (part.type === messageType.video || part.type === messageType.audio) {
      this.#onMedia({ ...part, body: part.body.slice() });
    } else if (isDataMessage(part)) {
      this.#onData(part);
    }
  }

  /** Some publishers don't wait for Publish.Start: what follows publish comes out after its event, whole or in bytes. */
  #takesMedia(): boolean {
    return this.#phase === 'asked' || this.#phase === 'publishing';
  }

  #onMedia(message: RtmpMessage): void {
    if (!this.#takesMedia() || message.body.length === 0) return;
    const kind = message.type === messageType.video ? 'video' : 'audio';
    this.#events.push({ kind, timestamp: this.#times.unwrap(message.timestamp), body: message.body });
  }

  /** Malformed data messages are skipped: the pictures can do without them. */
  #onData(message: RtmpMessage): void {
    if (!this.#takesMedia()) return;
    const values = readValues(message);
    const metadata = values.ok ? readMetadata(values.value) : null;
    if (metadata !== null) this.#events.push({ kind: 'metadata', values: metadata });
  }

  #onControl(message: ControlMessage | null): void {
    if (message?.kind === 'window-ack-size') this.#received.setWindow(message.window);
    if (message?.kind === 'ping-request') this.#control({ kind: 'ping-response', time: message.time });
  }

  #onCommandMessage(message: RtmpMessage): void {
    const command = readCommand(message);
    if (!command.ok) this.#fail(command.error);
    else if (this.#phase === 'connect') this.#onFirstCommand(command.value);
    else this.#onCommand(command.value, message.streamId);
  }

  #onFirstCommand(command: Command): void {
    if (command.name !== 'connect') {
      this.#fail(studioError('protocol-violation', { why: 'connect-expected' }));
      return;
    }
    const fields = fieldsOf(command.object);
    const [app, tcUrl, flashVer] = ['app', 'tcUrl', 'flashVer'].map((name) => textOf(fields.get(name)));
    this.#enter('idle', serverTimeoutMs);
    this.#events.push({ kind: 'connect', app: app ?? '', tcUrl: tcUrl ?? '', flashVer: flashVer ?? '' });
    this.#control({ kind: 'window-ack-size', window: serverWindow });
    this.#control({ kind: 'set-peer-bandwidth', window: serverWindow, limit: 'dynamic' });
    this.#chunks.writeChunkSize(this.#options.chunkSize ?? defaultServerChunkSize);
    this.#reply(connectReply(command.transaction));
  }

  #onCommand(command: Command, streamId: number): void {
    switch (command.name) {
      case 'createStream':
        this.#onCreateStream(command);
        return;
      case 'publish':
        this.#onPublish(textOf(command.args[0]), streamId);
        return;
      case 'play':
        this.#status('error', 'NetStream.Play.StreamNotFound', 'This server only receives.', streamId);
        return;
      case 'deleteStream':
      case 'closeStream':
        this.#onUnpublish();
        break;
      case '_result':
      case '_error':
      case 'onStatus':
        return;
      default:
        break;
    }
    // Some encoders wait for the answer to every call they number (Haivision: _checkbw).
    if (command.transaction > 0) this.#reply(resultReply(command.transaction, undefined));
  }

  #onCreateStream(command: Command): void {
    if (this.#streams >= maxMessageStreams) {
      this.#fail(studioError('protocol-violation', { why: 'too-many-message-streams' }));
      return;
    }
    this.#streams += 1;
    this.#reply(resultReply(command.transaction, this.#streams));
  }

  #onPublish(key: string, streamId: number): void {
    if (this.#phase !== 'idle') {
      this.#status('error', 'NetStream.Publish.BadName', 'This connection already publishes.', streamId);
      return;
    }
    this.#publishStreamId = streamId;
    this.#enter('asked', null);
    this.#events.push({ kind: 'publish', key, streamId });
  }

  #onUnpublish(): void {
    if (this.#phase !== 'asked' && this.#phase !== 'publishing') return;
    this.#enter('idle', serverTimeoutMs);
    this.#events.push({ kind: 'unpublish' });
    this.#status('status', 'NetStream.Unpublish.Success', 'Stop publishing');
  }

  #enter(phase: Phase, timeoutMs: Millis | null): void {
    this.#phase = phase;
    this.#deadline = timeoutMs === null ? null : this.#now + timeoutMs;
  }

  #fail(error: StudioError): void {
    this.#chunks.discard();
    this.#enter('failed', null);
    this.#events.push({ kind: 'failed', error });
  }

  #reply(body: Uint8Array): void {
    const header = { chunkStreamId: chunkStream.connection, type: messageType.command, streamId: 0, timestamp: 0 };
    this.#chunks.write(header, body);
  }

  #status(
    level: 'status' | 'error',
    code: string,
    description: string,
    streamId: number = this.#publishStreamId,
  ): void {
    const header = { chunkStreamId: chunkStream.stream, type: messageType.command, streamId, timestamp: 0 };
    this.#chunks.write(header, statusReply(level, code, description));
  }

  #control(message: ControlMessage): void {
    const { type, body } = writeControl(message);
    this.#chunks.write({ chunkStreamId: chunkStream.control, type, streamId: 0, timestamp: 0 }, body);
  }
}
