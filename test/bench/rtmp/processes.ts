/** What a running program has used: processor time to the microsecond where Linux tells it, and memory. */
import { readdir, readFile } from 'node:fs/promises';

/** USER_HZ, which Linux has fixed at 100 for programs. */
const ticksPerSecond = 100;

/** Processor seconds of all threads of a program; 0 once it is gone. */
export async function processorSeconds(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const millis = await Promise.all(threads.map((thread) => scheduledMillis(`/proc/${pid}/task/${thread}/sched`)));
  const known = millis.filter((value) => value !== null);
  if (known.length > 0 && known.length === threads.length) return known.reduce((sum, value) => sum + value, 0) / 1000;
  return tickSeconds(pid);
}

/** Some kernels keep this file to themselves; then there are ticks of 10 ms. */
async function scheduledMillis(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = /se\.sum_exec_runtime\s*:\s*([\d.]+)/u.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Fields 14 and 15 of /proc/PID/stat; the second one may hold spaces. */
async function tickSeconds(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
}

/** Resident memory now and at its highest, in MiB. */
export async function memoryMib(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

/** The only child of `pid`, for programs that were started through another. */
export async function childOf(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const [first] = text.trim().split(' ');
  return first === undefined || first === '' ? null : Number(first);
}

/** A pause. */
export function pause(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis);
  });
}
