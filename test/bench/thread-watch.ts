/** Processor time of every thread of a program and its children, told by what the thread does. */
import { readdir, readFile } from 'node:fs/promises';
import { familyOf } from './process-watch.ts';

const ticksPerSecond = 100;

/** What Uplink's threads are there for. */
export const duties = ['picture', 'sound', 'window', 'main', 'rest'] as const;
export type Duty = (typeof duties)[number];

type Thread = { readonly id: number; readonly name: string; readonly seconds: number };

/**
 * Seconds so far by duty. In the window's process the first dedicated worker is the Media Worker, the second encodes
 * sound, and the threads of its pools encode pictures; Chromium gives its threads and processes no better names.
 */
export async function secondsByDuty(pid: number): Promise<Readonly<Record<Duty, number>>> {
  const sums = { picture: 0, sound: 0, window: 0, main: 0, rest: 0 };
  for (const id of await familyOf(pid)) {
    const role = await roleOf(id, pid);
    const threads = await threadsOf(id);
    const workers = threads.filter(({ name }) => name.startsWith('DedicatedWorker')).map((thread) => thread.id);
    for (const { id: threadId, name, seconds } of threads) {
      sums[dutyOf(role, name, workers.indexOf(threadId))] += seconds;
    }
  }
  return sums;
}

/** `worker` is the thread's place among the process's dedicated workers, -1 for others. */
function dutyOf(role: string, name: string, worker: number): Duty {
  if (role === 'main') return 'main';
  if (role === 'gpu-process') return 'window';
  if (role.startsWith('video_capture')) return 'picture';
  if (role.startsWith('audio')) return 'sound';
  if (role !== 'renderer') return 'rest';
  if (worker === 0 || name.startsWith('ThreadPool')) return 'picture';
  if (worker > 0 || /audio/iu.test(name)) return 'sound';
  return 'window';
}

async function roleOf(id: number, pid: number): Promise<string> {
  if (id === pid) return 'main';
  const line = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  const type = /--type=(\S+)/u.exec(line)?.[1] ?? 'rest';
  return type === 'utility' ? (/--utility-sub-type=(\S+?)\./u.exec(line)?.[1] ?? type) : type;
}

async function threadsOf(id: number): Promise<readonly Thread[]> {
  const names = await readdir(`/proc/${id}/task`).catch(() => []);
  const threads = await Promise.all(names.map((name) => readThread(id, Number(name))));
  return threads.filter((thread) => thread !== null).toSorted((a, b) => a.id - b.id);
}

async function readThread(process: number, id: number): Promise<Thread | null> {
  const text = await readFile(`/proc/${process}/task/${id}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { id, name, seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
}
