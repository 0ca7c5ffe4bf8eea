/** The client that publishes one stream over one connection: bytes and time in, bytes and events out; sockets are the shell's. */
import type { Micros, Millis } from '../clock.ts';
import { studioError } from '../errors.ts';
import type { ErrorFacts, StudioError } from '../errors.ts';
import type { AudioConfig, EncodedPacket, StreamConfig, VideoConfig } from '../media/encoded-packet.ts';
import { ChunkReader } from './chunk/chunk-reader.ts';
import { ChunkWriter } from './chunk/chunk-writer.ts';
import { chunkStream, messageType } from './chunk/message.ts';
import type { RtmpMessage } from './chunk/message.ts';
import { MediaWriter } from './client/media-writer.ts';
import * as commands from './client/publish-commands.ts';
import { isOver, meaningOf } from './client/publisher-phase.ts';
import type { PublisherPhase } from './client/publisher-phase.ts';
import { redactKey } from './client/redact-key.ts';
import { readAnswer } from './client/server-answer.ts';
import type { ServerAnswer } from './client/server-answer.ts';
import { Handshake } from './handshake/handshake.ts';
import { AckTracker } from './message/ack-tracker.ts';
import type { AckMode } from './message/ack-tracker.ts';
import { isCommand, maxCommandLength, readCommand } from './message/command.ts';
import type { StatusInfo } from './message/command.ts';
import { readControl, writeControl } from './message/control.ts';
import type { ControlMessage } from './message/control.ts';
import { ReceiveWindow } from './message/receive-window.ts';
import { statusError, statusFacts } from './message/status-codes.ts';

/** OBS's chunk size: what every ingest is tested with. */
const defaultPublishChunkSize = 4096;
/** Bytes after which we ask the server to acknowledge: 87 ms at 6 Mb/s. */
const defaultAckWindow = 65_536;
/** How long the server may take for the handshake, for connect, and from createStream to Publish.Start. */
const phaseTimeoutMs = 10_000;
/** How long a stop waits for the server's word. */
const stopTimeoutMs = 2500;
/** Window for our own acknowledgements until the server announces one. */
const ownAckWindow = 1024 * 1024;

