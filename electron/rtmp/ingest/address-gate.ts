/** Who may connect: connections in all and per address, and a pause for addresses that guess keys. */
import { isIPv6 } from 'node:net';
import type { Millis } from '../../../shared/clock.ts';

/** Addresses whose failures are remembered; the oldest are forgotten first. */
const maxRemembered = 4096;

export type GateLimits = {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Refused keys within `failureMillis` before an address is locked out for as long. */
  readonly failures: number;
  readonly failureMillis: Millis;
};

export const gateLimits: GateLimits = {
  connections: 1000,
  connectionsPerAddress: 200,
  failures: 10,
  failureMillis: 60_000,
};

export class AddressGate {
  readonly #limits: GateLimits;
  readonly #open = new Map<string, number>();
  readonly #failed = new Map<string, { count: number; readonly until: Millis }>();
  #all = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** Counts one more connection; false when it must be closed at once. */
  enter(address: string, now: Millis): boolean {
    const who = groupOf(address);
    const count = this.#open.get(who) ?? 0;
    if (this.#all >= this.#limits.connections || count >= this.#limits.connectionsPerAddress) return false;
    if (this.#isLockedOut(who, now)) return false;
    this.#open.set(who, count + 1);
    this.#all += 1;
    return true;
  }

  leave(address: string): void {
    const who = groupOf(address);
    const count = this.#open.get(who) ?? 0;
    if (count <= 1) this.#open.delete(who);
    else this.#open.set(who, count - 1);
    this.#all -= 1;
  }

  /** A key was refused. */
  fail(address: string, now: Millis): void {
    const who = groupOf(address);
    const known = this.#failed.get(who);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return;
    }
    this.#failed.delete(who);
    const [oldest] = this.#failed.keys();
    if (this.#failed.size >= maxRemembered && oldest !== undefined) this.#failed.delete(oldest);
    this.#failed.set(who, { count: 1, until: now + this.#limits.failureMillis });
  }

  #isLockedOut(who: string, now: Millis): boolean {
    const known = this.#failed.get(who);
    return known !== undefined && known.until > now && known.count >= this.#limits.failures;
  }
}

/** One household: an IPv4 address, or the first 64 bits of an IPv6 one. */
function groupOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  return isIPv6(plain) ? plain.split(':').slice(0, 4).join(':') : plain;
}
