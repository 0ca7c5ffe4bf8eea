/** One open source: its producer, how healthy it is, and what it shows in the slot that is being made. */
import type { Micros } from '../../../../../shared/clock.ts';
import { SourceHealth } from '../../../../../shared/live/pipeline/source-health.ts';
import type { Source } from '../../../../../shared/studio/document/source.ts';
import {
  livesOnFeed,
  mustFlow,
  sourceState,
  type SourceFacts,
  type SourceReport,
} from '../../../../../shared/studio/scene/source-status.ts';
import type { Look, Producer, SourceFeed } from '../../sources/producer.ts';
import { FrameCopies, type FrameRoom } from './frame-copies.ts';
import { SourceFault } from './source-fault.ts';

/** How much one picture counts in the typical delay. */
const delayShare = 1 / 16;

export type OpenSourceOptions = {
  readonly source: Source;
  readonly producer: Producer;
  readonly room: FrameRoom;
  readonly now: Micros;
  /** Told once for each producer. */
  readonly onFault: (error: unknown) => void;
};

/** Open from its creation to `close`. */
export class OpenSource {
  readonly producer: Producer;
  readonly #options: OpenSourceOptions;
  readonly #openedAt: Micros;
  #source: Source;
  #copies: FrameCopies;
  #isShown = false;
  #health: SourceHealth | null;
  #isFrozen = false;
  #isBroken = false;
  #brokenUntil: Micros = Number.NEGATIVE_INFINITY;
  /** The last frame before it was broken. */
  #still: VideoFrame | null = null;
  #look: Look | null = null;
  #lookedAt: Micros = Number.NEGATIVE_INFINITY;
  #version = -1;
  /** Pictures that were new in a slot. */
  pictures = 0;
  /** Typical µs from the capture of a picture to the slot that shows it first. */
  delay: Micros = 0;
  /** Since when nobody needs it; null while somebody does. */
  restingSince: Micros | null = null;

  constructor(options: OpenSourceOptions) {
    this.#options = options;
    this.producer = options.producer;
    this.#source = options.source;
    this.#openedAt = options.now;
    this.#copies = new FrameCopies(options.room);
    this.#health = mustFlow(this.source.input.kind) ? new SourceHealth(options.now, 'fresh') : null;
  }

  get source(): Source {
    return this.#source;
  }

  /** What it shows at `now`, also while it is held back; null while it gives nothing. It holds until the next call. */
  look(now: Micros): Look | null {
    if (this.#lookedAt !== now) this.#lookAgain(now);
    return this.#look;
  }

  get copies(): FrameCopies {
    return this.#copies;
  }

  /** Takes the source as a show has it now; false: it must be opened anew. */
  take(source: Source): boolean {
    const { input } = this.#source;
    const isSame = source.input === input || JSON.stringify(source.input) === JSON.stringify(input);
    if (!isSame && this.#guard(() => this.producer.update(source.input)) !== true) return false;
    this.#source = source;
    return true;
  }

  /** Whether viewers see it. */
  show(isShown: boolean, now: Micros): void {
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    if (!livesOnFeed(this.#source.input.kind)) this.#restartHealth(true, now);
    this.#guard(() => this.producer.setShown(isShown));
  }

  /** Hands it a stream from outside, or takes it away. */
  feed(feed: SourceFeed | null, now: Micros): void {
    if (feed?.kind === 'camera' || feed === null) this.#restartHealth(feed?.returning === false, now);
    if (feed === null) this.#look = null;
    this.#guard(() => this.producer.feed?.(feed));
  }

  /** Failure rehearsal: until then whatever it gives is as if it had never come; its last picture stands still. */
  breakUntil(until: Micros): void {
    this.#brokenUntil = until;
    const frame = this.#look?.frame ?? null;
    if (this.#look === null || frame === null || this.#still !== null) return;
    this.#still = this.#guard(() => frame.clone());
    this.#look = this.#look === null ? null : { ...this.#look, frame: this.#still };
  }

  /** Begins a slot of program time; what nobody watches is looked at only when somebody asks. */
  turn(now: Micros): void {
    if (this.#isWatched) this.#lookAgain(now);
    const news = this.#health?.news(now) ?? null;
    if (news !== null && this.#isWatched) this.#isFrozen = news === 'frozen';
  }

  facts(now: Micros): SourceFacts {
    const isFlowing = !this.#isWatched || (this.#health?.isShown(now) ?? true);
    const hasFailed = this.#isBroken || (this.producer.state.state === 'failed' && this.#look === null);
    return {
      kind: this.source.input.kind,
      hasFailed,
      // What nobody looks at is well unless it says otherwise.
      hasPicture: this.#look !== null || (!this.#isWatched && !hasFailed),
      isHeld: this.#look !== null && !isFlowing,
      isFrozen: this.#isFrozen,
      openMillis: (now - this.#openedAt) / 1000,
    };
  }

  /** Age of its newest picture in ms; null before the first. */
  ageMillis(now: Micros): number | null {
    if (now < this.#brokenUntil && this.#look !== null) return Math.max(0, (now - this.#look.captured) / 1000);
    return this.producer.ageMillis;
  }

  report(now: Micros): SourceReport {
    const { width = 0, height = 0 } = this.#look ?? {};
    const state = sourceState(this.facts(now));
    return { sourceId: this.source.id, state, ageMillis: this.ageMillis(now), width, height };
  }

  /** The program gets another colour: copies and surfaces are made anew. */
  recolour(): void {
    this.#copies.close();
    this.#copies = new FrameCopies(this.#options.room);
    // What was seen of it last is gone now.
    if (this.#look?.surface !== null) this.#look = null;
    this.#guard(() => this.producer.recolour?.());
  }

  close(): void {
    this.#look = null;
    this.#dropStill();
    this.#copies.close();
    this.#guard(() => this.producer.close());
  }

  /** What comes by itself is looked at in each slot; what is drawn for the asking only while viewers see it. */
  get #isWatched(): boolean {
    return this.#isShown || livesOnFeed(this.#source.input.kind);
  }

  #lookAgain(now: Micros): void {
    this.#lookedAt = now;
    if (now < this.#brokenUntil) return;
    const look = this.#guard(() => this.producer.look(now));
    this.#dropStill();
    this.#look = look;
    if (look === null || look.version === this.#version) return;
    this.#version = look.version;
    const delay = now - look.captured;
    this.delay = this.pictures === 0 ? delay : this.delay + (delay - this.delay) * delayShare;
    this.pictures += 1;
    this.#health?.frame(now);
  }

  #dropStill(): void {
    this.#still?.close();
    this.#still = null;
  }

  #restartHealth(isFresh: boolean, now: Micros): void {
    if (this.#health !== null) this.#health = new SourceHealth(now, isFresh ? 'fresh' : 'returning');
    this.#isFrozen = false;
  }

  /** A producer that throws is left alone from then on: its layer stays empty, everything else goes on. */
  #guard<T>(work: () => T): T | null {
    if (this.#isBroken) return null;
    try {
      return work();
    } catch (error) {
      this.#isBroken = true;
      this.#look = null;
      this.#options.onFault(new SourceFault(this.#source.name, error));
      return null;
    }
  }
}
