/** The filters of one strip, in order; those that stay keep what they remember when others come and go. */
import type { AudioFilter } from '../../document/filters.ts';
import { sanitise, type Stereo } from '../stereo.ts';
import type { CreateDenoiser } from './noise-suppression.ts';
import { keyOf, startFilter, type Working } from './processors.ts';

/** The sound of another strip as it is now; silence when there is none. */
export type KeySound = (sourceId: string) => Stereo;

export class FilterChain {
  readonly #createDenoiser: CreateDenoiser;
  #filters: readonly Working[] = [];

  constructor(createDenoiser: CreateDenoiser) {
    this.#createDenoiser = createDenoiser;
  }

  /** Frames by which what comes out is late. */
  get latencyFrames(): number {
    return this.#filters.reduce((sum, { processor }) => sum + processor.latencyFrames, 0);
  }

  /** True when `filters` are those at work, in this order: then `turn` is enough. */
  isSame(filters: readonly AudioFilter[]): boolean {
    const wanted = filters.filter(({ enabled }) => enabled);
    return (
      wanted.length === this.#filters.length &&
      this.#filters.every((working, index) => isFor(working, wanted[index])) &&
      this.#filters.every(({ keyId }, index) => keyId === keyOfMaybe(wanted[index]))
    );
  }

  /** Sets the knobs of the filters at work, without a click. */
  turn(filters: readonly AudioFilter[]): void {
    for (const filter of filters) {
      if (filter.enabled) this.#filters.find((working) => isFor(working, filter))?.set(filter);
    }
  }

  /** Puts others to work: to be called in silence, because sound that is inside of those that go is lost. */
  rebuild(filters: readonly AudioFilter[]): void {
    const before = this.#filters;
    this.#filters = filters
      .filter(({ enabled }) => enabled)
      .map((filter) => this.#kept(before, filter) ?? startFilter(filter, this.#createDenoiser));
    for (const working of before) {
      if (!this.#filters.some(({ processor }) => processor === working.processor)) working.close();
    }
  }

  /** Filters a block in place. Whatever comes in, what comes out are numbers. */
  process(block: Stereo, keySound: KeySound): void {
    sanitise(block[0]);
    sanitise(block[1]);
    for (const { processor, keyId } of this.#filters) {
      processor.process(block, keyId === null ? null : keySound(keyId));
    }
  }

  reset(): void {
    for (const { processor } of this.#filters) processor.reset();
  }

  close(): void {
    for (const { close } of this.#filters) close();
    this.#filters = [];
  }

  #kept(before: readonly Working[], filter: AudioFilter): Working | null {
    const working = before.find((old) => isFor(old, filter));
    if (working === undefined) return null;
    working.set(filter);
    return { ...working, keyId: keyOf(filter) };
  }
}

function isFor(working: Working, filter: AudioFilter | undefined): boolean {
  return filter !== undefined && filter.id === working.id && filter.kind === working.kind;
}

function keyOfMaybe(filter: AudioFilter | undefined): string | null {
  return filter === undefined ? null : keyOf(filter);
}
