/** Every fuzz target on its committed inputs, on its seeds, and for a moment on whatever fast-check makes of them. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInputs } from '../../fuzz/corpus.ts';
import { targets } from '../../fuzz/targets.ts';
import type { Target } from '../../fuzz/targets.ts';

/** How long fast-check may look at one target. */
const exploreMillis = 1500;

describe.each(targets)('%s', (name) => {
  const load = async (): Promise<Target> => import(`../../fuzz/targets/${name}.ts`);

  test('S21: keeps its promises on every input of the corpus, and on all that was ever found', async () => {
    const { fuzz, seeds } = await load();
    const inputs = [...(seeds?.() ?? []), ...readInputs(name, ['corpus', 'findings'])];
    expect(inputs.length).toBeGreaterThan(0);
    for (const input of inputs) fuzz(input);
  });

  test('S21: keeps its promises wherever a known beginning leads', async () => {
    const { fuzz, seeds } = await load();
    const known = [...(seeds?.() ?? []), ...readInputs(name, ['corpus'])];
    const piece = fc.oneof(fc.uint8Array({ maxLength: 24 }), fc.constantFrom(...known));
    const input = fc.tuple(fc.constantFrom(...known), fc.nat(400), fc.array(piece, { maxLength: 8 }));
    fc.assert(
      fc.property(input, ([beginning, kept, pieces]) => {
        fuzz(new Uint8Array(Buffer.concat([beginning.subarray(0, kept), ...pieces]).subarray(0, 4000)));
      }),
      { numRuns: 100_000, interruptAfterTimeLimit: exploreMillis, markInterruptAsFailure: false },
    );
  });
});
