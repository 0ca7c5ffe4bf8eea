/** Programs that tests start: their output, what they say and when, and their end, always by process id. */
import { spawn, type ChildProcess } from 'node:child_process';

/** How long a program may take to end after TERM before it is killed. */
const politeMillis = 3000;

/** Programs that still run; a failed test may have left them. */
const alive = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Ends `child` with this process at the latest. */
export function endWithUs(child: ChildProcess): void {
  alive.add(child);
  child.once('close', () => alive.delete(child));
}

/** How a program ended; `code` is null after a signal. */
export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A program that a test started. */
export type Running = {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves once either output matches; rejects with the output when the program ends or `millis` pass before. */
  readonly says: (pattern: RegExp, millis: number) => Promise<void>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** TERM, and KILL when that does not help in time. */
  readonly end: () => Promise<Exit>;
};

export type StartOptions = { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv };

/** Starts a program; rejects when it can't be started at all. */
export async function start(program: string, args: readonly string[], options: StartOptions = {}): Promise<Running> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  endWithUs(child);
  let stdout = '';
  let stderr = '';
  let exit: Exit | null = null;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString('utf8');
    tell();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString('utf8');
    tell();
  });
  const exited = new Promise<Exit>((resolve) => {
    child.on('close', (code, signal) => {
      exit = { code, signal };
      resolve(exit);
      tell();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const says = (pattern: RegExp, millis: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        listeners.delete(look);
        act();
      };
      const giveUp = (why: string): void =>
        settle(() => reject(new Error(`${program} ${why} before ${String(pattern)}:\n${stdout}\n${stderr}`)));
      const look = (): void => {
        if (pattern.test(stdout) || pattern.test(stderr)) settle(resolve);
        else if (exit !== null) giveUp('ended');
      };
      const timer = setTimeout(() => giveUp(`took more than ${millis} ms`), millis);
      listeners.add(look);
      look();
    });
  const end = async (): Promise<Exit> => {
    if (exit !== null) return exit;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), politeMillis);
    const how = await exited;
    clearTimeout(timer);
    return how;
  };
  return {
    pid: child.pid ?? 0,
    exited,
    stdout: () => stdout,
    stderr: () => stderr,
    says,
    signal: (name) => {
      child.kill(name);
    },
    end,
  };
}

/** What a finished program wrote. */
export type Finished = { readonly code: number | null; readonly stdout: Buffer; readonly stderr: string };

/** Runs a program to its end; `stdout` stays bytes because media comes through it. */
export function run(program: string, args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const pieces: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (bytes: Buffer) => pieces.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => {
      stderr += bytes.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: Buffer.concat(pieces), stderr }));
  });
}

/** As `run`, and throws with the program's own words unless it ended with 0. */
export async function runWell(program: string, args: readonly string[], options: StartOptions = {}): Promise<Buffer> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr.slice(-2000)}`);
  return stdout;
}
