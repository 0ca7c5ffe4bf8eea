/** What a client and the server agree on: connect, message streams, the questions of publish and play, and how they end. */
import type { Millis } from '../../../clock.ts';
import { studioError } from '../../../errors.ts';
import type { StudioError } from '../../../errors.ts';
import { fieldsOf, textOf } from '../../../wire/amf0.ts';
import type { Command } from '../../message/command.ts';
import { extendedCapability, legacyPeer, readCapabilities } from '../../message/capabilities.ts';
import type { PeerCapabilities } from '../../message/capabilities.ts';
import { NetStreams } from './net-streams.ts';
import type { PublishSink } from './publication.ts';
import type { Status } from './replies.ts';
import type { ServerVoice } from './voice.ts';

/** How long a client may take for connect, and from there to publish or play. */
const clientTimeoutMs = 10_000;
/** How long the shell may take for its answer to publish or play. */
const answerTimeoutMs = 15_000;
/** Publish and play questions that may be turned down on one connection. */
const maxRefusals = 8;
/** The window announced to clients, and the one for acknowledgements until the client announces its own. */
export const serverWindow = 2_500_000;
/** Payload bytes per chunk that the server sends with, unless the shell says otherwise. */
const defaultServerChunkSize = 4096;

/** Answers of a client to calls that we never make. */
const answers: ReadonlySet<string> = new Set(['_result', '_error', 'onStatus']);

/** What the shell hears of it. */
export type DialogueEvent =
  | { readonly kind: 'connect'; readonly app: string; readonly tcUrl: string; readonly flashVer: string }
  /** Answer with `acceptPublish` or `refusePublish`; until then nothing more is read. The key is a secret. */
  | { readonly kind: 'publish'; readonly key: string; readonly streamId: number }
  /** Answer with `acceptPlay` or `refusePlay`; until then nothing more is read. The name may be a secret. */
  | { readonly kind: 'play'; readonly name: string; readonly streamId: number }
  /** The client ended an accepted publish or play. */
  | { readonly kind: 'unpublish' | 'stop-play'; readonly streamId: number }
  /** The machine is dead; close the socket. */
  | { readonly kind: 'failed'; readonly error: StudioError };

export type DialogueOptions = {
  /** Payload bytes per chunk, 128..65 536; default 4096. */
  readonly chunkSize?: number;
  /** Which apps there are; every one when absent. */
  readonly hasApp?: (app: string) => boolean;
};

type Kind = 'publish' | 'play';

export class ServerDialogue {
  readonly streams = new NetStreams();
  readonly #voice: ServerVoice;
  readonly #options: DialogueOptions;
  readonly #tell: (event: DialogueEvent) => void;
  #capabilities = legacyPeer;
  #isConnected = false;
  /** What the shell has been asked, and on which message stream. */
  #question: { readonly kind: Kind; readonly streamId: number } | null = null;
  #refusals = 0;
  #deadline: Millis | null = null;

  constructor(voice: ServerVoice, options: DialogueOptions, tell: (event: DialogueEvent) => void) {
    this.#voice = voice;
    this.#options = options;
    this.#tell = tell;
  }

  /** What the client said in connect. */
  get capabilities(): PeerCapabilities {
    return this.#capabilities;
  }

  /** True while the shell owes an answer. */
  get isAsking(): boolean {
    return this.#question !== null;
  }

  /** When patience ends, or null while the client publishes or plays. */
  get deadline(): Millis | null {
    return this.#deadline;
  }

