/** The client that publishes one stream over one connection: bytes and time in, bytes and events out; sockets are the shell's. */
import type { Micros, Millis } from '../clock.ts';
import { studioError } from '../errors.ts';
import type { ErrorFacts, StudioError } from '../errors.ts';
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../media/encoded-packet.ts';
import type { AmfFields } from '../wire/amf0.ts';
import { chunkStream, messageType } from './chunk/message.ts';
import type { RtmpMessage } from './chunk/message.ts';
import { ClientLink } from './client/client-link.ts';
import type { LinkStep } from './client/client-link.ts';
import type { AttemptEnd } from './client/connect-plan.ts';
import { withoutDemand } from './client/login/login.ts';
import { MediaWriter } from './client/media-writer.ts';
import * as commands from './client/publish-commands.ts';
import type { EnhancedWish } from './client/publish-commands.ts';
import { isOver, meaningOf, readAnswer } from './client/publish-dialogue.ts';
import type { ConnectRefusal, PublisherEvent, PublisherPhase, ServerAnswer } from './client/publish-dialogue.ts';
import { redactKey, redactMove } from './client/redact-key.ts';
import type { AckMode } from './message/ack-tracker.ts';
import { isCommand, maxCommandLength, readCommand } from './message/command.ts';
import type { StatusInfo } from './message/command.ts';
import { statusError, statusFacts } from './message/status-codes.ts';
import { extendedCapability, readCapabilities } from './message/capabilities.ts';
import type { PeerCapabilities } from './message/capabilities.ts';

/** OBS's chunk size: what every ingest is tested with. */
const defaultPublishChunkSize = 4096;
/** Bytes after which we ask the server to acknowledge: 87 ms at 6 Mb/s. */
export const defaultAckWindow = 65_536;
/** How long the server may take for the handshake, for connect, and from createStream to Publish.Start. */
const phaseTimeoutMs = 10_000;
/** What a server that knows Enhanced RTMP says of itself in its _result. */
const capabilityNames = ['fourCcList', 'videoFourCcInfoMap', 'audioFourCcInfoMap', 'capsEx'] as const;
/** How long a stop waits for the server's word. */
const stopTimeoutMs = 2500;

export type PublisherOptions = {
  readonly app: string;
  readonly tcUrl: string;
  readonly streamKey: string;
  /** `digest` for old servers that hang up on the simple handshake. */
  readonly handshake?: 'simple' | 'digest';
  /** Enhanced RTMP properties for connect; none by default, as H.264 and AAC need none. */
  readonly enhanced?: EnhancedWish;
  /** Tracks beside the primary ones: only if the server signalled that it reads them (default), or known to be read. */
  readonly multitrack?: 'if-signalled' | 'known';
  /** Whether H.264 ends with an end of sequence; OBS sends none. */
  readonly legacyEnd?: boolean;
  /** 1528 random bytes for C1. */
  readonly random: Uint8Array;
  /** Payload bytes per chunk, 128..65 536; default 4096. */
  readonly chunkSize?: number;
  /** Window Acknowledgement Size to ask the server for, in bytes; default 65 536. */
  readonly ackWindow?: number;
  /** Session time in µs that becomes RTMP time 0; default the dts of the first packet written. */
  readonly epoch?: Micros;
  readonly now: Millis;
};

