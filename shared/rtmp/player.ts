/** The client that plays one stream over one connection: bytes and time in, bytes and events out; sockets are the shell's. */
import type { Millis } from '../clock.ts';
import { studioError } from '../errors.ts';
import type { ErrorFacts, StudioError } from '../errors.ts';
import { readMetadata } from '../flv/metadata.ts';
import { tagTrait, tagTraits } from '../flv/tag.ts';
import { TrackTimes } from '../media/timestamps.ts';
import type { AmfFields } from '../wire/amf0.ts';
import { chunkStream, maxMessageLength, messageType } from './chunk/message.ts';
import type { RtmpMessage } from './chunk/message.ts';
import { ClientLink } from './client/client-link.ts';
import type { LinkStep } from './client/client-link.ts';
import type { AttemptEnd } from './client/connect-plan.ts';
import * as dialogue from './client/play-dialogue.ts';
import type { PlayAnswer, PlayEnding, PlayerPhase } from './client/play-dialogue.ts';
import { readAnswer } from './client/publish-dialogue.ts';
import type { ConnectRefusal } from './client/publish-dialogue.ts';
import { withoutDemand } from './client/login/login.ts';
import { redactKey } from './client/redact-key.ts';
import { isCommand, isDataMessage, readCommand, readValues, statusOf } from './message/command.ts';
import type { Command, StatusInfo } from './message/command.ts';
import type { ControlMessage } from './message/control.ts';
import { statusFacts } from './message/status-codes.ts';
import { splitAggregate } from './server/aggregate.ts';

/** Payload bytes per chunk of the little that a player sends. */
const playChunkSize = 4096;
/** Window Acknowledgement Size with which we answer Set Peer Bandwidth, in bytes. */
const playAckWindow = 2_500_000;
/** How long the server may take for the handshake, for connect, and from createStream to the start. */
const phaseTimeoutMs = 10_000;
/** Set Buffer Length unless the caller wishes otherwise, in ms. */
const defaultBufferMs = 1000;
/** What may wait undrained: events, and bytes of media in them. */
const maxWaitingEvents = 131_072;
const maxWaitingBytes = 64 * 1024 * 1024;

export type PlayerOptions = {
  readonly app: string;
  readonly tcUrl: string;
  /** With its query; it may be a secret. */
  readonly streamName: string;
  /** 1528 random bytes for C1. */
  readonly random: Uint8Array;
  readonly now: Millis;
  /** What connect says we take; `enhanced` by default. A server that refuses it may like `legacy`. */
  readonly announces?: 'enhanced' | 'legacy';
  /** Set Buffer Length in ms, 0..2^32 − 1; default 1000. */
  readonly bufferMs?: Millis;
  /** `digest` for servers of old; `simple` by default. */
  readonly handshake?: 'simple' | 'digest';
  /** `send`: FCSubscribe before play, for content networks that want it. Never by default. */
  readonly fcSubscribe?: 'send';
};

export type PlayerEvent =
  /** `playing`: the server said so, or media came. */
  | { readonly kind: 'phase'; readonly phase: 'handshaken' | 'connected' | 'playing' }
  /**
   * An FLV tag body, owned by the receiver; empty for an audio message without content, which means silence.
   * `timestamp`: ms, unwrapped past 2^31 and 2^32 for each track. It may step back.
   */
  | {
      readonly kind: 'tag';
      readonly track: 'video' | 'audio';
      readonly timestamp: Millis;
      readonly body: Uint8Array;
    }
  /** onMetaData: its fields, and the data message as it came. */
  | { readonly kind: 'metadata'; readonly values: AmfFields; readonly body: Uint8Array }
  /** Every onStatus, at most 300 characters each, stream name and logins blotted out. */
  | { readonly kind: 'status'; readonly level: string; readonly code: string; readonly description: string }
  /** The stream is over, or `stop` was called. Send what `takeOutput` holds, then close the socket. */
  | { readonly kind: 'ended'; readonly ending: PlayEnding }
  /** The machine is dead; close the socket. `error.retryable` tells whether another attempt makes sense. */
  | { readonly kind: 'failed'; readonly error: StudioError };

