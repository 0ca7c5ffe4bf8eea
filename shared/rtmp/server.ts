/** The server side of one connection that publishes or plays: bytes and time in, bytes and events out; sockets are the shell's. */
import type { Millis } from '../clock.ts';
import { studioError } from '../errors.ts';
import type { StudioError } from '../errors.ts';
import { readMetadata } from '../flv/metadata.ts';
import type { AmfFields } from '../wire/amf0.ts';
import { ChunkReader } from './chunk/chunk-reader.ts';
import { maxMessageLength, messageType } from './chunk/message.ts';
import type { RtmpMessage } from './chunk/message.ts';
import { Handshake } from './handshake/handshake.ts';
import { isCommand, isDataMessage, readCommand, readValues } from './message/command.ts';
import { readControl } from './message/control.ts';
import type { ControlMessage } from './message/control.ts';
import { ReceiveWindow } from './message/receive-window.ts';
import { splitAggregate } from './server/aggregate.ts';
import { BodyLender, BodyPool } from './server/body-lender.ts';
import type { PeerCapabilities } from './message/capabilities.ts';
import { ServerDialogue, serverWindow } from './server/dialogue/dialogue.ts';
import type { DialogueEvent, DialogueOptions } from './server/dialogue/dialogue.ts';
import type { PublishSink } from './server/dialogue/publication.ts';
import { dataBody, ServerVoice } from './server/dialogue/voice.ts';
import { Liveness } from './server/liveness.ts';
import type { Patience } from './server/liveness.ts';

/** How long a client may take for the handshake. */
const handshakeTimeoutMs = 10_000;
/** The longest message of a client that may not publish yet: nothing but commands is due, and anybody may connect. */
const maxStrangerMessage = 256 * 1024;
/** Bytes that are kept while the shell thinks about its answer. */
const maxHeldBytes = 4 * 1024 * 1024;
/** Ping Requests answered of those that one read brings. */
const pongsPerRead = 8;
/** Silence of a publisher, who should be sending all the time, and of others. */
const publisherPatience: Patience = { pingAfter: 8000, dropAfter: 15_000 };
const playerPatience: Patience = { pingAfter: 30_000, dropAfter: 60_000 };

const nothing: readonly never[] = [];
const noBytes = new Uint8Array(0);

export type ServerOptions = DialogueOptions & {
  /** 1528 random bytes for S1. */
  readonly random: Uint8Array;
  readonly now: Millis;
  /** Bytes between acknowledgements until the client announces its window; default 2 500 000, at least 32 768. */
  readonly ackEveryBytes?: number;
  /** Memory that many connections share; else this one has its own. */
  readonly bodies?: BodyPool;
};

/** Metadata and media come from publications without a sink. */
export type ServerEvent =
  | DialogueEvent
  | { readonly kind: 'metadata'; readonly values: AmfFields }
  /** `timestamp`: ms, unwrapped past 2^32. `body`: FLV tag body, owned by the receiver. */
  | { readonly kind: 'video' | 'audio'; readonly timestamp: Millis; readonly body: Uint8Array };

export class RtmpServerConnection {
  readonly #handshake: Handshake;
  readonly #lender: BodyLender;
  readonly #reader: ChunkReader;
  readonly #voice = new ServerVoice();
  readonly #received: ReceiveWindow;
  readonly #liveness: Liveness;
  readonly #dialogue: ServerDialogue;
  readonly #handshakeDeadline: Millis;
  #phase: 'handshake' | 'open' | 'failed' = 'handshake';
  #held = 0;
  #pongsLeft = 0;
  #now: Millis;
  #events: ServerEvent[] = [];

