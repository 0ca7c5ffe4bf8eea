/** All chains of filters that are in use, by whose they are. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { FilterOwner, FilterPlace } from '../../../../../shared/studio/document/files.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import type { Surface } from '../../pixels/memory/surface.ts';
import type { Pixels } from '../../pixels/pixels.ts';
import type { ProducerContext } from '../../sources/producer.ts';
import type { Paintable } from '../paint/painter.ts';
import { FilterChain } from './filter-chain.ts';
import type { FilterFileParts } from './filter-files.ts';
import { FilterShelf } from './filter-shelf.ts';

export type FilterDeskParts = {
  readonly pixels: Pixels;
  readonly createProducer: FilterFileParts['createProducer'];
  /** What a filter's files are got with. */
  readonly contextOf: (place: FilterPlace) => ProducerContext;
  /** The filters of `owner` threw. */
  readonly onFault: (error: unknown, owner: FilterOwner) => void;
  /** A surface that was given away is about to be freed. */
  readonly forget: (surface: Surface) => void;
};

type InUse = {
  readonly chain: FilterChain;
  /** The list they were asked for with last; the show has another copy of it after each change. */
  filters: readonly VideoFilter[];
  usedAt: Micros;
};

/** One for each colour of the program. */
export class FilterDesk {
  readonly #parts: FilterDeskParts;
  readonly #inUse = new Map<string, InUse>();
  readonly #shelf = new FilterShelf();
  /** Chains that threw: their pictures stay as they are. */
  readonly #broken = new Set<FilterChain>();

  constructor(parts: FilterDeskParts) {
    this.#parts = parts;
  }

  /** Puts a picture through the filters of `owner`; the result holds until the next slot. */
  apply(
    picture: Paintable,
    filters: readonly VideoFilter[],
    { owner, now }: { readonly owner: FilterOwner; readonly now: Micros },
  ): Paintable {
    if (filters.length === 0) return picture;
    const inUse = this.#of(owner, filters);
    inUse.usedAt = now;
    if (this.#broken.has(inUse.chain)) return picture;
    try {
      return inUse.chain.apply(picture, now);
    } catch (error) {
      this.#broken.add(inUse.chain);
      this.#parts.onFault(error, owner);
      return picture;
    }
  }

  /** Frees what was not asked for since `since`. */
  dropUnused(since: Micros): void {
    for (const [key, { usedAt }] of this.#inUse) if (usedAt < since) this.#drop(key);
  }

  close(): void {
    for (const key of this.#inUse.keys()) this.#drop(key);
    this.#shelf.close();
  }

  #of(owner: FilterOwner, filters: readonly VideoFilter[]): InUse {
    const key = `${owner.of} ${owner.id}`;
    const known = this.#inUse.get(key);
    if (known !== undefined && (known.filters === filters || isSame(known.filters, filters))) {
      known.filters = filters;
      return known;
    }
    if (known !== undefined && !this.#broken.has(known.chain)) {
      known.chain.update(filters);
      known.filters = filters;
      return known;
    }
    this.#drop(key);
    const made = { chain: this.#createChain(owner, filters), filters, usedAt: 0 };
    this.#inUse.set(key, made);
    return made;
  }

  #createChain(owner: FilterOwner, filters: readonly VideoFilter[]): FilterChain {
    const { pixels, createProducer, contextOf, forget } = this.#parts;
    const { colour } = pixels;
    return new FilterChain(filters, {
      pixels,
      forget,
      openFile: (filter) => {
        const context = contextOf({ ...owner, filterId: filter.id });
        return this.#shelf.take({ owner, filter }, { createProducer, context, colour });
      },
      releaseFile: (file) => this.#shelf.release(file),
    });
  }

  #drop(key: string): void {
    const chain = this.#inUse.get(key)?.chain;
    this.#inUse.delete(key);
    if (chain === undefined) return;
    this.#broken.delete(chain);
    chain.close();
  }
}

/** Plans keep their lists until the show changes, so this is asked seldom. */
function isSame(one: readonly VideoFilter[], other: readonly VideoFilter[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
