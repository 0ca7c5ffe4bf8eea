/** Runs one check and says what came of it: how many passed, how many failed, and the words of a failure. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureBundle } from '../set-up/bundle.mjs';
import { ROOT, nodeOfProject } from '../set-up/packages.mjs';
import { needsVirtualDisplay } from '../set-up/system-packages.mjs';

const LONGEST_OUTPUT = 12_000;
const VITEST = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');

/** Runs a step to its end; the result is { name, passed, failed, failures, ms } and nothing is thrown. */
export async function runStep(step) {
  const begun = Date.now();
  const outcome = await outcomeOf(step).catch((error) => ({ passed: 0, failed: 1, failures: [error.message] }));
  return { name: step.name, ...outcome, ms: Date.now() - begun };
}

async function outcomeOf(step) {
  if (step.bundle === true) {
    await ensureBundle();
    return { passed: 1, failed: 0, failures: [] };
  }
  if (step.project !== undefined) return runTests(step);
  const { ended, output } = await execute([nodeOfProject(), ...step.command], step.limitMs);
  return ended === ''
    ? { passed: 1, failed: 0, failures: [] }
    : { passed: 0, failed: 1, failures: [`${ended}\n${output}`] };
}

/** One vitest project: each test case counts, and the run itself, which also fails on an error outside any test. */
async function runTests({ project, limitMs, display }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'uplink-tests-'));
  try {
    const report = path.join(folder, 'report.json');
    const vitest = [nodeOfProject(), VITEST, 'run', '--project', project, '--passWithNoTests'];
    const screen = display === true && needsVirtualDisplay() ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24'] : [];
    const command = [...screen, ...vitest, '--reporter=json', `--outputFile=${report}`, '--reporter=dot'];
    const { ended, output } = await execute(command, limitMs);
    const { passed, failures } = JSON.parse(await readFile(report, 'utf8').catch(() => '{}')).testResults?.reduce(
      collect,
      { passed: 0, failures: [] },
    ) ?? { passed: 0, failures: [] };
    if (ended === '') return { passed: passed + 1, failed: 0, failures };
    const words = failures.length === 0 ? [`${ended}\n${output}`] : failures;
    return { passed, failed: failures.length + 1, failures: words };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function collect({ passed, failures }, file) {
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  const words = failed.map(
    (test) => `${path.relative(ROOT, file.name)}: ${test.fullName}\n${(test.failureMessages ?? []).join('\n')}`,
  );
  if (file.status === 'failed' && failed.length === 0)
    words.push(`${path.relative(ROOT, file.name)}\n${file.message ?? ''}`);
  return {
    passed: passed + file.assertionResults.filter((test) => test.status === 'passed').length,
    failures: [...failures, ...words],
  };
}

/** Runs a command in a process group of its own; `ended` is '' when it went well, else how it ended. */
function execute(command, limitMs) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CI: process.env['CI'] ?? '1', NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(command[0], command.slice(1), {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    let output = '';
    const take = (piece) => {
      output = (output + piece.toString('utf8')).slice(-LONGEST_OUTPUT);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const stop = () => killGroup(child.pid);
    const timer = setTimeout(stop, limitMs);
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      const words = stripVTControlCharacters(output);
      if (signal !== null) resolve({ ended: `stopped by ${signal} (its limit is ${limitMs / 1000} s)`, output: words });
      else resolve({ ended: code === 0 ? '' : `exit code ${code}`, output: words });
    });
  });
}

function killGroup(pid) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
