/** The fuzzer is awake: it finds a planted bug, and every planted bug still has its place in the source. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCampaign } from '../../fuzz/engine/campaign.ts';
import { planted } from '../../fuzz/engine/load-hook.ts';
import { plants } from '../../fuzz/plants.ts';
import { targetUrl, targets } from '../../fuzz/targets.ts';

test.each(plants)('$target: "$what" can be planted', (plant) => {
  const source = readFileSync(new URL(`../../../shared/${plant.file}`, import.meta.url), 'utf8');
  expect(planted(plant.file, source, plant)).not.toBe(source);
});

test('every target has a planted bug', () => {
  expect(targets.filter((name) => !plants.some(({ target }) => target === name))).toEqual([]);
});

test('a planted bug is found, with an input that shows it', async () => {
  const plant = plants.find(({ target }) => target === 'amf0') ?? null;
  const options = { targetUrl: targetUrl('amf0'), seeds: [], seed: 1, maxRuns: 200_000, seconds: 30 };
  const { finding } = await runCampaign({ ...options, plant });
  expect(finding?.error).toContain('depth is bounded');
  expect(
    (await runCampaign({ ...options, plant: null, seeds: [finding?.input ?? new Uint8Array(0)], maxRuns: 0 })).finding,
  ).toBeNull();
});