  /** Which of the waits it is, for the error. */
  get phase(): string {
    if (this.#question !== null) return 'answer';
    return this.#isConnected ? 'idle' : 'connect';
  }

  /** The client must do something from `now` on, unless it publishes or plays. */
  await(now: Millis): void {
    this.#deadline = this.streams.isIdle ? now + clientTimeoutMs : null;
  }

  /** One command of the client. */
  take(command: Command, streamId: number, now: Millis): void {
    const { name, transaction } = command;
    if (!this.#isConnected) this.#connect(command, now);
    else if (name === 'createStream') this.#createStream(command);
    else if (name === 'publish' || name === 'play') this.#ask(name, { text: textOf(command.args[0]), streamId, now });
    else if (!answers.has(name)) {
      if (name === 'deleteStream' || name === 'closeStream') this.#endStream(command, streamId, now);
      // Some encoders wait for the answer to every call they number (Haivision: _checkbw).
      if (transaction > 0) this.#voice.result(transaction, name === 'getStreamLength' ? 0 : undefined);
    }
  }

  /** False when no publisher waits. */
  acceptPublish(sink: PublishSink | null): boolean {
    const streamId = this.#answer('publish');
    if (streamId === null) return false;
    this.streams.beginPublish(streamId, sink);
    this.#voice.control({ kind: 'stream-begin', streamId });
    this.#say('status', 'NetStream.Publish.Start', 'Start publishing', streamId);
    return true;
  }

  /** False when no player waits. */
  acceptPlay(): boolean {
    const streamId = this.#answer('play');
    if (streamId === null) return false;
    this.streams.beginPlay(streamId);
    this.#voice.playStart(streamId);
    return true;
  }

  /** False when nobody of this kind waits. */
  refuse(kind: Kind, code: string, description: string): boolean {
    const streamId = this.#answer(kind);
    if (streamId === null) return false;
    this.#say('error', code, description, streamId);
    this.#refusals += 1;
    if (this.#refusals > maxRefusals) this.#fail(studioError('protocol-violation', { why: 'too-many-attempts' }));
    return true;
  }

  /** False when nothing plays there. */
  endPlay(streamId: number, code: string, description: string): boolean {
    if (!this.streams.endPlay(streamId)) return false;
    this.#voice.control({ kind: 'stream-eof', streamId });
    this.#say(code.endsWith('.Failed') ? 'error' : 'status', code, description, streamId);
    return true;
  }

  /** False when nobody publishes there. */
  endPublish(streamId: number, code: string, description: string): boolean {
    if (!this.streams.endPublish(streamId)) return false;
    this.#say('error', code, description, streamId);
    return true;
  }

  /** False when the client does not understand it. */
  requestReconnect(tcUrl: string | null, description: string): boolean {
    if (!this.#isConnected || (this.#capabilities.extended & extendedCapability.reconnect) === 0) return false;
    const status: Status = { level: 'status', code: 'NetConnection.Connect.ReconnectRequest', description };
    this.#voice.status(tcUrl === null ? status : { ...status, tcUrl }, 0);
    return true;
  }

  #connect({ name, object, transaction }: Command, now: Millis): void {
    if (name !== 'connect') {
      this.#fail(studioError('protocol-violation', { why: 'connect-expected' }));
      return;
    }
    const fields = fieldsOf(object);
    const text = (field: string): string => textOf(fields.get(field));
    const app = text('app');
    if (this.#options.hasApp?.(app) === false) {
      this.#voice.refuseConnect(transaction);
      this.#fail(studioError('app-refused'));
      return;
    }
    this.#capabilities = readCapabilities(fields);
    this.#isConnected = true;
    this.await(now);
    this.#tell({ kind: 'connect', app, tcUrl: text('tcUrl'), flashVer: text('flashVer') });
    const chunkSize = this.#options.chunkSize ?? defaultServerChunkSize;
    this.#voice.connected({ window: serverWindow, chunkSize, transaction });
  }

  #createStream({ transaction }: Command): void {
    const id = this.streams.create();
    if (id === null) this.#fail(studioError('protocol-violation', { why: 'too-many-message-streams' }));
    else this.#voice.result(transaction, id);
  }

  #ask(kind: Kind, { text, streamId, now }: { text: string; streamId: number; now: Millis }): void {
    const obstacle = this.streams.obstacle(kind, streamId);
    if (obstacle !== null) {
      this.#say('error', obstacle.code, obstacle.description, streamId);
      return;
    }
    this.#question = { kind, streamId };
    this.#deadline = now + answerTimeoutMs;
    this.#tell(kind === 'publish' ? { kind, key: text, streamId } : { kind, name: text, streamId });
  }

  /** The message stream of the question, which is answered now; null when none of this kind is open. */
  #answer(kind: Kind): number | null {
    if (this.#question?.kind !== kind) return null;
    const { streamId } = this.#question;
    this.#question = null;
    return streamId;
  }

  #endStream({ name, args: [id] }: Command, streamId: number, now: Millis): void {
    const target = name === 'deleteStream' && typeof id === 'number' ? id : streamId;
    if (name === 'deleteStream') this.streams.delete(target);
    if (this.streams.endPlay(target)) {
      this.#tell({ kind: 'stop-play', streamId: target });
    } else {
      const publication = this.streams.publication(target);
      if (publication === null) return;
      this.streams.endPublish(publication.streamId);
      this.#tell({ kind: 'unpublish', streamId: publication.streamId });
      this.#say('status', 'NetStream.Unpublish.Success', 'Stop publishing', publication.streamId);
    }
    this.await(now);
  }

  #say(level: 'status' | 'error', code: string, description: string, streamId: number): void {
    this.#voice.status({ level, code, description }, streamId);
  }

  #fail(error: StudioError): void {
    this.#question = null;
    this.#deadline = null;
    this.#tell({ kind: 'failed', error });
  }
}
