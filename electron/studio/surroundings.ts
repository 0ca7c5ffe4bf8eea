/** What the computer does beneath a session: sleep, and the networks it has. */
import { createHash } from 'node:crypto';
import { getServers } from 'node:dns';
import { networkInterfaces } from 'node:os';
import { powerMonitor } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import type { InterruptionEvent } from '../../shared/live/delivery/interruption-watch.ts';

/** More addresses than any computer has are not looked at. */
const mostAddresses = 64;

/** The addresses of this computer, without loopback and without those that only reach the next cable. */
export function localAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address)
    .slice(0, mostAddresses);
}

/** The part of networkInterfaces() that names a network. */
type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * A mark of the networks that this computer is in: the same at home each day, another one elsewhere, empty without any.
 * It can't be read back.
 */
export function networkMark(interfaces: Interfaces = networkInterfaces(), resolvers = getServers()): string {
  const nets = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address, netmask }) => masked(address, netmask))
    .slice(0, mostAddresses);
  if (nets.length === 0) return '';
  const text = [...new Set(nets), ...new Set(resolvers)].toSorted().join(' ');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The network of an IPv4 address. */
function masked(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number);
  const bytes = address.split('.').map((part, index) => Number(part) & (mask[index] ?? 0));
  return `${bytes.join('.')}/${netmask}`;
}

/** Tells of sleep and waking. */
export function watchSleep(tell: (event: InterruptionEvent) => void, clock: Clock): void {
  powerMonitor.on('suspend', () => tell({ kind: 'suspend', wallclock: clock.wallclock() }));
  powerMonitor.on('resume', () => tell({ kind: 'resume', wallclock: clock.wallclock() }));
}
