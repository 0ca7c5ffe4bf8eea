/** The video bitrate to ask of the encoder, by what a connection tells of its link: down at once, up by cautious steps. */
import type { Millis } from '../../clock.ts';
import { ByteRate } from './byte-rate.ts';

/** One step, as a share of the bitrate that the user wants. */
const stepShare = 0.05;

/** The bitrate never falls below this share of the user's, nor below what the encoder's order takes. */
const floorShare = 0.05;
const leastKbps = 50;

/** Share of the measured capacity that is used after a cut, which lets the queue drain, and later on. */
const drainShare = 0.85;
const steadyShare = 0.93;

/** A round trip that stays this much above its shortest one means that a queue is growing on the way. */
const lateMillis: Millis = 60;
/** For how long, so that the burst of a key frame does not count. */
const lateForMillis: Millis = 200;

/** A send queue and a socket that hold this much are congested, whatever the round trips say. */
const queueMillis: Millis = 200;

/** At the beginning of a connection, while its window is still opening, this many times as much is nothing yet. */
const beginningPatience = 4;
const beginningMillis: Millis = 3000;

/** Half of either limit is too much to raise anything. */
const calmShare = 0.5;

/** Pressure that grew by more than this since a cut asks for another, whatever the measured capacity. */
const worseMillis: Millis = 60;

/** So does pressure of which this share is left after this long. */
const drainedShare = 0.9;
const drainMillis: Millis = 1500;

/** Between two cuts: the encoder follows, and the measurement sees it. */
const cutSpacingMillis: Millis = 600;

/** Between two raises, and from the last pressure to the first raise. */
const raiseSpacingMillis: Millis = 900;

/** How long a raise beyond the known capacity must hold before the capacity counts as gone up. */
const proofMillis: Millis = 1600;

/** From the last cut to a try beyond the known capacity: at first, after each failure more, and at most. */
const firstProbeMillis: Millis = 4000;
const probeGrowth = 1.6;
const longestProbeMillis: Millis = 13_000;

/** Steps of one raise at most, once raises beyond the known capacity held, and how many of these mean a freed link. */
const mostSteps = 4;
const heldForFree = 3;

/** How far back capacity is measured, and how long the shortest round trip is remembered (once to twice). */
const capacityMillis: Millis = 400;
const tripMemoryMillis: Millis = 15_000;

/** What a connection knows at one moment; counters are cumulative bytes since its beginning. */
export type LinkSample = {
  /** Handed to the socket, and of that still in user space. */
  readonly written: number;
  readonly waiting: number;
  /** Known to have arrived; null for a server that tells nothing. */
  readonly delivered: number | null;
  /** Age of the newest delivered byte when that was told, ms; null with `delivered`. */
  readonly rttMillis: Millis | null;
  /** Age of the send queue's oldest packet, ms. */
  readonly queueAgeMillis: Millis;
  /** The video bitrate that the user wants now, kb/s; never exceeded. */
  readonly targetKbps: number;
  /** What sound takes of the link, kb/s; never reduced. */
  readonly audioKbps: number;
};

/** Signs of congestion: ms by which round trips stayed late, and ms of media that wait in front of the system. */
type Pressure = { readonly late: Millis; readonly queued: Millis };

/** One run's controller; it outlives connections: call `reconnected` for each new one. Time is an argument. */
export class BitrateController {
  #target = 0;
  #kbps = 0;
  #rate = new ByteRate(capacityMillis);
  /** Bytes that arrived, and whether the server tells or the socket. */
  #arrived = 0;
  #isTold = false;
  #begunAt: Millis | null = null;
  #trips: { readonly at: Millis; readonly rtt: Millis }[] = [];
  #shortest = { since: 0, trip: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };
  #pressureAtCut: Millis = 0;
  #pressedSince: Millis | null = null;
  /** Video that the link is known to carry, kb/s; without bound until a cut showed one. */
  #ceiling = Number.POSITIVE_INFINITY;
  #probeWait = firstProbeMillis;
  /** Tries beyond the ceiling that held, one after the other, since the last cut. */
  #held = 0;
  #cutAt: Millis = Number.NEGATIVE_INFINITY;
  #pressedAt: Millis = Number.NEGATIVE_INFINITY;
  #raisedAt: Millis = Number.NEGATIVE_INFINITY;
  /** When a raise beyond the ceiling was made that has not been proved yet. */
  #probedAt: Millis | null = null;

  /** Forgets what the last connection measured, not what bitrate it carried: a new one begins with that. */
  reconnected(): void {
    this.#rate = new ByteRate(capacityMillis);
    this.#arrived = 0;
    this.#begunAt = null;
    this.#trips = [];
    this.#shortest = { since: 0, trip: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };
    this.#pressedSince = null;
  }

