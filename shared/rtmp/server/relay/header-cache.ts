/** The headers of a running stream: what a player who comes later needs before the first frame. */
import type { TagPart } from '../../../flv/tag.ts';

/** Headers of one stream that are kept, and their bytes together; real streams have two. */
const maxHeaders = 64;
const maxHeaderBytes = 512 * 1024;

/** One message to repeat. */
export type HeaderMessage = {
  /** Chunk stream id. */
  readonly lane: number;
  readonly type: number;
  readonly body: Uint8Array;
  readonly isMultitrack: boolean;
};

type Entry = { readonly key: string; readonly message: HeaderMessage };

export class HeaderCache {
  #entries: readonly Entry[] = [];
  #messages: readonly HeaderMessage[] = [];

  /** In the order in which they first came; the list never changes, a new one takes its place. */
  get messages(): readonly HeaderMessage[] {
    return this.#messages;
  }

  /** Keeps a header in the place of the one for the same tracks and purpose; false when there is no room for it. */
  keep(parts: readonly Pick<TagPart, 'track' | 'trackId' | 'kind'>[], message: HeaderMessage): boolean {
    const key = parts.map(({ track, trackId, kind }) => `${track} ${trackId} ${kind}`).join();
    const at = this.#entries.findIndex((entry) => entry.key === key);
    const others = this.#entries.filter((entry) => entry.key !== key);
    const bytes = others.reduce((sum, entry) => sum + entry.message.body.length, message.body.length);
    if (others.length >= maxHeaders || bytes > maxHeaderBytes) return false;
    const entry = { key, message };
    this.#set(at < 0 ? [...this.#entries, entry] : this.#entries.with(at, entry));
    return true;
  }

  clear(): void {
    this.#set([]);
  }

  #set(entries: readonly Entry[]): void {
    this.#entries = entries;
    this.#messages = entries.map((entry) => entry.message);
  }
}
