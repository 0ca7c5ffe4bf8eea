/** Runs the fuzzer's thread on one target for a while, and stops it when one input keeps it busy for too long. */
import { Worker } from 'node:worker_threads';
import { maxInputLength, sharedHeader } from './protocol.ts';
import type { LoopNews, LoopOrders, Novelty } from './protocol.ts';

/** How long one execution may take. */
const hangMillis = 10_000;
const watchMillis = 500;
/** How long a stopped thread may take to say goodbye. */
const graceMillis = 2000;
const heapMegabytes = 512;

export type CampaignOptions = Omit<LoopOrders, 'shared'> & { readonly seconds: number };

export type CampaignResult = {
  readonly executions: number;
  readonly seconds: number;
  /** Blocks of shared/ that ran, of those that were loaded. */
  readonly covered: number;
  readonly blocks: number;
  readonly kept: readonly { readonly input: Uint8Array; readonly why: Novelty }[];
  readonly finding: { readonly input: Uint8Array; readonly error: string } | null;
};

type Ending = CampaignResult['finding'];

/** Fuzzes until the time is over, `maxRuns` are done or something is found. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seconds, ...orders } = options;
  const shared = new SharedArrayBuffer(sharedHeader.words * 4 + maxInputLength);
  const header = new Int32Array(shared, 0, sharedHeader.words);
  const kept: { input: Uint8Array; why: Novelty }[] = [];
  const begun = performance.now();
  const worker = new Worker(new URL('loop.ts', import.meta.url), {
    workerData: { ...orders, shared } satisfies LoopOrders,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  const watch = new HangWatch(shared);
  const finding = await new Promise<Ending>((resolve, reject) => {
    const stop = setTimeout(() => {
      header[sharedHeader.stop] = 1;
    }, seconds * 1000);
    const timer = setInterval(() => {
      if (watch.hangs()) resolve({ input: watch.input(), error: `hangs: one execution took ${hangMillis} ms` });
    }, watchMillis);
    worker.on('message', (news: LoopNews) => {
      if (news.kind === 'kept') kept.push({ input: news.input, why: news.why });
      else resolve(news.kind === 'finding' ? news : null);
    });
    worker.on('error', (error: Error & { readonly code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ input: watch.input(), error: 'out of memory' });
      else reject(error);
    });
    worker.on('exit', () => {
      clearTimeout(stop);
      clearInterval(timer);
      resolve(null);
    });
  });
  const took = (performance.now() - begun) / 1000;
  await Promise.race([worker.terminate(), new Promise((resolve) => setTimeout(resolve, graceMillis))]);
  const { executions, covered, blocks } = sharedHeader;
  return {
    executions: header[executions] ?? 0,
    seconds: took,
    covered: header[covered] ?? 0,
    blocks: header[blocks] ?? 0,
    kept,
    finding,
  };
}

/** Sees from the shared memory that the number of executions stands still. */
class HangWatch {
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;
  #executions = -1;
  #since = performance.now();

  constructor(shared: SharedArrayBuffer) {
    this.#header = new Int32Array(shared, 0, sharedHeader.words);
    this.#bytes = new Uint8Array(shared, sharedHeader.words * 4);
  }

  hangs(): boolean {
    const executions = this.#header[sharedHeader.executions] ?? 0;
    if (executions === this.#executions && executions > 0) return performance.now() - this.#since > hangMillis;
    this.#executions = executions;
    this.#since = performance.now();
    return false;
  }

  /** The input of the moment. */
  input(): Uint8Array {
    return this.#bytes.slice(0, this.#header[sharedHeader.length] ?? 0);
  }
}
