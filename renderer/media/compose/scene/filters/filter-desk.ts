/** All chains of filters that are in use, by whose they are. */
import type { Micros } from '../../../../../shared/clock.ts';
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';
import type { Paintable } from '../paint/painter.ts';
import { FilterChain, type FilterChainParts } from './filter-chain.ts';

type InUse = {
  readonly chain: FilterChain;
  /** The list they were asked for with last; the show has another copy of it after each change. */
  filters: readonly VideoFilter[];
  usedAt: Micros;
};

/** One for each colour of the program. */
export class FilterDesk {
  readonly #parts: FilterChainParts;
  readonly #inUse = new Map<string, InUse>();
  /** Chains that threw: their pictures stay as they are. */
  readonly #broken = new Set<FilterChain>();

  constructor(parts: FilterChainParts) {
    this.#parts = parts;
  }

  /** Puts a picture through the filters of `owner`; the result holds until the next slot. */
  apply(
    picture: Paintable,
    filters: readonly VideoFilter[],
    { owner, now }: { readonly owner: string; readonly now: Micros },
  ): Paintable {
    if (filters.length === 0) return picture;
    const inUse = this.#of(owner, filters);
    inUse.usedAt = now;
    if (this.#broken.has(inUse.chain)) return picture;
    try {
      return inUse.chain.apply(picture, now);
    } catch (error) {
      this.#broken.add(inUse.chain);
      this.#parts.onFault(error);
      return picture;
    }
  }

  /** Frees what was not asked for since `since`. */
  dropUnused(since: Micros): void {
    for (const [owner, { usedAt }] of this.#inUse) if (usedAt < since) this.#drop(owner);
  }

  close(): void {
    for (const owner of this.#inUse.keys()) this.#drop(owner);
  }

  #of(owner: string, filters: readonly VideoFilter[]): InUse {
    const known = this.#inUse.get(owner);
    if (known !== undefined && isSame(known.filters, filters)) {
      known.filters = filters;
      return known;
    }
    this.#drop(owner);
    const made = { chain: new FilterChain(filters, this.#parts), filters, usedAt: 0 };
    this.#inUse.set(owner, made);
    return made;
  }

  #drop(owner: string): void {
    const chain = this.#inUse.get(owner)?.chain;
    this.#inUse.delete(owner);
    if (chain === undefined) return;
    this.#broken.delete(chain);
    chain.close();
  }
}

/** Plans keep their lists until the show changes, so the quick answer is the usual one. */
function isSame(one: readonly VideoFilter[], other: readonly VideoFilter[]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