export class RtmpPlayer {
  readonly #options: PlayerOptions;
  readonly #link: ClientLink;
  readonly #times = new TrackTimes();
  #phase: PlayerPhase = 'handshake';
  #deadline: Millis | null;
  #now: Millis;
  #events: PlayerEvent[] = [];
  #waitingBytes = 0;
  #streamId = 0;
  #lastWords: StatusInfo | null = null;
  #failedIn: PlayerPhase = 'handshake';
  #refusal: ConnectRefusal | null = null;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#now = options.now;
    this.#deadline = options.now + phaseTimeoutMs;
    this.#link = new ClientLink({
      random: options.random,
      now: options.now,
      chunkSize: playChunkSize,
      ackWindow: playAckWindow,
      maxMessage: maxMessageLength,
      ...(options.handshake === undefined ? {} : { handshake: options.handshake }),
    });
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#link.bytesReceived;
  }

  /** Where the connection stands. */
  get phase(): PlayerPhase {
    return this.#phase;
  }

  /** After a failure: where it was and what it asks of the next attempt, for the connect plan. */
  get ending(): Omit<AttemptEnd, 'error'> {
    const failedIn = this.#failedIn;
    // To the plan, all that follows the answer to connect is the same.
    const phase = failedIn === 'handshake' || failedIn === 'connect' ? failedIn : 'publish';
    return { phase, isWordless: this.#link.isWordless, refusal: this.#refusal };
  }

  /**
   * Takes bytes from the server; never throws on what they say. `bytes` may change afterwards. Drain `takeEvents` after
   * each call: past 131 072 waiting events or 64 MiB of waiting media the connection fails.
   */
  receive(bytes: Uint8Array, now: Millis): void {
    if (this.#isOver()) return;
    this.#now = now;
    this.#link.feed(bytes, now);
    while (!this.#isOver()) {
      const step = this.#link.next();
      if (step.kind === 'need-more') return;
      this.#onStep(step);
    }
  }

  /** Fires what is due at `now`. */
  tick(now: Millis): void {
    this.#now = now;
    if (this.#deadline === null || now < this.#deadline) return;
    this.#fail(studioError(dialogue.playTimeout(this.#phase), this.#facts()));
  }

  /** When to call `tick` at the latest, or null while nothing is awaited. */
  nextDeadline(): Millis | null {
    return this.#deadline;
  }

  /** Tells that the socket ended; it becomes `failed` with the best reason known. */
  closed(how: 'fin' | 'reset', now: Millis): void {
    if (this.#isOver()) return;
    this.#now = now;
    this.#fail(studioError(dialogue.playClosing(this.#phase, how), { how, ...this.#facts() }));
  }

  /** Buffers for one corked write. */
  takeOutput(): readonly Uint8Array[] {
    return this.#link.takeOutput(this.#now);
  }

  /** Events since the last call, oldest first. */
  takeEvents(): readonly PlayerEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#waitingBytes = 0;
    return events;
  }

  /** Says goodbye with deleteStream where there is a stream, then `ended` at once. */
  stop(now: Millis): void {
    if (this.#isOver()) return;
    this.#now = now;
    const hasStream = this.#phase === 'play' || this.#phase === 'playing';
    if (hasStream) this.#link.command(dialogue.endPlayCommand(this.#streamId));
    else this.#link.discardOutput();
    this.#end('stopped');
  }

  #isOver(): boolean {
    return this.#phase === 'ended' || this.#phase === 'failed';
  }

  #onStep(step: LinkStep): void {
    switch (step.kind) {
      case 'handshaken':
        this.#enter('connect', phaseTimeoutMs);
        this.#push({ kind: 'phase', phase: 'handshaken' });
        this.#link.command(dialogue.playConnectCommand(this.#options, this.#options.announces ?? 'enhanced'));
        break;
      case 'message':
        this.#onMessage(step.message);
        break;
      case 'control':
        this.#onControl(step.control);
        break;
      case 'failed':
        this.#fail(step.error);
        break;
      case 'acknowledged':
      case 'need-more':
        break;
    }
  }

  #onMessage(message: RtmpMessage): void {
    if (message.type === messageType.aggregate) this.#onAggregate(message);
    else if (isCommand(message)) this.#onCommand(message);
    else this.#onContent(message);
  }

  /** The parts are views of one body: media is copied out of it, so that a tag never holds its neighbours in memory. */
  #onAggregate(message: RtmpMessage): void {
    for (const part of splitAggregate(message)) {
      if (this.#isOver()) return;
      this.#onContent({ ...part, body: part.body.slice() });
    }
  }

  #onContent(message: RtmpMessage): void {
    if (message.type === messageType.video) this.#onMedia('video', message);
    else if (message.type === messageType.audio) this.#onMedia('audio', message);
    else if (isDataMessage(message)) this.#onData(message);
  }

  /** Some servers send media before they say that it begins. A video message without content says nothing. */
  #onMedia(track: 'video' | 'audio', { timestamp: wire, body }: RtmpMessage): void {
    if (this.#phase !== 'play' && this.#phase !== 'playing') return;
    if (track === 'video' && body.length === 0) return;
    this.#start();
    const isMedia = (tagTraits(track, body) & tagTrait.media) !== 0;
    const timestamp = isMedia ? this.#times.unwrap(track, wire) : this.#times.peek(track, wire);
    this.#waitingBytes += body.length;
    this.#push({ kind: 'tag', track, timestamp, body });
  }

  /** Malformed data messages are skipped: the pictures can do without them. So are all but metadata and endings. */
  #onData(message: RtmpMessage): void {
    if (this.#phase !== 'play' && this.#phase !== 'playing') return;
    const read = readValues(message);
    if (!read.ok) return;
    const values = readMetadata(read.value);
    const status = dialogue.readPlayStatusData(read.value);
    if (status !== null) this.#onStatus(this.#withoutSecrets(status));
    if (values === null) return;
    this.#waitingBytes += message.body.length;
    this.#push({ kind: 'metadata', values, body: message.body });
  }

  #onControl(control: ControlMessage): void {
    if (control.kind !== 'stream-eof' || this.#phase !== 'playing') return;
    if (control.streamId === this.#streamId) this.#end('stream-eof');
  }

  #onCommand(message: RtmpMessage): void {
    const read = readCommand(message);
    if (!read.ok) {
      this.#fail(read.error);
      return;
    }
    const command = read.value;
    if (this.#phase === 'connect') this.#refusal = refusalIn(command) ?? this.#refusal;
    const said = statusOf(command);
    const status = said === null ? null : this.#withoutSecrets(said);
    if (command.name !== 'onStatus') {
      if (command.name === '_error' && status !== null) this.#tell(status);
      this.#onAnswer(dialogue.readPlayAnswer(this.#phase, command, status));
    } else if (status !== null) {
      this.#onStatus(status);
    }
  }

  #withoutSecrets(said: StatusInfo): StatusInfo {
    return redactKey({ ...said, description: withoutDemand(said.description) }, this.#options.streamName);
  }

  /** `status`: without secrets. */
  #onStatus(status: StatusInfo): void {
    this.#tell(status);
    this.#onAnswer(dialogue.readPlayStatus(this.#phase, status));
  }

  #tell(status: StatusInfo): void {
    this.#push({ kind: 'status', ...status });
    if (status.level === 'error' || status.level === 'warning') this.#lastWords = status;
  }

  #onAnswer(answer: PlayAnswer): void {
    switch (answer.kind) {
      case 'connected':
        this.#onConnected();
        break;
      case 'stream-created':
        this.#onStream(answer.streamId);
        break;
      case 'started':
        this.#start();
        break;
      case 'ended':
        this.#end(answer.ending);
        break;
      case 'refused':
        this.#fail({ ...answer.error, facts: { ...this.#facts(), ...answer.error.facts } });
        break;
      case 'ignored':
        break;
    }
  }

  #onConnected(): void {
    this.#push({ kind: 'phase', phase: 'connected' });
    this.#link.command(dialogue.playStreamCommand());
    this.#enter('create-stream', phaseTimeoutMs);
  }

  /** The time limit runs on: it counts from createStream to the start. */
  #onStream(streamId: number): void {
    const { streamName, fcSubscribe, bufferMs: lengthMs = defaultBufferMs } = this.#options;
    this.#streamId = streamId;
    this.#phase = 'play';
    if (fcSubscribe === 'send') this.#link.command(dialogue.fcSubscribeCommand(streamName));
    const header = { chunkStreamId: chunkStream.stream, type: messageType.command, streamId, timestamp: 0 };
    this.#link.write(header, dialogue.playCommand(streamName));
    this.#link.control({ kind: 'set-buffer-length', streamId, lengthMs });
  }

  #start(): void {
    if (this.#phase !== 'play') return;
    this.#enter('playing', null);
    this.#push({ kind: 'phase', phase: 'playing' });
  }

  #facts(): ErrorFacts {
    return { phase: this.#phase, ...statusFacts(this.#lastWords) };
  }

  #enter(phase: PlayerPhase, timeoutMs: Millis | null): void {
    this.#phase = phase;
    this.#deadline = timeoutMs === null ? null : this.#now + timeoutMs;
  }

  /** Keeps an event; a server that says far more than anybody can hear is cut off. */
  #push(event: PlayerEvent): void {
    this.#events.push(event);
    if (this.#events.length <= maxWaitingEvents && this.#waitingBytes <= maxWaitingBytes) return;
    this.takeEvents();
    this.#fail(studioError('protocol-violation', { why: 'too much at once', phase: this.#phase }));
  }

  #fail(error: StudioError): void {
    if (this.#isOver()) return;
    this.#failedIn = this.#phase;
    this.#link.discardOutput();
    this.#enter('failed', null);
    this.#events.push({ kind: 'failed', error });
  }

  #end(ending: PlayEnding): void {
    if (this.#isOver()) return;
    this.#enter('ended', null);
    this.#events.push({ kind: 'ended', ending });
  }
}

/** What a refusal of connect asks for; redirects and logins are the same for all clients. */
function refusalIn(command: Command): ConnectRefusal | null {
  const answer = readAnswer('connect', command).find(({ kind }) => kind === 'status');
  return answer?.kind === 'status' ? answer.refusal : null;
}
