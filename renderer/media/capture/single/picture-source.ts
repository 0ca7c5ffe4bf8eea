/** The source of the program's picture in the Worker: its newest frame, and whether viewers get that or the holding picture. */
import type { Micros } from '../../../../shared/clock.ts';
import { SourceHealth } from '../../../../shared/live/pipeline/source-health.ts';
import { FrameSlot, type NewestFrame } from '../../compose/frame-slot.ts';
import type { PageReport, VideoFeed } from '../../worker-protocol.ts';

/** A failure rehearsal takes the source away for this long. */
const breakMicros = 10_000_000;

export type SourceNews = Extract<PageReport, { kind: 'source' }>['news'];

export type PictureSourceOptions = {
  readonly now: () => Micros;
  readonly mainOffset: () => Micros | null;
  readonly onNews: (news: SourceNews) => void;
};

/** What a slot shows. The test source draws for itself; `isStill` while its picture has stopped. */
export type Shown =
  | { readonly kind: 'holding' }
  | { readonly kind: 'test'; readonly isStill: boolean }
  | { readonly kind: 'frame'; readonly newest: NewestFrame };

/** One source at a time. */
export class PictureSource {
  readonly #options: PictureSourceOptions;
  #feed: VideoFeed = { kind: 'slate' };
  #slot: FrameSlot | null = null;
  #health: SourceHealth | null = null;
  #brokenUntil: Micros = Number.NEGATIVE_INFINITY;
  #lastTest: Micros = 0;
  #captured = 0;

  constructor(options: PictureSourceOptions) {
    this.#options = options;
  }

  /** Frames that came, over all sources. */
  get captured(): number {
    return this.#captured;
  }

  get newest(): NewestFrame | null {
    return this.#slot?.newest ?? null;
  }

  /** Age of the newest frame in ms; null without one. */
  get ageMillis(): number | null {
    const now = this.#options.now();
    if (this.#feed.kind === 'test') return this.#isBroken(now) ? (now - this.#lastTest) / 1000 : 0;
    const newest = this.#slot?.newest ?? null;
    return newest === null ? null : Math.max(0, (now - newest.captured) / 1000);
  }

  setFeed(feed: VideoFeed): void {
    const { now, mainOffset } = this.#options;
    this.#slot?.close();
    this.#slot = null;
    this.#health = null;
    this.#feed = feed;
    if (feed.kind === 'slate') return;
    const isReturning = feed.kind === 'camera' && feed.returning;
    const health = new SourceHealth(now(), isReturning ? 'returning' : 'fresh');
    this.#health = health;
    if (feed.kind === 'test') return;
    this.#slot = new FrameSlot({
      readable: feed.readable,
      now,
      mainOffset,
      takes: (arrival) => {
        if (this.#isBroken(arrival)) return false;
        health.frame(arrival);
        this.#captured += 1;
        return true;
      },
    });
  }

  /** Failure rehearsal: whatever the source gives in the next seconds is as if it had never come. */
  breakOff(): void {
    this.#brokenUntil = this.#options.now() + breakMicros;
  }

  /** Decides for one slot of program time; call once for each. */
  look(now: Micros): Shown {
    const health = this.#health;
    if (health === null) return { kind: 'holding' };
    const isStill = this.#isBroken(now);
    if (this.#feed.kind === 'test' && !isStill) {
      health.frame(now);
      this.#lastTest = now;
      this.#captured += 1;
    }
    const news = health.news(now);
    if (news !== null) this.#options.onNews(news);
    if (!health.isShown(now)) return { kind: 'holding' };
    if (this.#feed.kind === 'test') return { kind: 'test', isStill };
    return this.newest === null ? { kind: 'holding' } : { kind: 'frame', newest: this.newest };
  }

  #isBroken(now: Micros): boolean {
    return now < this.#brokenUntil;
  }
}
