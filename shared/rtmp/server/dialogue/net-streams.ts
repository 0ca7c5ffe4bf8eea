/** The message streams of one server connection: which exist, who publishes and who plays on them (RTMP 7.2.2). */
import type { Millis } from '../../../clock.ts';
import { Publication } from './publication.ts';
import type { PublishSink } from './publication.ts';

/** Message streams that a client may hold at once; real ones use one. */
const maxMessageStreams = 16;

/** Why a publish or play cannot even be asked for. */
export type Obstacle = { readonly code: string; readonly description: string };

export class NetStreams {
  readonly #ids = new Set<number>();
  #lastId = 0;
  #publications: readonly Publication[] = [];
  /** One play per connection: all players share the bytes of a stream, and with them its chunk streams. */
  #playing: number | null = null;

  /** True when nobody publishes or plays. */
  get isIdle(): boolean {
    return this.#playing === null && this.#publications.length === 0;
  }

  get isPublishing(): boolean {
    return this.#publications.length > 0;
  }

  /** The id of a new message stream, 1 and upwards; null when there are too many. */
  create(): number | null {
    if (this.#ids.size >= maxMessageStreams) return null;
    this.#lastId += 1;
    this.#ids.add(this.#lastId);
    return this.#lastId;
  }

  delete(id: number): void {
    this.#ids.delete(id);
  }

  /** Whatever stands in the way of a publish or play on a message stream; ids that were never handed out do not. */
  obstacle(kind: 'publish' | 'play', streamId: number): Obstacle | null {
    const isUsed = this.#playing === streamId || this.#publications.some((one) => one.streamId === streamId);
    if (kind === 'publish' && (isUsed || this.#publications.length >= maxMessageStreams))
      return { code: 'NetStream.Publish.BadName', description: 'This message stream is in use.' };
    if (kind === 'play' && (isUsed || this.#playing !== null))
      return { code: 'NetStream.Play.Failed', description: 'This connection already plays.' };
    return null;
  }

  beginPublish(streamId: number, sink: PublishSink | null): void {
    this.#publications = [...this.#publications, new Publication(streamId, sink)];
  }

  /** The publication that a message belongs to: the only one, for some publishers name another stream, or the named one. */
  publication(streamId: number): Publication | null {
    const only = this.#publications[0];
    if (only === undefined) return null;
    if (this.#publications.length === 1) return only;
    return this.#publications.find((one) => one.streamId === streamId) ?? null;
  }

  /** False when nobody publishes there. */
  endPublish(streamId: number): boolean {
    const left = this.#publications.filter((one) => one.streamId !== streamId);
    const isEnded = left.length < this.#publications.length;
    this.#publications = left;
    return isEnded;
  }

  beginPlay(streamId: number): void {
    this.#playing = streamId;
  }

  /** False when nothing plays there. */
  endPlay(streamId: number): boolean {
    if (this.#playing !== streamId) return false;
    this.#playing = null;
    return true;
  }

  /** Tells every publication that one read is through. */
  settle(now: Millis): void {
    for (const publication of this.#publications) publication.settle(now);
  }
}
