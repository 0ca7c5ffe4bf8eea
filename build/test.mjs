/** `npm test` runs every check and ends with "N passed, N failed"; `npm run check` (--quick) the fast ones. */
import { runStep } from './checks/run-step.mjs';
import { stepsFor } from './checks/steps.mjs';
import { ensurePackages } from './set-up/packages.mjs';
import { endWithParent } from './set-up/processes.mjs';
import { duration, say, step } from './set-up/progress.mjs';
import { SetUpError, setUp } from './set-up.mjs';

const extent = process.argv.includes('--quick') ? 'quick' : 'all';

async function prepare() {
  try {
    if (extent === 'quick') await ensurePackages();
    else await setUp('test');
    return { ready: true, exitCode: 0 };
  } catch (error) {
    say(error.message);
    return { ready: false, exitCode: error instanceof SetUpError ? error.exitCode : 1 };
  }
}

async function runAll() {
  const results = [];
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  for (const each of stepsFor(extent)) {
    if (!interrupted) results.push(await step(each.name, () => runStep(each)));
  }
  return { results, interrupted };
}

function summarize(results) {
  for (const { name, failures } of results) {
    for (const words of failures) process.stdout.write(`\n--- ${name} ---\n${words.trim()}\n`);
  }
  process.stdout.write('\n');
  for (const { name, passed, failed, ms } of results) {
    process.stdout.write(
      `${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(24)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${duration(ms).padStart(12)}\n`,
    );
  }
}

endWithParent();
const { ready, exitCode } = await prepare();
if (ready) {
  const { results, interrupted } = await runAll();
  summarize(results);
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  const failed = sum('failed') + (interrupted ? 1 : 0);
  process.stdout.write(`${sum('passed')} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} else {
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = exitCode;
}
