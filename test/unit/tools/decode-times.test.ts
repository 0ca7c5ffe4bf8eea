/** Decoding times out of presentation times: B frames, open starts, and files that make it impossible. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reorderDelay, withDecodeTimes } from '../../../electron/command-line/tools/publish/media/decode-times.ts';

type Shown = { readonly pts: number };

async function* packetsOf(times: readonly number[]): AsyncGenerator<Shown> {
  for (const pts of times) yield await Promise.resolve({ pts });
}

async function timesOf(
  shown: readonly number[],
  delay: number,
): Promise<readonly { readonly pts: number; readonly dts: number }[]> {
  const found = [];
  for await (const { packet, dts } of withDecodeTimes(packetsOf(shown), delay)) found.push({ pts: packet.pts, dts });
  return found;
}

describe('decoding times', () => {
  it('are the presentation times where nothing is reordered', async () => {
    expect(reorderDelay([0, 40, 80, 120])).toBe(0);
    expect(await timesOf([0, 40, 80], 0)).toEqual([
      { pts: 0, dts: 0 },
      { pts: 40, dts: 40 },
      { pts: 80, dts: 80 },
    ]);
  });

  it('C44: begin earlier by as much as B frames need', async () => {
    // I P B b b in x264's order: the P frame is shown 4 frames after the I frame.
    const shown = [0, 160, 80, 40, 120, 320, 240, 200, 280];
    expect(reorderDelay(shown)).toBe(80);
    const times = await timesOf(shown, 80);
    expect(times.map(({ pts }) => pts)).toEqual(shown);
    expect(times.map(({ dts }) => dts)).toEqual([-80, -40, 0, 40, 80, 120, 160, 200, 240]);
  });

  it('never step back and never pass the presentation, whatever the order of a decoder with 16 frames', async () => {
    const orders = fc
      .array(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 8 }), { maxLength: 30 })
      .map((groups) => groups.flatMap((group, at) => group.map((_, index) => (at * 8 + index) * 33_333).toReversed()));
    await fc.assert(
      fc.asyncProperty(orders, async (shown) => {
        const times = await timesOf(shown, reorderDelay(shown));
        expect(times.map(({ pts }) => pts)).toEqual(shown);
        for (const [index, { pts, dts }] of times.entries()) {
          expect(dts).toBeLessThanOrEqual(pts);
          expect(dts).toBeGreaterThanOrEqual(times[index - 1]?.dts ?? -Infinity);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stay in order where a file steps back in time', async () => {
    const times = await timesOf([0, 40, 10_000, 10_040, 80, 120], 0);
    for (const [index, { dts }] of times.entries()) expect(dts).toBeGreaterThanOrEqual(times[index - 1]?.dts ?? 0);
  });
});
