/** What sleep, another network or a VPN means for a connection: keep it, ask whether it lives, cut it, or wait. */
import type { Millis } from '../../clock.ts';

/** The clock is looked at this often; a look that comes later than the rest below means that nothing ran meanwhile. */
export const clockLookMillis: Millis = 1000;

/** A clock that is this much off was stopped, not jittery. */
const jumpMillis: Millis = 4000;

/** After a longer sleep no server has kept the session; a shorter one may have gone unnoticed. */
const sleepLimitMillis: Millis = 8000;

/** How long a server may take to show that it is there. */
const answerMillis: Millis = 3000;

/** Addresses and links come and go in bursts: they are judged when they have been still for this long. */
const settleMillis: Millis = 500;

/** Attempts out of turn are never closer together than this, however often the network flaps. */
const spacingMillis: Millis = 2000;

/** What the system tells, and what the connection does. Addresses are local ones, without those of loopback. */
export type InterruptionEvent =
  | { readonly kind: 'suspend' | 'resume'; readonly wallclock: Millis }
  | { readonly kind: 'offline' | 'online' }
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  /** A connection stands, from this local address; one to this computer itself is `isLoopback`. */
  | { readonly kind: 'connected'; readonly localAddress: string; readonly isLoopback: boolean }
  /** The connection failed; attempts follow. */
  | { readonly kind: 'lost' }
  /** Bytes came from the server. */
  | { readonly kind: 'heard' };

/**
 * `verify`: send a Ping Request now; any bytes that come are the answer. `cut`: end the connection without a goodbye and
 * connect again at once if `mayAttempt`. `connect`: bring the planned attempt forward, without counting it as one that failed. `wait`:
 * no attempt before `connect`; time that passes so is no failure of the server's.
 */
export type InterruptionVerdict = 'keep' | 'verify' | 'cut' | 'connect' | 'wait';

type Looked = { readonly now: Millis; readonly wallclock: Millis };

/** One run's watch; time is an argument, the wall clock only to notice what the other clock slept through. */
export class InterruptionWatch {
  #connection: { readonly localAddress: string; readonly isLoopback: boolean } | null = null;
  #isOnline = true;
  #addresses: ReadonlySet<string> | null = null;
  /** The addresses that the last judgement knew. */
  #judged: ReadonlySet<string> | null = null;
  #wasAway = false;
  #settlesAt: Millis | null = null;
  #answerBy: Millis | null = null;
  #suspended: Looked | null = null;
  #looked: Looked | null = null;
  #outOfTurnAt: Millis = Number.NEGATIVE_INFINITY;
  #isWaiting = false;

  /** False while an attempt would only be burned: there is no network. */
  get mayAttempt(): boolean {
    return this.#isOnline && this.#addresses?.size !== 0;
  }

  /** Takes what happened. */
  handle(event: InterruptionEvent, now: Millis): InterruptionVerdict {
    switch (event.kind) {
      case 'suspend':
        this.#suspended = { now, wallclock: event.wallclock };
        return 'keep';
      case 'resume':
        return this.#resumed(event.wallclock, now);
      case 'offline':
      case 'online':
        return this.#line(event.kind === 'online', now);
      case 'addresses':
        return this.#moved(new Set(event.addresses), now);
      case 'connected':
        this.#connection = event;
        this.#answerBy = null;
        this.#isWaiting = false;
        this.#wasAway = false;
        return 'keep';
      case 'lost':
        this.#connection = null;
        this.#answerBy = null;
        return this.#waitOr('keep');
      case 'heard':
        this.#answerBy = null;
        return 'keep';
    }
  }