  constructor(options: ServerOptions) {
    this.#now = options.now;
    this.#handshakeDeadline = options.now + handshakeTimeoutMs;
    this.#received = new ReceiveWindow(options.ackEveryBytes ?? serverWindow);
    this.#liveness = new Liveness(options.now);
    this.#lender = new BodyLender(options.bodies ?? new BodyPool());
    this.#reader = new ChunkReader(maxStrangerMessage, this.#lender.lend);
    this.#handshake = new Handshake('server', options.random, { now: options.now });
    this.#dialogue = new ServerDialogue(this.#voice, options, (event) => {
      if (event.kind === 'failed') this.#phase = 'failed';
      this.#events.push(event);
    });
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#received.received;
  }

  /** What the client said in connect. */
  get capabilities(): PeerCapabilities {
    return this.#dialogue.capabilities;
  }

  /** Takes bytes from the client; never throws on what they say. `bytes` may change afterwards. */
  receive(bytes: Uint8Array, now: Millis): void {
    if (this.#phase === 'failed') return;
    this.#now = now;
    this.#liveness.heard(now);
    this.#pongsLeft = pongsPerRead;
    const sequence = this.#received.receive(bytes.length);
    if (this.#phase === 'handshake') this.#shakeHands(bytes);
    else if (this.#dialogue.isAsking) this.#hold(bytes);
    else this.#readChunks(bytes);
    this.#dialogue.streams.settle(now);
    if (sequence !== null && !this.#isDead()) this.#voice.control({ kind: 'acknowledgement', sequence });
  }

  /** The client took bytes that waited for it: it lives, though it may say nothing. */
  delivered(now: Millis): void {
    this.#liveness.heard(now);
  }

  /** Fires what is due at `now`. */
  tick(now: Millis): void {
    if (this.#phase === 'failed') return;
    this.#now = now;
    const deadline = this.#deadline();
    if (deadline !== null) {
      if (now < deadline) return;
      if (this.#phase === 'handshake') this.#fail(studioError('handshake-timeout', { phase: 'handshake' }));
      else this.#fail(studioError('connect-timeout', { phase: this.#dialogue.phase }));
      return;
    }
    const due = this.#liveness.check(now, this.#patience());
    if (due === 'ping') this.#voice.control({ kind: 'ping-request', time: Math.floor(now) >>> 0 });
    if (due === 'drop') this.#fail(studioError('connection-closed', { why: 'silent' }));
  }

  /** When to call `tick` at the latest, or null when the machine is dead. */
  nextDeadline(): Millis | null {
    if (this.#phase === 'failed') return null;
    return this.#deadline() ?? this.#liveness.next(this.#patience());
  }

  /** Buffers to send, handed out once. */
  takeOutput(): readonly Uint8Array[] {
    return this.#voice.take();
  }

  /** Tells that the oldest `count` bytes of those taken have left, so that their memory can be used again. */
  outputSent(count: number): void {
    this.#voice.sent(count);
  }

  /** Events since the last call, oldest first. An answer to a question may bring more. */
  takeEvents(): readonly ServerEvent[] {
    if (this.#events.length === 0) return nothing;
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Lets the waiting publisher begin; its media goes to `sink`, else into events. False when none waits. */
  acceptPublish(sink: PublishSink | null = null): boolean {
    const isAccepted = !this.#isDead() && this.#dialogue.acceptPublish(sink);
    if (isAccepted) this.#reader.allow(maxMessageLength);
    return this.#resumeIf(isAccepted);
  }

  /** Turns the waiting publisher away with an onStatus of level error; never put the key into it. False when none waits. */
  refusePublish(code: string, description: string): boolean {
    return this.#resumeIf(!this.#isDead() && this.#dialogue.refuse('publish', code, description));
  }

  /** Lets the waiting player begin; media may follow right behind the output. False when none waits. */
  acceptPlay(): boolean {
    return this.#resumeIf(!this.#isDead() && this.#dialogue.acceptPlay());
  }

  /** Turns the waiting player away. False when none waits. */
  refusePlay(code: string, description: string): boolean {
    return this.#resumeIf(!this.#isDead() && this.#dialogue.refuse('play', code, description));
  }

  /** Ends a play from our side: Stream EOF and an onStatus. False when nothing plays on that message stream. */
  endPlay(streamId: number, code: string, description: string): boolean {
    if (this.#isDead() || !this.#dialogue.endPlay(streamId, code, description)) return false;
    this.#dialogue.await(this.#now);
    return true;
  }

  /** Ends a publish from our side with an onStatus of level error. False when nobody publishes on that message stream. */
  endPublish(streamId: number, code: string, description: string): boolean {
    if (this.#isDead() || !this.#dialogue.endPublish(streamId, code, description)) return false;
    this.#dialogue.await(this.#now);
    return true;
  }

  /**
   * Asks the client to move (Enhanced RTMP v2, "Reconnect Request"): to `tcUrl`, or to the same place when it is null.
   * The client goes on here until it left. False when it never said that it understands.
   */
  requestReconnect(tcUrl: string | null, description: string): boolean {
    return !this.#isDead() && this.#dialogue.requestReconnect(tcUrl, description);
  }

  #isDead(): boolean {
    return this.#phase === 'failed';
  }

  #deadline(): Millis | null {
    return this.#phase === 'handshake' ? this.#handshakeDeadline : this.#dialogue.deadline;
  }

  #patience(): Patience {
    return this.#dialogue.streams.isPublishing ? publisherPatience : playerPatience;
  }

  #shakeHands(bytes: Uint8Array): void {
    const step = this.#handshake.receive(bytes, this.#now);
    for (const piece of this.#handshake.takeOutput()) this.#voice.bytes(piece);
    if (step.kind === 'failed') this.#fail(step.error);
    if (step.kind !== 'done') return;
    this.#phase = 'open';
    this.#dialogue.await(this.#now);
    if (step.rest.length > 0) this.#readChunks(step.rest);
  }

  #readChunks(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
    while (this.#phase !== 'failed') {
      const step = this.#reader.next();
      if (step.kind === 'need-more') return;
      if (step.kind === 'failed') {
        this.#fail(step.error);
        return;
      }
      this.#onMessage(step.message);
      this.#lender.takeBack();
      if (!this.#dialogue.isAsking) continue;
      // Makes the reader copy what it has not read, for the bytes are the shell's.
      this.#reader.feed(noBytes);
      return;
    }
  }

  /** Keeps bytes for after the answer. */
  #hold(bytes: Uint8Array): void {
    this.#held += bytes.length;
    if (this.#held > maxHeldBytes) this.#fail(studioError('protocol-violation', { why: 'too-much-before-answer' }));
    else this.#reader.feed(bytes.slice());
  }

  /** Reads on after an answer; gives back whether there was one. */
  #resumeIf(isAnswered: boolean): boolean {
    if (!isAnswered || this.#isDead()) return isAnswered;
    this.#held = 0;
    this.#dialogue.await(this.#now);
    this.#readChunks(noBytes);
    this.#dialogue.streams.settle(this.#now);
    return true;
  }

  #onMessage(message: RtmpMessage): void {
    if (message.type === messageType.video || message.type === messageType.audio) this.#onMedia(message);
    else if (message.type === messageType.aggregate) splitAggregate(message).forEach((part) => this.#onPart(part));
    else if (isCommand(message)) this.#onCommand(message);
    else if (isDataMessage(message)) this.#onData(message);
    else this.#onControl(readControl(message.type, message.body));
  }

  /** A part of an aggregate may be media or data, nothing else. */
  #onPart(part: RtmpMessage): void {
    if (part.type === messageType.video || part.type === messageType.audio) this.#onMedia(part);
    else if (isDataMessage(part)) this.#onData(part);
  }

  #onMedia({ type, streamId, timestamp, body }: RtmpMessage): void {
    const publication = this.#dialogue.streams.publication(streamId);
    const track = type === messageType.video ? 'video' : 'audio';
    // An audio message without content means silence (Enhanced RTMP v2, "Enhanced Audio"); such video means nothing.
    if (publication === null || (body.length === 0 && track === 'video')) return;
    const time = publication.timeOf(timestamp);
    if (publication.sink === null) {
      this.#events.push({ kind: track, timestamp: time, body: body.slice() });
      return;
    }
    publication.isTouched = true;
    publication.sink.onMedia(track, time, body);
  }

  /** Malformed data messages are skipped: the pictures can do without them. */
  #onData(message: RtmpMessage): void {
    const publication = this.#dialogue.streams.publication(message.streamId);
    if (publication === null) return;
    const values = readValues(message);
    if (!values.ok) return;
    if (publication.sink === null) {
      const metadata = readMetadata(values.value);
      if (metadata !== null) this.#events.push({ kind: 'metadata', values: metadata });
      return;
    }
    const body = dataBody(message, values.value);
    if (body === null) return;
    publication.isTouched = true;
    publication.sink.onData(publication.time, body);
  }

  #onControl(message: ControlMessage | null): void {
    if (message?.kind === 'window-ack-size') this.#received.setWindow(message.window);
    if (message?.kind !== 'ping-request' || this.#pongsLeft === 0) return;
    this.#pongsLeft -= 1;
    this.#voice.control({ kind: 'ping-response', time: message.time });
  }

  #onCommand(message: RtmpMessage): void {
    const command = readCommand(message);
    if (!command.ok) this.#fail(command.error);
    else this.#dialogue.take(command.value, message.streamId, this.#now);
  }

  #fail(error: StudioError): void {
    this.#voice.discard();
    this.#phase = 'failed';
    this.#events.push({ kind: 'failed', error });
  }
}
