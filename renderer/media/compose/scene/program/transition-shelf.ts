/** Keeps the files of the next transitions open and wound back, so that a take begins with their first picture. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { FileOwner } from '../../../../../shared/studio/document/files.ts';
import type { Input } from '../../../../../shared/studio/document/source.ts';
import { needKey, type TransitionNeed } from '../../../../../shared/studio/scene/transition/transition-files.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { Producer } from '../../sources/producer.ts';
import type { FrameRoom } from '../hub/frame-copies.ts';
import { OpenSource } from '../hub/open-source.ts';
import { transitionSource, TransitionMedia } from './transition-media.ts';

export type TransitionShelfOptions = {
  readonly create: (input: Input, owner: FileOwner) => Producer | null;
  /** As they are when a file is opened or taken: another colour of the program has others. */
  readonly room: () => { readonly frames: FrameRoom; readonly pixels: Pixels };
  readonly now: () => Micros;
  readonly onFault: (error: unknown) => void;
};

/** A file that waits, and whose it is: main serves it only as long as that one names it. */
type Kept = { readonly open: OpenSource; readonly owner: FileOwner };

/** What is taken is no longer the shelf's; the next `keep` opens it anew, from its beginning. */
export class TransitionShelf {
  readonly #options: TransitionShelfOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: TransitionShelfOptions) {
    this.#options = options;
  }

  /** Opens what is not there yet, and closes what nobody will need. */
  keep(needs: readonly TransitionNeed[]): void {
    const wanted = new Map(needs.map((need) => [needKey(need), need]));
    for (const [key, { open, owner }] of this.#kept) {
      const owners = wanted.get(key)?.owners ?? [];
      if (owners.some(({ kind, id }) => kind === owner.kind && id === owner.id)) continue;
      open.close();
      this.#kept.delete(key);
    }
    for (const [key, need] of wanted) {
      const kept = this.#kept.has(key) ? null : this.#open(need);
      if (kept !== null) this.#kept.set(key, kept);
    }
  }

  /** The file of a transition that begins now; null where it can't be opened. */
  take(need: TransitionNeed): TransitionMedia | null {
    const key = needKey(need);
    const kept = this.#kept.get(key) ?? this.#open(need);
    this.#kept.delete(key);
    return kept === null ? null : new TransitionMedia(kept.open, this.#options.room().pixels, this.#options.now);
  }

  /** Closes everything until the next `keep`. */
  clear(): void {
    for (const { open } of this.#kept.values()) open.close();
    this.#kept.clear();
  }

  #open(need: TransitionNeed): Kept | null {
    const { create, room, now, onFault } = this.#options;
    const [owner] = need.owners;
    const source = transitionSource(need);
    try {
      const producer = create(source.input, owner);
      if (producer === null) return null;
      return { open: new OpenSource({ source, producer, room: room().frames, now: now(), onFault }), owner };
    } catch (error) {
      onFault(error);
      return null;
    }
  }
}
