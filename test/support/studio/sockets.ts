/** The sockets of a running app: all its processes, all their TCP and UDP sockets with another end, as the kernel lists them. */
import { readdir, readFile, readlink } from 'node:fs/promises';

const tables = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** LISTEN in /proc/net/tcp. */
const listening = '0A';

/** The other ends of all sockets of `pid` and its descendants right now, as the kernel writes them: hex address and port. */
export async function farEnds(pid: number): Promise<readonly string[]> {
  const [inodes, rows] = await Promise.all([socketsOf(await family(pid)), socketTable()]);
  return rows.filter(({ inode, far }) => inodes.has(inode) && !/^0+:0+$/u.test(far)).map(({ far }) => far);
}

/** True for 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104 in the kernel's spelling. */
export function isLoopback(far: string): boolean {
  const [address = ''] = far.split(':');
  if (address.length === 8) return address.endsWith('7F');
  return address === '00000000000000000000000001000000' || /^0{16}FFFF0000[0-9A-F]{6}7F$/u.test(address);
}

async function family(pid: number): Promise<readonly number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    const parent = /^PPid:\s+(\d+)/mu.exec(status)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isOurs = (one: number | undefined): boolean => one !== undefined && (one === pid || isOurs(parents.get(one)));
  return [...parents.keys()].filter(isOurs);
}

async function socketsOf(pids: readonly number[]): Promise<ReadonlySet<string>> {
  const inodes = new Set<string>();
  for (const pid of pids) {
    const folder = `/proc/${pid}/fd`;
    const names = await readdir(folder).catch(() => []);
    const links = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
    for (const link of links) {
      const inode = /^socket:\[(\d+)\]$/u.exec(link)?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  return inodes;
}

async function socketTable(): Promise<readonly { readonly inode: string; readonly far: string }[]> {
  const texts = await Promise.all(tables.map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')));
  return texts
    .flatMap((text) => text.split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/u))
    .filter((fields) => fields[3] !== listening)
    .map((fields) => ({ far: fields[2] ?? '', inode: fields[9] ?? '' }));
}
