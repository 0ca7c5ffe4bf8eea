/** Counts the pictures of the source that the program stands or falls with. */
import type { Micros } from '../../../../../shared/clock.ts';
import { leadSource } from '../../../../../shared/studio/scene/plan/lead.ts';
import { holdersOf, standInsOf } from '../../../../../shared/studio/scene/plan/seen.ts';
import type { ShowIndex } from '../../../../../shared/studio/scene/show-index.ts';
import { drawnFor } from '../../../../../shared/studio/scene/source-status.ts';
import type { OpenSource } from '../hub/open-source.ts';

/** Pictures later than this are not waited for with the sound. */
const longestDelay: Micros = 100_000;

export class LeadWatch {
  readonly #get: (sourceId: string) => OpenSource | null;
  #id: string | null = null;
  /** Shown as large, or in its place, when it is missing. */
  #holders: readonly string[] = [];
  #pictures = 0;
  /** Pictures it has given; a program where nothing must move counts each slot. */
  captured = 0;

  constructor(get: (sourceId: string) => OpenSource | null) {
    this.#get = get;
  }

  get source(): OpenSource | null {
    return this.#id === null ? null : this.#get(this.#id);
  }

  /** Another show, or another scene on air; null: nothing is. */
  follow(index: ShowIndex | null, programId: string): void {
    const id = index === null ? null : leadSource(index, programId);
    const others = index === null || id === null ? [] : [...holdersOf(index, programId, id), ...standInsOf(index, id)];
    this.#holders = others;
    if (id === this.#id) return;
    this.#id = id;
    this.#pictures = this.source?.pictures ?? 0;
  }

  /** Call once a slot. */
  count(now: Micros): void {
    const { source } = this;
    if (this.#goesOn(now)) this.captured += 1;
    else if (source !== null) {
      this.captured += Math.max(0, source.pictures - this.#pictures);
      this.#pictures = source.pictures;
    }
  }

  /** Typical µs from the capture of a picture to the slot that shows it. */
  get delay(): Micros {
    return Math.min(longestDelay, Math.max(0, this.source?.delay ?? 0));
  }

  /** Age of its newest picture, ms; 0 where nothing must move or it is not missed, null before the first. */
  ageMillis(now: Micros): number | null {
    return this.#goesOn(now) ? 0 : (this.source?.ageMillis(now) ?? null);
  }

  /** When its picture was captured; what is drawn here is as new as its slot. */
  capturedAt(due: Micros): Micros {
    return Math.min(due, this.source?.look(due)?.captured ?? due);
  }

  /** True where nothing must move, and while something else holds the picture. */
  #goesOn(now: Micros): boolean {
    if (this.#id === null) return true;
    const { source } = this;
    if (source !== null && isWell(source, now)) return false;
    return this.#holders.some((id) => {
      const holder = this.#get(id);
      return holder !== null && isWell(holder, now);
    });
  }
}

function isWell(source: OpenSource, now: Micros): boolean {
  return drawnFor(source.facts(now), false) === 'itself';
}
