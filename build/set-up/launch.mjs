/** Runs Electron with this project as its app: virtual display, sandbox switch, signals and exit code. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './packages.mjs';
import { say } from './progress.mjs';
import { isRoot, needsVirtualDisplay } from './system-packages.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const REPEAT_MS = 1000;
const KILL_AFTER_MS = 10_000;
const SCREEN = '-screen 0 1920x1080x24';

/**
 * Starts the app with `options` after its folder and resolves to its exit code (128 + signal when killed).
 * A signal to us goes on to the app once; one that has not ended after ten seconds is killed.
 */
export function launch(executable, options) {
  const switches = process.platform === 'linux' && isRoot() ? ['--no-sandbox'] : [];
  if (switches.length > 0) say('Running as root: Chromium cannot sandbox itself, so --no-sandbox is added.');
  const env = { ...process.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  const command = underDisplay([executable, ...switches, ROOT, ...options]);
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), {
      cwd: process.cwd(),
      env,
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const app = { child, pid: child.pid };
    child.stdio[3].on('data', (text) => {
      app.pid = Number.parseInt(String(text), 10);
    });
    const release = forwardSignals(app);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
    });
  });
}

/**
 * The command, wrapped in xvfb-run when there is no display. The inner shell becomes the app and first tells its
 * process id on descriptor 3: a signal must reach the app, not the display below it.
 */
function underDisplay(command) {
  if (!needsVirtualDisplay()) return command;
  say('No display here: the window opens on a virtual one (xvfb-run), where nobody sees it.');
  return ['xvfb-run', '-a', '-s', SCREEN, 'sh', '-c', 'echo $$ >&3; exec 3>&-; exec "$@"', 'sh', ...command];
}

function forwardSignals(app) {
  let lastAt = 0;
  let timer;
  const pass = (signal) => {
    // A terminal and npm may both deliver the same Ctrl-C.
    if (Date.now() - lastAt < REPEAT_MS) return;
    lastAt = Date.now();
    send(app.pid, signal);
    timer ??= setTimeout(() => send(app.pid, 'SIGKILL'), KILL_AFTER_MS);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  return () => {
    clearTimeout(timer);
    for (const signal of SIGNALS) process.off(signal, pass);
  };
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