  /** Call it every `clockLookMillis`, with both clocks: it notices a sleep that nobody announced. */
  look(now: Millis, wallclock: Millis): InterruptionVerdict {
    const before = this.#looked;
    this.#looked = { now, wallclock };
    if (before === null || this.#suspended !== null) return 'keep';
    const passed = now - before.now;
    // On some systems the monotonic clock stands still in sleep and only the other one jumps; it may also have been set.
    const isJump = passed > clockLookMillis + jumpMillis || wallclock - before.wallclock - passed > jumpMillis;
    return isJump ? this.#verify(now) : 'keep';
  }

  /** Fires what is due. */
  tick(now: Millis): InterruptionVerdict {
    if (this.#answerBy !== null && now >= this.#answerBy) {
      this.#answerBy = null;
      return this.#cut(now);
    }
    if (this.#settlesAt === null || now < this.#settlesAt) return 'keep';
    this.#settlesAt = null;
    return this.#connection === null ? this.#judgeDown(now) : this.#judgeUp(this.#connection, now);
  }

  /** When to call `tick`, or null. */
  nextDeadline(): Millis | null {
    const times = [this.#answerBy, this.#settlesAt].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  #resumed(wallclock: Millis, now: Millis): InterruptionVerdict {
    const since = this.#suspended;
    this.#suspended = null;
    this.#looked = { now, wallclock };
    if (since === null) return this.#verify(now);
    const slept = Math.max(wallclock - since.wallclock, now - since.now);
    return slept > sleepLimitMillis ? this.#cut(now) : this.#verify(now);
  }

  #line(isOnline: boolean, now: Millis): InterruptionVerdict {
    if (isOnline === this.#isOnline) return 'keep';
    this.#isOnline = isOnline;
    this.#settlesAt = now + settleMillis;
    return this.#connection === null ? this.#waitOr('keep') : 'keep';
  }

  #moved(addresses: ReadonlySet<string>, now: Millis): InterruptionVerdict {
    const before = this.#addresses;
    this.#addresses = addresses;
    this.#judged ??= addresses;
    if (before === null || isSame(before, addresses)) return this.#connection === null ? this.#waitOr('keep') : 'keep';
    this.#wasAway ||= this.#connection !== null && !addresses.has(this.#connection.localAddress);
    this.#settlesAt = now + settleMillis;
    return this.#connection === null ? this.#waitOr('keep') : 'keep';
  }

  /** The dust has settled over a connection. */
  #judgeUp(
    { localAddress, isLoopback }: { localAddress: string; isLoopback: boolean },
    now: Millis,
  ): InterruptionVerdict {
    const addresses = this.#addresses;
    const isChanged = addresses !== null && this.#judged !== null && !isSame(addresses, this.#judged);
    const wasAway = this.#wasAway;
    this.#judged = addresses;
    this.#wasAway = false;
    if (isLoopback) return 'keep';
    if (addresses !== null && !addresses.has(localAddress)) return this.#cut(now);
    // A system that calls itself offline may be wrong, and a new route may leave old connections alone: ask.
    return isChanged || wasAway || !this.#isOnline ? this.#verify(now) : 'keep';
  }

  /** The dust has settled between two connections. */
  #judgeDown(now: Millis): InterruptionVerdict {
    this.#judged = this.#addresses;
    if (!this.mayAttempt) return this.#waitOr('keep');
    return this.#outOfTurn(now, 'connect');
  }

  #verify(now: Millis): InterruptionVerdict {
    if (this.#connection === null) return this.mayAttempt ? this.#outOfTurn(now, 'connect') : this.#waitOr('keep');
    if (this.#answerBy !== null) return 'keep';
    this.#answerBy = now + answerMillis;
    return 'verify';
  }

  /** Whoever gets `cut` has no connection any more, and connects only if there is a network to do it over. */
  #cut(now: Millis): InterruptionVerdict {
    if (this.#connection === null) return this.#verify(now);
    const { isLoopback } = this.#connection;
    if (isLoopback) return 'keep';
    this.#connection = null;
    this.#answerBy = null;
    this.#outOfTurnAt = now;
    this.#isWaiting = !this.mayAttempt;
    return 'cut';
  }

  /** An attempt out of turn; one that would come too soon after the last is judged again when it may. */
  #outOfTurn(now: Millis, verdict: InterruptionVerdict): InterruptionVerdict {
    const from = this.#outOfTurnAt + spacingMillis;
    if (now < from) {
      this.#settlesAt = from;
      return 'keep';
    }
    this.#outOfTurnAt = now;
    this.#isWaiting = false;
    return verdict;
  }

  /** `wait` once when the network is gone. */
  #waitOr(otherwise: InterruptionVerdict): InterruptionVerdict {
    if (this.mayAttempt || this.#isWaiting) return otherwise;
    this.#isWaiting = true;
    return 'wait';
  }
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((address) => other.has(address));
}
