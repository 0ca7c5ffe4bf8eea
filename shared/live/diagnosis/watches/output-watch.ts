/** The watchdog of one destination: does it take bytes, fast enough, and does it say so (studio.md 5.5). */
import type { Millis } from '../../../clock.ts';
import type { ErrorCode } from '../../../errors.ts';
import { Hysteresis, type Level, type Raised } from './hysteresis.ts';
import type { OutputSample } from '../sample.ts';

/** Ages of the oldest waiting packet that are weak or bad. */
const weakQueueMillis: Millis = 700;
const badQueueMillis: Millis = 2000;

/** A destination that takes less than this share of what is encoded, over `shareSpan`, is too slow. */
const leastShare = 0.9;
const shareSpan: Millis = 5000;

/** Readings of the byte counters are kept this far apart. */
const readingGap: Millis = 100;

/** A socket that takes nothing for this long although bytes wait is stuck. */
const stuckMillis: Millis = 1500;

/** Confirmations missing for longer than this, and than three times the longest wait so far, are a sign … */
const silenceMillis: Millis = 1000;
/** … and after this long a fact. */
const unconfirmedMillis: Millis = 3500;
const habitFactor = 3;

/** Growths of a counter that make a habit; the longest wait among so many counts. */
const habitGrowths = 4;
const habitMemory = 16;

/** Less than this is not owed; more is, while it grows or while more waits for its turn. */
const leastOwed = 16 * 1024;
const owedQueueMillis: Millis = 200;

/** Queue age, and time without progress of the socket, that make a destination suspicious. */
const suspiciousQueueMillis: Millis = 400;
const suspiciousStuckMillis: Millis = 700;

/** Failures of the way to a server rather than words of the server. */
const networkCodes: ReadonlySet<ErrorCode> = new Set([
  'host-not-found',
  'connect-timeout',
  'network-unreachable',
  'send-stalled',
]);

/** Failures that leave open whether it was the server or the network that cut the connection. */
const cutCodes: ReadonlySet<ErrorCode> = new Set([
  'connection-refused',
  'connection-reset',
  'connection-closed',
  'closed-early',
]);

/** What is wrong with one destination, the first that applies. */
/** `silent`: not even pings are answered; `unconfirmed`: they are, but acknowledgements stopped. */
export const conditions = ['refused', 'cut', 'lost', 'stuck', 'silent', 'unconfirmed', 'slow'] as const;
export type Condition = (typeof conditions)[number];

/** One look's result; `isSuspicious` is true before anything is sure. */
export type OutputReading = {
  readonly id: string;
  readonly isActive: boolean;
  readonly isSuspicious: boolean;
  readonly trouble: { readonly condition: Condition; readonly raised: Raised } | null;
};

/** One destination's memory; time is an argument. */
export class OutputWatch {
  readonly #levels = new Map(conditions.map((condition) => [condition, new Hysteresis()]));
  #bytes: Bytes | null = null;
  /** How it went down; null while it is live. */
  #down: Condition | null = null;

