/** How many bytes may be handed to the socket now, so that little of the stream hides in the buffers of the system. */
import type { Millis } from '../../clock.ts';
import { ByteRate } from './byte-rate.ts';

/** What may wait in the system's buffers beyond one round trip, by time. */
const slackMillis: Millis = 80;

/** A longer round trip than this is taken for a queue of our own making. */
const longestTripMillis: Millis = 800;

/** The shortest round trip is forgotten after twice this time: the route may have changed. */
const tripMemoryMillis: Millis = 30_000;

/** Delivery that is told in larger steps than this says nothing in time: at 1 Mb/s this is more than a second. */
const coarsestStepBytes = 144 * 1024;

/** Smaller steps than this are not worth believing: some servers begin with a few small ones. */
const finestStepBytes = 16 * 1024;

/** Servers count from different beginnings: before or behind the handshake, or somewhere in it. */
const countingSlack = 4096;

/** The step before any is known: no smaller than that of a server whose acknowledgements count as usable. */
const firstStepBytes = coarsestStepBytes;

/** Steps remembered; the largest counts, because two acknowledgements may come in one read. */
const stepsRemembered = 4;

/** When a delivery has been owed for this long it goes on by pace: a missing acknowledgement never stops a stream. */
const patienceMillis: Millis = 2000;
const firstPatienceMillis: Millis = 700;

/** What a link carried before it fell silent is forgotten after this long. */
const staleMillis: Millis = 10_000;

/** How much faster than the encoders' rate it goes by pace, and over how long this is spread. */
const paceGain = 1.25;
const paceMillis: Millis = 100;

/** How far back the delivery rate looks. */
const rateMillis: Millis = 600;

/** An acknowledgement should come this often, within these bounds. */
const ackMillis: Millis = 125;
const fewestAckBytes = 16 * 1024;
const mostAckBytes = 65_536;

/** The Window Acknowledgement Size to ask a server for, by what the encoders give together, kb/s (RTMP 5.4.4). */
export function ackWindowFor(kbps: number): number {
  return Math.round(Math.min(Math.max((kbps / 8) * ackMillis, fewestAckBytes), mostAckBytes));
}

/** One look at a connection; counters are cumulative bytes since its beginning. */
export type WindowReading = {
  /** Handed to the socket. */
  readonly written: number;
  /** Known to have arrived, by acknowledgements or by answers to pings; null while nothing tells. */
  readonly delivered: number | null;
  /** Age of the newest delivered byte when that was told, ms; null with `delivered`. */
  readonly rttMillis: Millis | null;
  /** What the encoders give now, video and audio, kb/s. */
  readonly kbps: number;
  /** The Window Acknowledgement Size that the server was asked for: sooner than that it owes nothing. */
  readonly askedBytes: number;
};

/** One connection's window; time is an argument. */
export class SendWindow {
  readonly #rate = new ByteRate(rateMillis);
  #steps: number[] = [];
  #asked = 0;
  #delivered: number | null = null;
  #begunAt: Millis | null = null;
  #toldAt: Millis = 0;
  #owedSince: Millis | null = null;
  /** The shortest round trip of this memory span and of the one before. */
  #trip = { since: 0, shortest: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };
  #paced: { readonly at: Millis; readonly budget: number; readonly written: number } | null = null;

  /** Bytes that may be handed over now, ≥ 0. Call it on every delivery, and every 20 ms while something waits. */
  room(reading: WindowReading, now: Millis): number {
    this.#begunAt ??= now;
    this.#asked = reading.askedBytes;
    this.#learn(reading, now);
    const paced = this.#pace(reading, now);
    const isBlind = this.isBlind(now);
    const window = isBlind ? Infinity : this.#window(now) - (reading.written - (this.#delivered ?? 0));
    const isCoarse = this.#step() > coarsestStepBytes;
    return Math.max(0, Math.floor(Math.min(window, isBlind || isCoarse ? paced : Infinity)));
  }

  /** True while nothing tells of deliveries: then the pace counts, and a ping is worth sending. */
  isBlind(now: Millis): boolean {
    if (this.#delivered === null) return now - (this.#begunAt ?? now) > firstPatienceMillis;
    return this.#owedFor(now) > patienceMillis;
  }

  /** How long a step has been owed: while less than one is on its way, silence is no sign of anything. */
  #owedFor(now: Millis): Millis {
    return this.#owedSince === null ? 0 : now - this.#owedSince;
  }

  #learn({ written, delivered, rttMillis }: WindowReading, now: Millis): void {
    if (delivered === null) return;
    const gained = delivered - (this.#delivered ?? delivered);
    if (this.#delivered === null || gained > 0) {
      this.#toldAt = now;
      this.#owedSince = null;
      this.#rate.note(delivered, now);
      if (rttMillis !== null) this.#learnTrip(rttMillis, now);
    }
    if (gained > 0) this.#steps = [...this.#steps, gained].slice(-stepsRemembered);
    this.#delivered = delivered;
    if (written - delivered >= this.#step()) this.#owedSince ??= now;
  }

  #learnTrip(rtt: Millis, now: Millis): void {
    const { since, shortest } = this.#trip;
    if (now - since > tripMemoryMillis) this.#trip = { since: now, shortest: rtt, before: shortest };
    else this.#trip.shortest = Math.min(shortest, rtt);
  }

  #step(): number {
    const told = this.#steps.length === 0 ? [firstStepBytes] : this.#steps;
    return Math.max(finestStepBytes, this.#asked, ...told);
  }

  /** Bytes that may be on their way. */
  #window(now: Millis): number {
    const step = this.#step();
    const measured = this.#rate.perMilli(now);
    if (measured === null) return step + countingSlack;
    // While no step is told the link is slower than one step in that time; the average learns it too late.
    const silence = Math.max(now - this.#toldAt, 1);
    const rate = Math.min(measured, step / silence);
    const trip = Math.min(this.#trip.shortest, this.#trip.before, longestTripMillis);
    return rate * (trip + slackMillis) + step + countingSlack;
  }

  /** Budget by pace: it grows with time up to `paceMillis` worth, and what was written counts against it. */
  #pace({ written, kbps }: WindowReading, now: Millis): number {
    const wanted = (paceGain * kbps) / 8;
    const owedFor = this.#owedFor(now);
    // A link that fell silent is not sent more than it carried last, for a while.
    const isFresh = owedFor > patienceMillis && owedFor < staleMillis;
    const perMilli = isFresh ? Math.min(wanted, this.#rate.perMilli(this.#toldAt) ?? wanted) : wanted;
    const most = perMilli * paceMillis;
    const last = this.#paced;
    const budget =
      last === null ? most : Math.min(most, last.budget + perMilli * (now - last.at) - (written - last.written));
    this.#paced = { at: now, budget, written };
    return budget;
  }
}
