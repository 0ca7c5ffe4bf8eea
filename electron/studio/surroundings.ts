/** What the computer does beneath a session: sleep, and the networks it has. */
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

/** Tells of sleep and waking. */
export function watchSleep(tell: (event: InterruptionEvent) => void, clock: Clock): void {
  powerMonitor.on('suspend', () => tell({ kind: 'suspend', wallclock: clock.wallclock() }));
  powerMonitor.on('resume', () => tell({ kind: 'resume', wallclock: clock.wallclock() }));
}