  /** `encodedBytes`: what the encoders made since the session started. */
  look(output: OutputSample, encodedBytes: number, now: Millis): OutputReading {
    const isActive = output.state === 'live' || output.state === 'reconnecting' || output.state === 'failed';
    const raw = isActive ? this.#levelsOf(output, encodedBytes, now) : {};
    if (output.state !== 'live') this.#bytes = null;
    const troubles = conditions.flatMap((condition) => {
      const raised = this.#levels
        .get(condition)
        ?.look(raw[condition] ?? 'ok', now, condition === 'slow' ? undefined : 0);
      return raised === undefined || raised.level === 'ok' ? [] : [{ condition, raised }];
    });
    // What a user stopped or paused is nobody's trouble.
    const trouble = isActive ? (troubles.find(({ raised }) => !raised.isRecovering) ?? troubles[0] ?? null) : null;
    const isSuspicious = isActive && (output.state !== 'live' || this.#isSuspicious(output, now));
    return { id: output.id, isActive, isSuspicious, trouble };
  }

  #levelsOf(output: OutputSample, encodedBytes: number, now: Millis): Partial<Record<Condition, Level>> {
    if (output.state !== 'live') {
      this.#down = downCondition(output, this.#down);
      return { [this.#down]: 'bad' };
    }
    this.#down = null;
    if (this.#bytes === null || output.written < this.#bytes.written) this.#bytes = new Bytes(now);
    const bytes = this.#bytes;
    bytes.note(output, encodedBytes, now);
    if (bytes.isStuck(now, stuckMillis)) return { stuck: 'bad' };
    if (bytes.delivered.isLate(now, unconfirmedMillis)) return { silent: 'bad' };
    // Until it is known whether the server fell silent or the link did, a late queue tells neither.
    if (bytes.delivered.isLate(now, silenceMillis)) return {};
    if (bytes.acknowledged.isLate(now, unconfirmedMillis)) return { unconfirmed: 'weak' };
    return { slow: slowLevel(output.queueAgeMillis, bytes.share()) };
  }

  #isSuspicious({ queueAgeMillis }: OutputSample, now: Millis): boolean {
    const bytes = this.#bytes;
    if (bytes === null || queueAgeMillis > suspiciousQueueMillis) return true;
    return bytes.isStuck(now, suspiciousStuckMillis) || bytes.delivered.isLate(now, silenceMillis);
  }
}

function downCondition({ reason }: OutputSample, before: Condition | null): Condition {
  if (reason === null || networkCodes.has(reason.code)) return 'lost';
  // An attempt that got no word of the server: whatever was wrong before is wrong still.
  if (reason.code === 'handshake-timeout') return before ?? 'cut';
  return cutCodes.has(reason.code) ? 'cut' : 'refused';
}

function slowLevel(queueAgeMillis: Millis, share: number | null): Level {
  if (queueAgeMillis > badQueueMillis) return 'bad';
  return queueAgeMillis > weakQueueMillis || (share !== null && share < leastShare) ? 'weak' : 'ok';
}

type Reading = { readonly at: Millis; readonly drained: number; readonly encoded: number };

/** The counters of one connection. */
class Bytes {
  written = 0;
  readonly acknowledged = new Confirmations();
  readonly delivered = new Confirmations();
  #waiting = 0;
  #drained = 0;
  #drainedAt: Millis;
  #readings: Reading[] = [];

  constructor(now: Millis) {
    this.#drainedAt = now;
  }

  note(output: OutputSample, encoded: number, now: Millis): void {
    const { written, waiting } = output;
    this.written = written;
    this.#waiting = waiting;
    const drained = written - waiting;
    if (drained > this.#drained || waiting === 0) this.#drainedAt = now;
    this.#drained = drained;
    this.acknowledged.note(output.acknowledged, output, now);
    this.delivered.note(output.delivered, output, now);
    if (now - (this.#readings.at(-1)?.at ?? Number.NEGATIVE_INFINITY) < readingGap) return;
    this.#readings.push({ at: now, drained, encoded });
    while ((this.#readings[1]?.at ?? now) <= now - shareSpan) this.#readings.shift();
  }

  /** True when bytes wait in user space and the system has taken none for `limit`. */
  isStuck(now: Millis, limit: Millis): boolean {
    return this.#waiting > 0 && now - this.#drainedAt >= limit;
  }

  /** What the system took of what was encoded over the last five seconds; null while less is known. */
  share(): number | null {
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < shareSpan) return null;
    const encoded = last.encoded - first.encoded;
    // A connection that tells nothing of its link has written nothing either.
    return encoded <= 0 || this.written === 0 ? null : (last.drained - first.drained) / encoded;
  }
}

/** A counter that a server lets grow by steps, and its habit in doing so. */
class Confirmations {
  #last: number | null = null;
  #grownAt: Millis = 0;
  #writtenThen = 0;
  #waits: Millis[] = [];
  #owedSince: Millis | null = null;

  note(counter: number | null, { written, queueAgeMillis }: OutputSample, now: Millis): void {
    if (counter === null) return;
    if (this.#last === null) this.#grownAt = now;
    if (counter > (this.#last ?? counter)) {
      this.#waits = [...this.#waits.slice(1 - habitMemory), now - this.#grownAt];
      this.#grownAt = now;
      this.#writtenThen = written;
      this.#owedSince = null;
    }
    this.#last = counter;
    // Nothing is owed for the rest of a step while nothing more is sent.
    const isSending = written - this.#writtenThen > leastOwed || queueAgeMillis > owedQueueMillis;
    if (this.#waits.length >= habitGrowths && written - counter > leastOwed && isSending) this.#owedSince ??= now;
  }

  /** True when something has been owed for `limit`, and for much longer than it ever was. */
  isLate(now: Millis, limit: Millis): boolean {
    if (this.#owedSince === null) return false;
    return now - this.#owedSince >= Math.max(limit, habitFactor * Math.max(...this.#waits));
  }
}
