/** Decides whether a source's picture goes on air or the holding picture in its place; what is drawn is the caller's matter. */
import type { Micros } from '../../clock.ts';

/** A source silent for this long gives way: viewers see the holding picture within a second of the last frame. */
const silentMicros: Micros = 800_000;

/** After that it must give frames steadily for this long before viewers see it again. */
const healthyMicros: Micros = 3_000_000;

/** Frames further apart than this are not steady; slow cameras give 5 a second in the dark. */
const steadyGapMicros: Micros = 500_000;

/** Silent for this long, it is told to be frozen. */
const frozenMicros: Micros = 3_000_000;

/** One source from when it was chosen or opened again; times are the caller's monotonic µs. */
export class SourceHealth {
  readonly #since: Micros;
  #lastFrame: Micros | null = null;
  /** While it is held back: since when its frames come steadily. */
  #steadySince: Micros | null = null;
  #isHeld: boolean;
  #told: 'frozen' | 'flowing' | null = null;

  /** A `fresh` source is shown from its first frame on, one that is `returning` after a failure once it is healthy. */
  constructor(since: Micros, manner: 'fresh' | 'returning') {
    this.#since = since;
    this.#isHeld = manner === 'returning';
  }

  /** A frame arrived. */
  frame(now: Micros): void {
    const isSteady = this.#lastFrame !== null && now - this.#lastFrame <= steadyGapMicros;
    if (!isSteady || this.#steadySince === null) this.#steadySince = now;
    this.#lastFrame = now;
  }

  /** True while viewers get the source's own frames. */
  isShown(now: Micros): boolean {
    if (this.#lastFrame === null) return false;
    const silence = now - this.#lastFrame;
    if (silence > silentMicros) this.#isHeld = true;
    else if (this.#isHeld && this.#isHealthy(now, silence)) this.#isHeld = false;
    return !this.#isHeld;
  }

  /** Whether it is silent for good (`frozen`) or viewers see it again (`flowing`); null when that is no news. */
  news(now: Micros): 'frozen' | 'flowing' | null {
    const isFrozen = now - (this.#lastFrame ?? this.#since) >= frozenMicros;
    const news = isFrozen ? 'frozen' : this.isShown(now) ? 'flowing' : null;
    if (news === null || news === this.#told) return null;
    this.#told = news;
    return news;
  }

  #isHealthy(now: Micros, silence: Micros): boolean {
    return silence <= steadyGapMicros && this.#steadySince !== null && now - this.#steadySince >= healthyMicros;
  }
}
