/** Runs the program that changes a show, kills it at a random moment, and looks at what is there afterwards. */
import { isDeepStrictEqual } from 'node:util';
import { readShow } from '../../../../shared/studio/document/migrate.ts';
import { until } from '../../loopback.ts';
import { start } from '../../processes.ts';
import { openKilledShow } from './open.ts';
import { Model, stepsOf } from './steps.ts';

const child = new URL('child.ts', import.meta.url).pathname;

/** One life of the program. */
export type Round = {
  /** Steps that were answered before it was killed. */
  readonly answered: number;
  /** Changes that were answered and are not there afterwards; -1: one is there whose answer nobody heard. */
  readonly lost: number;
  readonly isValid: boolean;
  /** True when the show is to the last field what the same steps make in memory. */
  readonly isSame: boolean;
};

/** What a round is made of: the kill comes `extraMillis` after `killAfter` steps were answered. */
export type RoundPlan = {
  readonly directory: string;
  readonly seed: number;
  readonly steps: number;
  readonly killAfter: number;
  readonly extraMillis: number;
};

/** Lets the program live once in the folder, which rounds before may have filled. */
export async function killedRound(plan: RoundPlan): Promise<Round> {
  const before = await openKilledShow(plan.directory);
  if (before.current === null) throw new Error('there is no show');
  const model = new Model(before.current, plan.seed);
  await before.close(10_000);
  const running = await start(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    child,
    plan.directory,
    String(plan.seed),
    String(plan.steps),
  ]);
  await until('enough steps were answered', () => saidBy(running.stdout()).steps >= plan.killAfter, 300_000);
  await new Promise((resolve) => {
    setTimeout(resolve, plan.extraMillis);
  });
  running.signal('SIGKILL');
  await running.exited;
  if (running.stderr() !== '') throw new Error(running.stderr());
  const said = saidBy(running.stdout());
  const shows = await openKilledShow(plan.directory);
  if (shows.current === null) throw new Error('there is no show');
  const { revision, show } = shows.current;
  await shows.close(10_000);
  // The step after the last answer may be on the disk already.
  const possible = stepsOf(plan.seed, plan.steps).slice(0, said.steps + 1);
  for (const step of possible) if (model.revision < revision) model.take(step);
  return {
    answered: said.steps,
    lost: said.revision - revision,
    isValid: readShow(show).ok,
    isSame: model.revision === revision && isDeepStrictEqual(model.show, show),
  };
}

/** Steps and revision that the program has answered, by its own word; a line without its end does not count. */
function saidBy(output: string): { readonly steps: number; readonly revision: number } {
  const lines = output.split('\n').slice(0, -1);
  const last = lines.findLast((line) => /^\d+ \d+$/.test(line));
  const [index = '-1', revision = /^began (\d+)$/.exec(lines[0] ?? '')?.[1] ?? '0'] = last?.split(' ') ?? [];
  return { steps: Number(index) + 1, revision: Number(revision) };
}
