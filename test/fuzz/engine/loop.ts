/** The fuzzer's thread: runs one target on ever new inputs and reports what is worth keeping and what is wrong. */
import { parentPort, workerData } from 'node:worker_threads';
import { Seen, startExecution } from './coverage.ts';
import { instrumentShared } from './load-hook.ts';
import type { Loaded } from './load-hook.ts';
import { minimise } from './minimise.ts';
import { mutate, tokensOf } from './mutate.ts';
import { maxInputLength, sharedHeader } from './protocol.ts';
import type { LoopNews, LoopOrders, Novelty } from './protocol.ts';
import { Random } from './random.ts';
import type { Target } from '../targets.ts';

/** Rounds of loops an execution may take, and how many more for each byte. */
const steps = { base: 400_000, perByte: 4000 } as const;

type Entry = { readonly input: Uint8Array; uses: number };

class Loop {
  readonly #orders: LoopOrders;
  readonly #target: Target;
  readonly #loaded: Loaded;
  readonly #header: Int32Array;
  readonly #current: Uint8Array;
  readonly #random: Random;
  readonly #seen = new Seen();
  readonly #entries: Entry[] = [];

  constructor(orders: LoopOrders, target: Target, loaded: Loaded) {
    this.#orders = orders;
    this.#target = target;
    this.#loaded = loaded;
    this.#header = new Int32Array(orders.shared, 0, sharedHeader.words);
    this.#current = new Uint8Array(orders.shared, sharedHeader.words * 4);
    this.#random = new Random(orders.seed);
  }

  /** Runs until told to stop, the runs are used up, or something is wrong. */
  run(): LoopNews {
    for (const input of [...(this.#target.seeds?.() ?? []), ...this.#orders.seeds, Uint8Array.of(0)]) {
      const finding = this.#try(input.slice(0, maxInputLength));
      if (finding !== null) return finding;
    }
    const tokens = tokensOf(this.#loaded.literals);
    const others = this.#entries.map(({ input }) => input);
    const material = { random: this.#random, tokens, others, maxLength: this.#target.maxLength ?? maxInputLength };
    for (let run = 0; run < this.#orders.maxRuns && this.#header[sharedHeader.stop] === 0; run++) {
      const entry = this.#choose();
      entry.uses += 1;
      const finding = this.#try(mutate(entry.input, material));
      if (finding !== null) return finding;
      for (const { input } of this.#entries.slice(others.length)) others.push(input);
    }
    return { kind: 'done' };
  }

  /** Of two entries the one that was used less, so that new ones get their turn. */
  #choose(): Entry {
    const first = this.#random.pick(this.#entries);
    const second = this.#random.pick(this.#entries);
    if (first === undefined || second === undefined) return { input: Uint8Array.of(0), uses: 0 };
    return first.uses <= second.uses ? first : second;
  }

  #try(input: Uint8Array): LoopNews | null {
    const error = this.#execute(input);
    if (error !== null) {
      const shortest = minimise(input, (shorter) => firstLine(this.#execute(shorter)) === firstLine(error));
      return { kind: 'finding', input: shortest, error: this.#execute(shortest) ?? error };
    }
    const why = this.#seen.add(this.#loaded.blocks);
    if (why !== null || this.#entries.length === 0) this.#keep(input, why ?? 'distance');
    return null;
  }

  /** Runs the target once; the words of what it threw, or null. */
  #execute(input: Uint8Array): string | null {
    this.#current.set(input);
    this.#header[sharedHeader.length] = input.length;
    this.#header[sharedHeader.executions] = (this.#header[sharedHeader.executions] ?? 0) + 1;
    startExecution(steps.base + steps.perByte * input.length, this.#loaded.blocks);
    try {
      this.#target.fuzz(input.slice());
      return null;
    } catch (error) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }

  #keep(input: Uint8Array, why: Novelty): void {
    this.#entries.push({ input, uses: 0 });
    this.#header[sharedHeader.covered] = this.#seen.covered;
    this.#header[sharedHeader.blocks] = this.#loaded.blocks;
    parentPort?.postMessage({ kind: 'kept', input, why } satisfies LoopNews, []);
  }
}

/** The kind of a failure: its first line without numbers, which change with the input. */
function firstLine(error: string | null): string | null {
  return error === null ? null : (error.split('\n', 1)[0] ?? '').replaceAll(/\d+/g, '#');
}

async function start(told: LoopOrders): Promise<void> {
  const loaded = instrumentShared(told.plant);
  const target: Target = await import(told.targetUrl);
  parentPort?.postMessage(new Loop(told, target, loaded).run(), []);
}

const orders: LoopOrders = workerData;
await start(orders);