export class RtmpPublisher {
  readonly #options: PublisherOptions;
  readonly #link: ClientLink;
  #phase: PublisherPhase = 'handshake';
  #deadline: Millis | null;
  #now: Millis;
  #events: PublisherEvent[] = [];
  #media: MediaWriter | null = null;
  #streamId = 0;
  #lastWords: StatusInfo | null = null;
  #capabilities: PeerCapabilities | null = null;
  #refusal: ConnectRefusal | null = null;
  #failedIn: PublisherPhase = 'handshake';

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#now = options.now;
    this.#deadline = options.now + phaseTimeoutMs;
    this.#link = new ClientLink({
      random: options.random,
      now: options.now,
      chunkSize: options.chunkSize ?? defaultPublishChunkSize,
      ackWindow: options.ackWindow ?? defaultAckWindow,
      maxMessage: maxCommandLength,
      handshake: options.handshake ?? 'simple',
    });
  }

  /** Bytes handed out by `takeOutput`, handshake included. */
  get bytesWritten(): number {
    return this.#link.bytesWritten;
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#link.bytesReceived;
  }

  /** Where the connection stands. */
  get phase(): PublisherPhase {
    return this.#phase;
  }

  /** How it failed, for `ConnectPlan`; holds the challenges of logins, so it is not for logs. */
  get ending(): Omit<AttemptEnd, 'error'> {
    return { phase: this.#failedIn, isWordless: this.#link.isWordless, refusal: this.#refusal };
  }

  /** How the server acknowledges; `silent` servers give no delivery measurements. */
  get ackMode(): AckMode {
    return this.#link.acks.mode;
  }

  /** Takes bytes from the server; never throws on what they say. `bytes` may change afterwards. */
  receive(bytes: Uint8Array, now: Millis): void {
    if (isOver(this.#phase)) return;
    this.#now = now;
    this.#link.feed(bytes, now);
    while (!isOver(this.#phase)) {
      const step = this.#link.next();
      if (step.kind === 'need-more') return;
      this.#onStep(step);
    }
  }

  /** Fires what is due at `now`. */
  tick(now: Millis): void {
    this.#now = now;
    if (this.#deadline === null || now < this.#deadline) return;
    const code = meaningOf(this.#phase).timeout;
    if (code === null) this.#end();
    else this.#fail(studioError(code, this.#facts()));
  }

  /** When to call `tick` at the latest, or null while nothing is awaited. */
  nextDeadline(): Millis | null {
    return this.#deadline;
  }

  /** Tells that the socket ended; it becomes `failed` with the best reason known, or `ended` after a stop. */
  closed(how: 'fin' | 'reset', now: Millis): void {
    if (isOver(this.#phase)) return;
    this.#now = now;
    if (this.#phase === 'stopping') {
      this.#end();
      return;
    }
    const code = meaningOf(this.#phase).close ?? (how === 'fin' ? 'connection-closed' : 'connection-reset');
    this.#fail(studioError(code, { how, ...this.#facts() }));
  }

  /** Bytes that `takeOutput` did not hand out yet. */
  get bytesWaiting(): number {
    return this.#link.bytesWaiting;
  }

  /** Buffers for one corked write: everything, or the oldest `limit` bytes that wait at `now`. */
  takeOutput(part?: { readonly limit: number; readonly now: Millis }): readonly Uint8Array[] {
    if (part !== undefined) this.#now = part.now;
    return this.#link.takeOutput(this.#now, part?.limit);
  }

  /** Tells that the oldest `count` bytes of those taken have left, so that their memory can be used again. */
  outputSent(count: number): void {
    this.#link.outputSent(count);
  }

  /** Events since the last call, oldest first. */
  takeEvents(): readonly PublisherEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Sends onMetaData; `others` are the tracks beside the primary ones. False, with nothing sent, unless live. */
  writeMetadata(video: VideoConfig | null, audio: AudioConfig | null, others: readonly StreamConfig[] = []): boolean {
    return this.#live()?.writeMetadata(video, audio, others) ?? false;
  }

  /** Sends a sequence header when its bytes are new; see MediaWriter. False, with nothing sent, when not allowed now. */
  writeConfig(config: StreamConfig): boolean {
    if ((config.trackId ?? 0) > 0 && !this.mayMultitrack) return false;
    return this.#live()?.writeConfig(config) ?? false;
  }

  /** Whether tracks beside the primary ones are taken: known from outside, or signalled by the server. */
  get mayMultitrack(): boolean {
    return this.#options.multitrack === 'known' || this.#signals(extendedCapability.multitrack);
  }

  /** Sends one access unit; see MediaWriter. False, with nothing sent, when not allowed now. */
  writePacket(packet: EncodedPacket, now: Millis): boolean {
    this.#now = now;
    return this.#live()?.writePacket(packet) ?? false;
  }

  /**
   * Sends an FLV tag body as it is, at `timestamp` ms; order, headers and key frames are the caller's care. False, with
   * nothing sent, unless live, or for an empty body or one over 16 777 215 bytes. Don't mix with `writePacket`.
   */
  writeTag(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): boolean {
    return this.#live()?.writeTag(track, timestamp, body) ?? false;
  }

  /** Sends the body of a data message (`@setDataFrame` …) at the time of the last tag. False unless live. */
  writeData(body: Uint8Array): boolean {
    return this.#live()?.writeData(body) ?? false;
  }

  /** Asks the server to acknowledge each `window` bytes from now on. Nothing unless live. */
  askForAcksEvery(window: number, now: Millis): void {
    this.#now = now;
    if (this.#phase === 'live') this.#link.askForAcksEvery(window);
  }

  /** Asks the server for a sign of life (Ping Request, its time being `now`); any bytes that come back are one. Nothing unless live. */
  ping(now: Millis): void {
    this.#now = now;
    if (this.#phase === 'live') this.#link.control({ kind: 'ping-request', time: Math.floor(now) % 2 ** 32 });
  }

  /** Says goodbye: SequenceEnd where the codec has one, FCUnpublish, deleteStream, then `ended` on the server's word or after 2.5 s; before live at once. */
  stop(now: Millis): void {
    if (isOver(this.#phase) || this.#phase === 'stopping') return;
    this.#now = now;
    if (this.#phase !== 'live') {
      this.#link.discardOutput();
      this.#end();
      return;
    }
    this.#media?.writeEnds();
    this.#link.command(commands.fcUnpublishCommand(this.#options.streamKey));
    this.#link.command(commands.deleteStreamCommand(this.#streamId));
    this.#enter('stopping', stopTimeoutMs);
  }

  #live(): MediaWriter | null {
    return this.#phase === 'live' ? this.#media : null;
  }

  #onStep(step: LinkStep): void {
    switch (step.kind) {
      case 'handshaken':
        this.#enter('connect', phaseTimeoutMs);
        this.#events.push({ kind: 'phase', phase: 'handshaken' });
        this.#link.command(commands.connectCommand(this.#options));
        break;
      case 'acknowledged': {
        const { deliveredBytes: bytes, inFlightBytes: inFlight, rttMillis } = this.#link.acks;
        this.#events.push({ kind: 'acknowledged', bytes, inFlight, rttMillis });
        break;
      }
      case 'message':
        this.#onMessage(step.message);
        break;
      case 'failed':
        this.#fail(step.error);
        break;
      case 'control':
        if (step.control.kind === 'ping-response')
          this.#events.push({ kind: 'ping-answered', time: step.control.time });
        break;
      case 'need-more':
        break;
    }
  }

  #onMessage(message: RtmpMessage): void {
    if (!isCommand(message)) return;
    const command = readCommand(message);
    if (!command.ok) {
      this.#fail(command.error);
      return;
    }
    for (const answer of readAnswer(this.#phase, command.value)) this.#onAnswer(answer);
  }

  #onAnswer(answer: ServerAnswer): void {
    // One message may say two things: a start that calls itself an error is a refusal.
    if (isOver(this.#phase)) return;
    switch (answer.kind) {
      case 'connected':
        this.#onConnected(answer.said);
        break;
      case 'stream-created':
        this.#onStream(answer.streamId);
        break;
      case 'publish-started':
        this.#goLive();
        break;
      case 'status':
        this.#onStatus(answer.status, answer.refusal);
        break;
      case 'asked-to-move':
        this.#events.push({ kind: 'asked-to-move', ...redactMove(answer.request, this.#options.streamKey) });
        break;
      case 'closed':
        if (this.#phase === 'stopping') this.#end();
        else this.#fail(studioError('server-ended', this.#facts()));
        break;
      case 'unpublished':
        this.#end();
        break;
      case 'bad-stream-id':
        this.#fail(studioError('protocol-violation', { why: 'stream-id' }));
        break;
      case 'ignored':
        break;
    }
  }

  #onConnected(said: AmfFields): void {
    const { streamKey } = this.#options;
    this.#events.push({ kind: 'phase', phase: 'connected' });
    if (capabilityNames.some((name) => said.has(name))) {
      this.#capabilities = readCapabilities(said);
      this.#events.push({ kind: 'capabilities', capabilities: this.#capabilities });
    }
    this.#link.askForAcks();
    this.#link.command(commands.releaseStreamCommand(streamKey));
    this.#link.command(commands.fcPublishCommand(streamKey));
    this.#link.command(commands.createStreamCommand());
    this.#enter('create-stream', phaseTimeoutMs);
  }

  /** The time limit runs on: it counts from createStream to Publish.Start. */
  #onStream(streamId: number): void {
    this.#streamId = streamId;
    this.#phase = 'publish';
    const header = { chunkStreamId: chunkStream.stream, type: messageType.command, streamId, timestamp: 0 };
    this.#link.write(header, commands.publishCommand(this.#options.streamKey));
  }

  #goLive(): void {
    const { epoch = null, legacyEnd = false } = this.#options;
    const { modEx, nanoOffset } = extendedCapability;
    const wishes = this.#options.enhanced?.extended ?? 0;
    const nanoOffsets = (wishes & nanoOffset) !== 0 && this.#signals(modEx | nanoOffset);
    this.#media = new MediaWriter(this.#link, this.#streamId, { epoch, legacyEnd, nanoOffsets });
    this.#events.push({ kind: 'phase', phase: 'publishing' });
    this.#enter('live', null);
  }

  /** True when the server set all of these bits of capsEx. */
  #signals(bits: number): boolean {
    return ((this.#capabilities?.extended ?? 0) & bits) === bits;
  }

  #onStatus(said: StatusInfo, refusal: ConnectRefusal | null): void {
    const status = redactKey({ ...said, description: withoutDemand(said.description) }, this.#options.streamKey);
    this.#events.push({ kind: 'status', ...status });
    if (status.level === 'error' || status.level === 'warning') this.#lastWords = status;
    if (this.#phase === 'stopping') return;
    const error = statusError(status, meaningOf(this.#phase).status);
    if (error === null) return;
    this.#refusal = refusal;
    this.#fail({ ...error, facts: { phase: this.#phase, ...error.facts } });
  }

  #facts(): ErrorFacts {
    return { phase: this.#phase, ...statusFacts(this.#lastWords) };
  }

  #enter(phase: PublisherPhase, timeoutMs: Millis | null): void {
    this.#phase = phase;
    this.#deadline = timeoutMs === null ? null : this.#now + timeoutMs;
  }

  #fail(error: StudioError): void {
    this.#link.discardOutput();
    this.#failedIn = this.#phase;
    this.#enter('failed', null);
    this.#events.push({ kind: 'failed', error });
  }

  #end(): void {
    this.#enter('ended', null);
    this.#events.push({ kind: 'ended' });
  }
}
