/** Which of two addresses carries the stream: the primary, its backup once it fails, or both side by side. */
import type { Millis } from '../../clock.ts';
import { Handover } from '../session/handover.ts';

/** Primary or backup address. */
export type Leg = 'primary' | 'backup';

/** `standby`: the backup is connected when the primary fails. `parallel`: both carry everything from one epoch. */
export type BackupMode = 'standby' | 'parallel';

/** The backup carries the stream for at least this long before the primary is tried again, and longer after each failure. */
const returnAfterMillis: Millis = 30_000;
const returnGrowth = 2;
const longestReturnMillis: Millis = 600_000;

/** A primary that lasts this long after a return is trusted as at the beginning. */
const provedMillis: Millis = 120_000;

/** What is to be done now: connect a leg, end one with a goodbye, or ask the encoder for a key frame. */
export type BackupOrder = { readonly kind: 'connect' | 'end'; readonly leg: Leg } | { readonly kind: 'key-frame' };

const legs: readonly Leg[] = ['primary', 'backup'];

type LegState = 'idle' | 'connecting' | 'up';

/** Times and states of one run. Every method gives orders; time is an argument. */
export class BackupPlan {
  readonly #mode: BackupMode;
  readonly #legs: Record<Leg, LegState> = { primary: 'idle', backup: 'idle' };
  readonly #retryAt: Record<Leg, Millis | null> = { primary: null, backup: null };
  #return: Handover | null = null;
  #returnWait = returnAfterMillis;
  #primarySince: Millis = 0;

  constructor(mode: BackupMode) {
    this.#mode = mode;
  }

  /** The first connections. */
  start(): readonly BackupOrder[] {
    const backup = this.#mode === 'parallel' ? this.#connect('backup') : [];
    return [...this.#connect('primary'), ...backup];
  }

  /** The server of `leg` accepted the publish. */
  accepted(leg: Leg, now: Millis): readonly BackupOrder[] {
    if (this.#legs[leg] !== 'connecting') return [];
    this.#legs[leg] = 'up';
    if (leg === 'primary') this.#primarySince = now;
    const rest = other(leg);
    // Beside a leg that carries already, the next key frame of its own accord is soon enough.
    if (this.#mode === 'parallel') return this.#legs[rest] === 'up' ? [] : [{ kind: 'key-frame' }];
    if (this.#legs[rest] === 'up') {
      this.#return = new Handover();
      this.#return.accepted();
      return [{ kind: 'key-frame' }];
    }
    // The first of two to be accepted carries on; the other attempt is dropped.
    const dropped = this.#legs[rest] === 'connecting' ? this.#end(rest) : [];
    this.#retryAt[rest] = leg === 'backup' ? now + this.#nextReturn() : null;
    return [...dropped, { kind: 'key-frame' }];
  }

  /**
   * The connection of `leg` failed or was refused.
   * @param waitMillis How long the reconnect policy would wait before trying this address again.
   */
  lost(leg: Leg, now: Millis, waitMillis: Millis): readonly BackupOrder[] {
    if (this.#legs[leg] === 'idle') return [];
    const wasUp = this.#legs[leg] === 'up';
    this.#legs[leg] = 'idle';
    this.#return?.failed();
    this.#return = null;
    this.#retryAt[leg] = now + waitMillis;
    if (this.#mode === 'parallel') return [];
    const rest = other(leg);
    if (this.#legs[rest] === 'up') {
      this.#retryAt[leg] = leg === 'primary' ? now + this.#nextReturn() : null;
      return [];
    }
    if (leg === 'primary' && wasUp && now - this.#primarySince >= provedMillis) this.#returnWait = returnAfterMillis;
    // What carried the stream is gone: the other address is tried at once, whatever it was waiting for.
    return wasUp && this.#legs[rest] === 'idle' ? this.#connect(rest) : this.#helper(leg);
  }

  /** What is due at `now`. */
  tick(now: Millis): readonly BackupOrder[] {
    return legs.flatMap((leg) => {
      const at = this.#retryAt[leg];
      if (at === null || now < at || this.#legs[leg] !== 'idle') return [];
      return this.#connect(leg);
    });
  }

  /** When to call `tick`, or null. */
  nextDeadline(): Millis | null {
    const times = [this.#retryAt.primary, this.#retryAt.backup].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /**
   * The legs that carry the next packet, in sending order, and what follows from that. A leg that has just come up
   * passes over what comes before its first key frame by itself.
   */
  route(packet: { readonly track: 'video' | 'audio'; readonly isKeyFrame: boolean }): {
    readonly legs: readonly Leg[];
    readonly orders: readonly BackupOrder[];
  } {
    if (this.#return === null) return { legs: legs.filter((leg) => this.#legs[leg] === 'up'), orders: [] };
    if (this.#return.route(packet) === 'old') return { legs: ['backup'], orders: [] };
    this.#return = null;
    return { legs: ['primary'], orders: this.#end('backup') };
  }

  /** A primary that can't be reached in the first place needs its backup too. */
  #helper(leg: Leg): readonly BackupOrder[] {
    return leg === 'primary' && this.#legs.backup === 'idle' && this.#retryAt.backup === null
      ? this.#connect('backup')
      : [];
  }

  #nextReturn(): Millis {
    const wait = this.#returnWait;
    this.#returnWait = Math.min(wait * returnGrowth, longestReturnMillis);
    return wait;
  }

  #connect(leg: Leg): readonly BackupOrder[] {
    this.#legs[leg] = 'connecting';
    this.#retryAt[leg] = null;
    return [{ kind: 'connect', leg }];
  }

  #end(leg: Leg): readonly BackupOrder[] {
    this.#legs[leg] = 'idle';
    this.#retryAt[leg] = null;
    return [{ kind: 'end', leg }];
  }
}

function other(leg: Leg): Leg {
  return leg === 'primary' ? 'backup' : 'primary';
}
