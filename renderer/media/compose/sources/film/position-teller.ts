/** Tells where films stand to whoever watches them: twice a second, and only what is new. */
import type { MediaPosition } from '../producer.ts';

/** How often watched films are asked. */
const askMillis = 500;

export type PositionTellerOptions = {
  /** Null for a source that is not open, or no film. */
  readonly positionOf: (sourceId: string) => MediaPosition | null;
  /** False while the window is hidden. */
  readonly isSeen: () => boolean;
  readonly onPosition: (sourceId: string, position: MediaPosition | null) => void;
};

/** Nothing is asked while nobody watches. */
export class PositionTeller {
  readonly #options: PositionTellerOptions;
  /** What was told last, as JSON, by source. */
  readonly #watched = new Map<string, string>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: PositionTellerOptions) {
    this.#options = options;
  }

  /** Begins or ends watching one source; the first position comes at once. */
  watch(sourceId: string, isWatched: boolean): void {
    if (isWatched) {
      this.#watched.set(sourceId, '');
      this.#tell(sourceId);
      this.#timer ??= setInterval(() => this.#tellAll(), askMillis);
      return;
    }
    this.#watched.delete(sourceId);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tellAll(): void {
    if (!this.#options.isSeen()) return;
    for (const sourceId of this.#watched.keys()) this.#tell(sourceId);
  }

  #tell(sourceId: string): void {
    const position = this.#options.positionOf(sourceId);
    const text = JSON.stringify(position);
    if (text === this.#watched.get(sourceId)) return;
    this.#watched.set(sourceId, text);
    this.#options.onPosition(sourceId, position);
  }
}
