/** What the fuzzer's thread and its keeper say to each other. */

/** A fault: `find`, which occurs once in `file` (below shared/), becomes `replace`. */
export type Plant = { readonly file: string; readonly find: string; readonly replace: string };

/** What the thread is told. */
export type LoopOrders = {
  readonly targetUrl: string;
  readonly seeds: readonly Uint8Array[];
  readonly plant: Plant | null;
  readonly seed: number;
  /** Mutated inputs to try; with 0 only the seeds run. */
  readonly maxRuns: number;
  /** The words of `sharedHeader`, then the input that runs at the moment. */
  readonly shared: SharedArrayBuffer;
};

/** What the thread says. `kept` inputs reach something new; after `finding` or `done` it is over. */
export type LoopNews =
  | { readonly kind: 'kept'; readonly input: Uint8Array; readonly why: Novelty }
  | { readonly kind: 'finding'; readonly input: Uint8Array; readonly error: string }
  | { readonly kind: 'done' };

/** A block that never ran before; a new count of one; or two compared numbers that came closer than before. */
export type Novelty = 'new' | 'count' | 'distance';

/** The longest input in bytes. */
export const maxInputLength = 8192;

/** Int32 words at the front of the shared memory. */
export const sharedHeader = { executions: 0, length: 1, stop: 2, covered: 3, blocks: 4, words: 5 } as const;