export type PublisherOptions = {
  readonly app: string;
  readonly tcUrl: string;
  readonly streamKey: string;
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

export type PublisherEvent =
  /** `publishing`: the server said NetStream.Publish.Start. */
  | { readonly kind: 'phase'; readonly phase: 'handshaken' | 'connected' | 'publishing' }
  /** The server acknowledged: unwrapped total, bytes still on the way, age of the newest acknowledged byte. */
  | {
      readonly kind: 'acknowledged';
      readonly bytes: number;
      readonly inFlight: number;
      readonly rttMillis: Millis | null;
    }
  /** Every onStatus and every _error, at most 300 characters each, the stream key blotted out. */
  | { readonly kind: 'status'; readonly level: string; readonly code: string; readonly description: string }
  /** The machine is dead; close the socket without a goodbye. */
  | { readonly kind: 'failed'; readonly error: StudioError }
  /** Clean end after `stop`. */
  | { readonly kind: 'ended' };

/** Ping Requests answered of those that one read brings. */
const pongsPerRead = 8;

export class RtmpPublisher {
  readonly #options: PublisherOptions;
  readonly #handshake: Handshake;
  readonly #reader = new ChunkReader(maxCommandLength);
  readonly #chunks = new ChunkWriter();
  readonly #received = new ReceiveWindow(ownAckWindow);
  #pongsLeft = 0;
  readonly #acks: AckTracker;
  readonly #ackWindow: number;
  #phase: PublisherPhase = 'handshake';
  #deadline: Millis | null;
  #now: Millis;
  #output: Uint8Array[] = [];
  #events: PublisherEvent[] = [];
  #written = 0;
  #media: MediaWriter | null = null;
  #streamId = 0;
  #askedForAcks = false;
  #lastWords: StatusInfo | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#now = options.now;
    this.#deadline = options.now + phaseTimeoutMs;
    this.#ackWindow = options.ackWindow ?? defaultAckWindow;
    this.#acks = new AckTracker(this.#ackWindow);
    this.#handshake = new Handshake('client', options.random, { now: options.now });
    this.#output.push(...this.#handshake.takeOutput());
  }

  /** Bytes handed out by `takeOutput`, handshake included. */
  get bytesWritten(): number {
    return this.#written;
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#received.received;
  }

  /** Where the connection stands. */
  get phase(): PublisherPhase {
    return this.#phase;
  }

  /** How the server acknowledges; `silent` servers give no delivery measurements. */
  get ackMode(): AckMode {
    return this.#acks.mode;
  }

  /** Takes bytes from the server; never throws on what they say. `bytes` may change afterwards. */
  receive(bytes: Uint8Array, now: Millis): void {
    if (isOver(this.#phase)) return;
    this.#now = now;
    const sequence = this.#received.receive(bytes.length);
    this.#pongsLeft = pongsPerRead;
    if (this.#phase === 'handshake') this.#shakeHands(bytes);
    else this.#readChunks(bytes);
    if (sequence !== null && !isOver(this.#phase)) this.#control({ kind: 'acknowledgement', sequence });
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

  /** Buffers for one corked write; views of media payloads stay the caller's and must not change until sent. */
  takeOutput(): readonly Uint8Array[] {
    const output = this.#output;
    this.#output = [];
    for (const bytes of output) this.#written += bytes.length;
    this.#acks.onWritten(this.#written, this.#now);
    return output;
  }

  /** Events since the last call, oldest first. */
  takeEvents(): readonly PublisherEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Sends onMetaData. False, with nothing sent, unless live. */
  writeMetadata(video: VideoConfig | null, audio: AudioConfig | null): boolean {
    return this.#live()?.writeMetadata(video, audio, this.#output) ?? false;
  }

  /** Sends a sequence header when its bytes are new; see MediaWriter. False, with nothing sent, when not allowed now. */
  writeConfig(config: StreamConfig): boolean {
    return this.#live()?.writeConfig(config, this.#output) ?? false;
  }

  /** Sends one access unit; see MediaWriter. False, with nothing sent, when not allowed now. */
  writePacket(packet: EncodedPacket, now: Millis): boolean {
    this.#now = now;
    return this.#live()?.writePacket(packet, this.#output) ?? false;
  }

  /** Asks the server for a sign of life (Ping Request); any bytes that come back are one. Nothing unless live. */
  ping(now: Millis): void {
    this.#now = now;
    if (this.#phase === 'live') this.#control({ kind: 'ping-request', time: Math.floor(now) % 2 ** 32 });
  }

  /** Says goodbye: FCUnpublish, deleteStream, then `ended` on the server's word or after 2.5 s; before live at once. */
  stop(now: Millis): void {
    if (isOver(this.#phase) || this.#phase === 'stopping') return;
    this.#now = now;
    if (this.#phase !== 'live') {
      this.#output = [];
      this.#end();
      return;
    }
    this.#command(commands.fcUnpublishCommand(this.#options.streamKey));
    this.#command(commands.deleteStreamCommand(this.#streamId));
    this.#enter('stopping', stopTimeoutMs);
  }

  #live(): MediaWriter | null {
    return this.#phase === 'live' ? this.#media : null;
  }

  #shakeHands(bytes: Uint8Array): void {
    const step = this.#handshake.receive(bytes, this.#now);
    this.#output.push(...this.#handshake.takeOutput());
    if (step.kind === 'failed') this.#fail(step.error);
    if (step.kind !== 'done') return;
    this.#enter('connect', phaseTimeoutMs);
    this.#events.push({ kind: 'phase', phase: 'handshaken' });
    this.#chunks.writeChunkSize(this.#options.chunkSize ?? defaultPublishChunkSize, this.#output);
    this.#command(commands.connectCommand(this.#options.app, this.#options.tcUrl));
    if (step.rest.length > 0) this.#readChunks(step.rest);
  }

  #readChunks(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
    while (!isOver(this.#phase)) {
      const step = this.#reader.next();
      if (step.kind === 'need-more') return;
      if (step.kind === 'failed') this.#fail(step.error);
      else this.#onMessage(step.message);
    }
  }

  #onMessage(message: RtmpMessage): void {
    if (!isCommand(message)) {
      const control = readControl(message.type, message.body);
      if (control !== null) this.#onControl(control);
      return;
    }
    const command = readCommand(message);
    if (!command.ok) {
      this.#fail(command.error);
      return;
    }
    for (const answer of readAnswer(this.#phase, command.value)) this.#onAnswer(answer);
  }

  /** A flood of pings must not fill the socket with answers; a server with an honest question gets its own. */
  #answerPing(time: number): void {
    if (this.#pongsLeft === 0) return;
    this.#pongsLeft -= 1;
    this.#control({ kind: 'ping-response', time });
  }

  #onControl(message: ControlMessage): void {
    if (message.kind === 'ping-request') this.#answerPing(message.time);
    if (message.kind === 'window-ack-size') this.#received.setWindow(message.window);
    if (message.kind === 'set-peer-bandwidth') this.#askForAcks();
    if (message.kind === 'acknowledgement' && this.#acks.onAcknowledgement(message.sequence, this.#now)) {
      const { deliveredBytes: bytes, inFlightBytes: inFlight, rttMillis } = this.#acks;
      this.#events.push({ kind: 'acknowledged', bytes, inFlight, rttMillis });
    }
  }

  /** Our Window Ack Size, once: the answer to Set Peer Bandwidth (RTMP 5.4.5) and the request for frequent acks. */
  #askForAcks(): void {
    if (this.#askedForAcks) return;
    this.#askedForAcks = true;
    this.#control({ kind: 'window-ack-size', window: this.#ackWindow });
  }

  #onAnswer(answer: ServerAnswer): void {
    switch (answer.kind) {
      case 'connected':
        this.#onConnected();
        break;
      case 'stream-created':
        this.#onStream(answer.streamId);
        break;
      case 'publish-started':
        this.#media = new MediaWriter(this.#chunks, this.#streamId, { epoch: this.#options.epoch ?? null });
        this.#events.push({ kind: 'phase', phase: 'publishing' });
        this.#enter('live', null);
        break;
      case 'status':
        this.#onStatus(answer.status);
        break;
      case 'refusal':
        this.#onStatus({ ...answer.status, level: 'error' });
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

  #onConnected(): void {
    const { streamKey } = this.#options;
    this.#events.push({ kind: 'phase', phase: 'connected' });
    this.#askForAcks();
    this.#command(commands.releaseStreamCommand(streamKey));
    this.#command(commands.fcPublishCommand(streamKey));
    this.#command(commands.createStreamCommand());
    this.#enter('create-stream', phaseTimeoutMs);
  }

  /** The time limit runs on: it counts from createStream to Publish.Start. */
  #onStream(streamId: number): void {
    this.#streamId = streamId;
    this.#phase = 'publish';
    const header = { chunkStreamId: chunkStream.stream, type: messageType.command, streamId, timestamp: 0 };
    this.#chunks.write(header, commands.publishCommand(this.#options.streamKey), this.#output);
  }

  #onStatus(said: StatusInfo): void {
    const status = redactKey(said, this.#options.streamKey);
    this.#events.push({ kind: 'status', ...status });
    if (status.level === 'error' || status.level === 'warning') this.#lastWords = status;
    if (this.#phase === 'stopping') return;
    const error = statusError(status, meaningOf(this.#phase).status);
    if (error !== null) this.#fail({ ...error, facts: { phase: this.#phase, ...error.facts } });
  }

  #facts(): ErrorFacts {
    return { phase: this.#phase, ...statusFacts(this.#lastWords) };
  }

  #enter(phase: PublisherPhase, timeoutMs: Millis | null): void {
    this.#phase = phase;
    this.#deadline = timeoutMs === null ? null : this.#now + timeoutMs;
  }

  #fail(error: StudioError): void {
    this.#output = [];
    this.#enter('failed', null);
    this.#events.push({ kind: 'failed', error });
  }

  #end(): void {
    this.#enter('ended', null);
    this.#events.push({ kind: 'ended' });
  }

  #command(body: Uint8Array): void {
    const header = { chunkStreamId: chunkStream.connection, type: messageType.command, streamId: 0, timestamp: 0 };
    this.#chunks.write(header, body, this.#output);
  }

  #control(message: ControlMessage): void {
    const { type, body } = writeControl(message);
    this.#chunks.write({ chunkStreamId: chunkStream.control, type, streamId: 0, timestamp: 0 }, body, this.#output);
  }
}
