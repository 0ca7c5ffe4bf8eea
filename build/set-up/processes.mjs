/** Runs other programs for the set-up scripts and reports their failure in words. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const LONGEST_TAIL = 4000;
const PARENT_LOOK_MS = 500;

/**
 * Runs a program to its end and returns what it wrote ({ output, code }); throws with the end of its output
 * when the exit code is not 0, unless `mayFail`. `onText` sees each piece of output as it comes.
 */
export function run(program, parameters, { cwd, env = process.env, mayFail = false, onText } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (piece) => {
      output += piece.toString('utf8');
      onText?.(piece.toString('utf8'));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => (mayFail ? resolve({ output: error.message, code: 127 }) : reject(error)));
    child.on('close', (code) => {
      if (code === 0 || mayFail) resolve({ output, code: code ?? 1 });
      else
        reject(
          new Error(
            `${path.basename(program)} ${parameters[0] ?? ''} failed with code ${code}:\n${output.slice(-LONGEST_TAIL)}`,
          ),
        );
    });
  });
}

/** Runs npm, the one that started us where there is one. */
export function runNpm(parameters, options) {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.c?js$/.test(script))
    return run(process.execPath, [script, ...parameters], options);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', parameters, options);
}

/** The parent of a process on Linux; null elsewhere, or when it is gone. A killed npm leaves its shell to another. */
function parentOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? Number.NaN);
  } catch {
    return null;
  }
}

/**
 * Sends us SIGTERM when the npm that started us is gone: it ends its shell on a signal, but not what runs in it.
 */
export function endWithParent() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const grandparent = parentOf(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && parentOf(parent) === grandparent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_LOOK_MS);
  timer.unref();
}
