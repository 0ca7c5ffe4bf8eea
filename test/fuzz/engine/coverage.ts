/** What one execution touched: counters that instrumented code writes into and the loop reads; knows nothing of inputs. */
import type { Novelty } from './protocol.ts';

const maxBlocks = 16_384;
const maxComparisons = 8192;
/** Classes of distance between two compared numbers: 0 for equal, else 1 + the bits of the difference. */
const distanceClasses = 40;
const rememberedPairs = 64;

/** How often each block ran in this execution; instrumented code counts here. */
export const hits = new Uint32Array(maxBlocks);

const near = new Uint32Array(maxComparisons * distanceClasses);
const pairs = new Float64Array(rememberedPairs * 2);
const state = { generation: 0, nearCount: 0, pairCount: 0, stepsLeft: Infinity };
const nearFound = new Uint32Array(maxComparisons * distanceClasses);

/** Thrown out of a loop that ran longer than the input explains. */
export class EndlessLoop extends Error {
  override readonly name = 'EndlessLoop';
}

/** Called by every round of every instrumented loop. */
export function spendStep(): void {
  if (--state.stepsLeft < 0) throw new EndlessLoop('more rounds of loops than the input explains');
}

/** The operators of instrumented comparisons of numbers: they tell how close both sides came. */
export const compare = {
  eq: (id: number, a: unknown, b: unknown): boolean => watch(id, a, b) && a === b,
  ne: (id: number, a: unknown, b: unknown): boolean => watch(id, a, b) && a !== b,
  lt: (id: number, a: number, b: number): boolean => watch(id, a, b) && a < b,
  le: (id: number, a: number, b: number): boolean => watch(id, a, b) && a <= b,
  gt: (id: number, a: number, b: number): boolean => watch(id, a, b) && a > b,
  ge: (id: number, a: number, b: number): boolean => watch(id, a, b) && a >= b,
};

/** Records the distance of two numbers; always true, so that it can stand in front of the comparison. */
function watch(id: number, a: unknown, b: unknown): true {
  if (typeof a !== 'number' || typeof b !== 'number') return true;
  const distance = Math.abs(a - b);
  const bits = distance === 0 ? 0 : Math.min(1 + Math.floor(Math.log2(distance)), distanceClasses - 2) + 1;
  const feature = id * distanceClasses + (bits > 0 ? bits : 0);
  if (near[feature] !== state.generation) {
    near[feature] = state.generation;
    nearFound[state.nearCount++] = feature;
  }
  if (distance !== 0) {
    const at = (state.pairCount++ % rememberedPairs) * 2;
    pairs[at] = a;
    pairs[at + 1] = b;
  }
  return true;
}

/** Makes ready for an execution that may run `steps` rounds of loops. */
export function startExecution(steps: number, blocks: number): void {
  hits.fill(0, 0, blocks);
  state.generation = (state.generation + 1) >>> 0;
  state.nearCount = 0;
  state.pairCount = 0;
  state.stepsLeft = steps;
}

/** Two numbers that were compared in this execution and differed, or null when there were none. */
export function comparedPair(choice: number): readonly [number, number] | null {
  const count = Math.min(state.pairCount, rememberedPairs);
  if (count === 0) return null;
  const at = (choice % count) * 2;
  return [pairs[at] ?? 0, pairs[at + 1] ?? 0];
}

/** How often a block ran, as one of eight bits: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, more. */
function bucketOf(count: number): number {
  if (count <= 3) return 1 << (count - 1);
  if (count < 16) return count < 8 ? 8 : 16;
  return count < 32 ? 32 : count < 128 ? 64 : 128;
}

/** Everything that any execution so far has touched. */
export class Seen {
  readonly #blocks = new Uint8Array(maxBlocks);
  readonly #near = new Uint8Array(maxComparisons * distanceClasses);
  covered = 0;

  /** Adds the last execution, of which so many blocks exist; what is new in it, or null. */
  add(blocks: number): Novelty | null {
    let found: Novelty | null = null;
    for (let index = 0; index < state.nearCount; index++) {
      const feature = nearFound[index] ?? 0;
      if (this.#near[feature] === 0) {
        this.#near[feature] = 1;
        found = 'distance';
      }
    }
    for (let block = 0; block < blocks; block++) {
      const count = hits[block] ?? 0;
      if (count === 0) continue;
      const known = this.#blocks[block] ?? 0;
      const bucket = bucketOf(count);
      if ((known & bucket) !== 0) continue;
      this.#blocks[block] = known | bucket;
      if (known === 0) this.covered += 1;
      if (found !== 'new') found = known === 0 ? 'new' : 'count';
    }
    return found;
  }
}