  /** Takes a sample, five to ten times a second, and gives the video bitrate that the encoder should have, kb/s. */
  look(sample: LinkSample, now: Millis): number {
    this.#follow(sample.targetKbps);
    const pressure = this.#measure(sample, now);
    this.#begunAt ??= now;
    const patience = now - this.#begunAt < beginningMillis ? beginningPatience : 1;
    const isCongested = pressure.late >= lateMillis * patience || pressure.queued >= queueMillis * patience;
    if (pressure.late > lateMillis * calmShare || pressure.queued > queueMillis * calmShare) this.#pressedAt = now;
    if (!isCongested) this.#pressedSince = null;
    else this.#pressedSince ??= now;
    if (isCongested && this.#mayCut(pressure, sample.audioKbps, now)) this.#cut(pressure, sample.audioKbps, now);
    else if (!isCongested) this.#relax(now);
    return this.#kbps;
  }

  /** The user's wish bounds everything; while the link is not known to be narrow it is simply what is sent. */
  #follow(target: number): void {
    const isFree = this.#kbps >= this.#target;
    this.#kbps = isFree ? target : Math.min(this.#kbps, target);
    this.#target = target;
  }

  #measure({ written, waiting, delivered, rttMillis, queueAgeMillis }: LinkSample, now: Millis): Pressure {
    const isTold = delivered !== null;
    const arrived = delivered ?? written - waiting;
    if (isTold !== this.#isTold) this.#rate = new ByteRate(capacityMillis);
    if (isTold !== this.#isTold || arrived > this.#arrived) {
      this.#rate.note(arrived, now);
      if (rttMillis !== null) this.#noteTrip(rttMillis, now);
    }
    this.#isTold = isTold;
    this.#arrived = arrived;
    const perMilli = Math.max(this.#rate.perMilli(now) ?? 0, this.#kbps / 8);
    return { late: this.#lateness(now), queued: queueAgeMillis + waiting / perMilli };
  }

  #noteTrip(rtt: Millis, now: Millis): void {
    this.#trips.push({ at: now, rtt });
    const { since, trip } = this.#shortest;
    if (now - since > tripMemoryMillis) this.#shortest = { since: now, trip: rtt, before: trip };
    else this.#shortest.trip = Math.min(trip, rtt);
  }

  /** The least lateness of the last moments; 0 while less than half of them is known. */
  #lateness(now: Millis): Millis {
    // The newest trip from before the span stays: it says that the span is covered.
    while (this.#trips.length > 2 && (this.#trips[1]?.at ?? now) <= now - lateForMillis) this.#trips.shift();
    const oldest = this.#trips[0]?.at ?? now;
    const newest = this.#trips.at(-1)?.at ?? now;
    if (oldest > now - lateForMillis || newest - oldest < lateForMillis / 2) return 0;
    const least = Math.min(...this.#trips.map(({ rtt }) => rtt));
    return least - Math.min(this.#shortest.trip, this.#shortest.before);
  }

  /** A rate that lets the queue drain is left to do so, unless things get worse. */
  #mayCut(pressure: Pressure, audioKbps: number, now: Millis): boolean {
    if (now - this.#cutAt < cutSpacingMillis) return false;
    if (total(pressure) > this.#pressureAtCut + worseMillis) return true;
    if (now - this.#cutAt >= drainMillis && total(pressure) > this.#pressureAtCut * drainedShare) return true;
    return this.#pressedSince === now || this.#kbps > this.#capacity(now) * steadyShare - audioKbps;
  }

  #capacity(now: Millis): number {
    return (this.#rate.perMilli(now) ?? 0) * 8;
  }

  #cut(pressure: Pressure, audioKbps: number, now: Millis): void {
    const step = this.#step();
    const capacity = this.#capacity(now);
    const wasRaised = now - this.#raisedAt < 2 * proofMillis;
    this.#pressureAtCut = total(pressure);
    const floor = Math.min(this.#target, Math.max(leastKbps, this.#target * floorShare));
    const wanted = Math.min(this.#kbps - step, capacity * drainShare - audioKbps);
    this.#ceiling = Math.max(floor, Math.min(this.#kbps - step, capacity * steadyShare - audioKbps));
    if (wasRaised) this.#probeWait = Math.min(this.#probeWait * probeGrowth, longestProbeMillis);
    this.#probedAt = null;
    this.#held = 0;
    this.#cutAt = now;
    this.#kbps = Math.round(Math.max(floor, wanted));
  }

  /** Up to what the link is known to carry at once, beyond it by tries; each that holds allows a larger one. */
  #relax(now: Millis): void {
    if (this.#probedAt !== null && now - Math.max(this.#probedAt, this.#pressedAt) >= proofMillis) {
      this.#ceiling = this.#kbps;
      this.#probedAt = null;
      this.#held += 1;
      if (this.#held >= heldForFree) this.#probeWait = firstProbeMillis;
    }
    if (this.#kbps >= this.#target || this.#probedAt !== null) return;
    if (now - Math.max(this.#pressedAt, this.#cutAt, this.#raisedAt) < raiseSpacingMillis) return;
    const step = this.#step();
    if (this.#kbps + step <= this.#ceiling) this.#raiseBy(step, now);
    else if (this.#held > 0 || now - this.#cutAt >= this.#probeWait) {
      this.#probedAt = now;
      this.#raiseBy(step * Math.min(Math.max(this.#held, 1), mostSteps), now);
    }
  }

  #raiseBy(by: number, now: Millis): void {
    this.#raisedAt = now;
    this.#kbps = Math.round(Math.min(this.#kbps + by, this.#target));
  }

  #step(): number {
    return Math.max(1, this.#target * stepShare);
  }
}

function total({ late, queued }: Pressure): Millis {
  return late + queued;
}
