/** Processor time of a program and all its children, read from /proc and independent of what the program says of itself. */
import { readdir, readFile } from 'node:fs/promises';

/** USER_HZ, which Linux has fixed at 100 for programs. */
const ticksPerSecond = 100;

type Row = { readonly pid: number; readonly parent: number; readonly seconds: number };

/** Processor seconds so far: of the program itself and of its whole family. */
export async function processorSeconds(pid: number): Promise<{ readonly main: number; readonly all: number }> {
  const rows = await readAll();
  const family = familyIn(rows, pid);
  const own = rows.filter((row) => family.has(row.pid));
  return {
    main: own.find((row) => row.pid === pid)?.seconds ?? 0,
    all: own.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** The program's and its children's ids. */
export async function familyOf(pid: number): Promise<readonly number[]> {
  return [...familyIn(await readAll(), pid)];
}

function familyIn(rows: readonly Row[], pid: number): ReadonlySet<number> {
  const family = new Set([pid]);
  for (let grew = true; grew;) {
    const size = family.size;
    for (const row of rows) if (family.has(row.parent)) family.add(row.pid);
    grew = family.size > size;
  }
  return family;
}

async function readAll(): Promise<readonly Row[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const rows = await Promise.all(names.map(async (name) => readRow(Number(name))));
  return rows.filter((row) => row !== null);
}

/** Fields 4, 14 and 15 of /proc/PID/stat; the second one may hold spaces. */
async function readRow(pid: number): Promise<Row | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { pid, parent: Number(fields[1]), seconds: ticks / ticksPerSecond };
}
