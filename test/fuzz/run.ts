/** `npm run fuzz -- [TARGET …] [--seconds N] [--seed N] [--keep] [--planted]`: fuzzes the parsers and machines of shared/. */
import { parseArgs } from 'node:util';
import { runCampaign } from './engine/campaign.ts';
import type { CampaignResult } from './engine/campaign.ts';
import { addFinding, distil, readInputs, rememberInputs } from './corpus.ts';
import { plants } from './plants.ts';
import { targets, targetUrl } from './targets.ts';
import type { TargetName } from './targets.ts';

const defaultSeconds = 60;
const usageExit = 64;

type Wishes = { readonly names: readonly TargetName[]; readonly seconds: number; readonly seed: number };

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Fuzzes one target with all that is known of it; true when nothing was found. */
async function fuzzTarget(name: TargetName, { seconds, seed }: Wishes): Promise<boolean> {
  const seeds = readInputs(name, ['corpus', 'findings', 'local']);
  const result = await runCampaign({
    targetUrl: targetUrl(name),
    seeds,
    plant: null,
    seed,
    maxRuns: Infinity,
    seconds,
  });
  rememberInputs(
    name,
    result.kept.map(({ input }) => input),
  );
  say(`${name.padEnd(16)} ${figures(result)}`);
  if (result.finding === null) return true;
  say(`  FOUND in ${addFinding(name, result.finding.input)}: ${result.finding.error}`);
  return false;
}

function figures({ executions, seconds, covered, blocks, kept }: CampaignResult): string {
  const rate = Math.round(executions / Math.max(seconds, 0.001));
  const share = blocks === 0 ? 0 : Math.round((100 * covered) / blocks);
  return `${String(rate).padStart(7)}/s ${String(executions).padStart(9)} runs, ${covered} of ${blocks} blocks (${share} %), ${kept.length} inputs of interest`;
}

/** Plants one bug after the other and fuzzes until it is found; true when all were. */
async function findPlants({ names, seconds, seed }: Wishes): Promise<boolean> {
  let missed = 0;
  for (const plant of plants.filter(({ target }) => names.includes(target))) {
    const seeds = readInputs(plant.target, ['corpus']);
    const url = targetUrl(plant.target);
    const campaign = runCampaign({ targetUrl: url, seeds, plant, seed, maxRuns: Infinity, seconds });
    const result = await campaign.catch((error: unknown) => String(error));
    const isFound = typeof result !== 'string' && result.finding !== null;
    if (!isFound) missed += 1;
    const words = typeof result === 'string' ? `CANNOT BE PLANTED: ${result}` : (result.finding?.error ?? 'NOT FOUND');
    const figure = typeof result === 'string' ? '' : `${result.seconds.toFixed(1)} s, ${result.executions} runs: `;
    say(`${plant.target.padEnd(16)} ${plant.what}: ${figure}${words.split('\n', 1)[0] ?? ''}`);
  }
  say(missed === 0 ? 'every planted bug was found' : `${missed} planted bugs were not found`);
  return missed === 0;
}

/** Fuzzes the targets one after the other, each to its end; true when nothing was found. */
async function fuzzAll(wishes: Wishes): Promise<boolean> {
  let clean = true;
  for (const name of wishes.names) clean = (await fuzzTarget(name, wishes)) && clean;
  return clean;
}

async function keepAll({ names }: Wishes): Promise<boolean> {
  for (const name of names) say(`${name.padEnd(16)} ${await distil(name)}`);
  return true;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: String(defaultSeconds) },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    planted: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !targets.some((target) => target === name));
const seconds = Number(values.seconds);
if (unknown.length > 0 || !(seconds > 0)) {
  say(
    `Not a target: ${unknown.join(', ')}. Targets: ${targets.join(', ')}. Options: --seconds, --seed, --keep, --planted.`,
  );
  process.exitCode = usageExit;
} else {
  const names = positionals.length === 0 ? targets : targets.filter((name) => positionals.includes(name));
  const wishes: Wishes = { names, seconds, seed: Number(values.seed) };
  if (!values.keep) say(`seed ${wishes.seed}, ${seconds} s each`);
  const act = values.keep ? keepAll : values.planted ? findPlants : fuzzAll;
  process.exitCode = (await act(wishes)) ? 0 : 1;
}
