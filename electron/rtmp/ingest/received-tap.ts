/** Lets somebody look at the picture that the built-in ingest receives while it is being received. */
import type { Millis } from '../../../shared/clock.ts';

/** Gets FLV tag bodies of video as they came, the newest sequence header first; they must not be kept. */
export type ReceivedWatcher = {
  readonly onVideo: (timestamp: Millis, body: Uint8Array) => void;
  /** The ingest is closed. */
  readonly onEnd: () => void;
};

/** One for each ingest. */
export class ReceivedTap {
  readonly #watchers = new Set<ReceivedWatcher>();
  #header: { readonly timestamp: Millis; readonly body: Uint8Array } | null = null;

  /** A tag of video has come; a header is kept for those who come later. */
  take(timestamp: Millis, body: Uint8Array, kind: 'header' | 'other'): void {
    // Decoders are made of it long after the message is gone.
    const shown = kind === 'header' ? body.slice() : body;
    if (kind === 'header') this.#header = { timestamp, body: shown };
    for (const watcher of this.#watchers) watcher.onVideo(timestamp, shown);
  }

  /** Returns the way to stop. */
  watch(watcher: ReceivedWatcher): () => void {
    this.#watchers.add(watcher);
    if (this.#header !== null) watcher.onVideo(this.#header.timestamp, this.#header.body);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  end(): void {
    for (const watcher of this.#watchers) watcher.onEnd();
    this.#watchers.clear();
    this.#header = null;
  }
}
