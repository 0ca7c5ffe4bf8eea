/** The video bitrate to ask of the encoder, by what a connection tells of its link: down at once, up by steps once it was clean. */
import type { Millis } from '../../clock.ts';
import { ByteRate } from './byte-rate.ts';

/** One step, as a share of the bitrate that the user wants; a cut is no smaller, or than this share of what is left. */
const stepShare = 0.05;
const leastCutShare = 0.15;
/** The most that is cut, of what is left, while nothing waits: what comes through is then no more than what is sent. */
const idleCutShare = 0.3;
/** The same where it goes by silence alone, which may be over in a moment. */
const guessCutShare = 0.55;

/** The bitrate never falls below this share of the user's, nor below what the encoder's order takes. */
const floorShare = 0.05;
const leastKbps = 50;

/** Share of the measured capacity that is used after a cut, which lets the queue drain, and when a cut is due. */
const drainShare = 0.85;
/** … and this share where what is on its way takes twice as long as this. */
const quickDrainShare = 0.6;
const quickDrainMillis: Millis = 750;
/** A queue that holds this much is about to drop, unless what comes is less than this many times what may. */
const dangerMillis: Millis = 600;
const dangerFactor = 1.1;
const steadyShare = 0.93;

/** A round trip that stays this much above its shortest one means that a queue is growing on the way. */
const lateMillis: Millis = 50;
/**
 * Servers count from different beginnings, so that a told age is wrong by the time that so many bytes take; this counts
 * while nothing waits, where it is more than the one and no further than the other.
 */
const countingSlack = 4096;
const leastDoubt: Millis = 40;
const mostDoubt: Millis = 150;
/** An encoder that gives less than this share of its bitrate does not fill the link: another bitrate would change nothing. */
const busyShare = 0.6;
const givenMillis: Millis = 1000;
/** For how long, so that the burst of a key frame does not count. */
const lateForMillis: Millis = 200;
/** Over a link that carries less, a key frame takes longer, on its way and before it; these are the most times as long. */
const mostStretch = { late: 3, queued: 2 } as const;

/** A send queue and a socket that hold this much are congested, whatever the round trips say. */
const queueMillis: Millis = 200;

/** At the beginning of a connection, while its window is still opening, this many times as much is nothing yet. */
const beginningPatience = 4;
const beginningMillis: Millis = 3000;

/** Half of either limit is too much to raise anything. */
const calmShare = 0.5;

/** Pressure of which this share is left so long after a cut asks for another, whatever the measured capacity. */
const drainedShare = 0.9;
const drainMillis: Millis = 1500;

/** Between two cuts: the encoder follows, and the measurement sees it. */
const cutSpacingMillis: Millis = 600;
/** Between two where the first was far too small: what is sent is this many times what comes through. */
const hastyFactor = 1.3;
const hastySpacingMillis: Millis = 150;

/** The first raise is one step, each further one this many times the last; and between two, or from the last half pressure to one. */
const raiseGrowth = 1.5;
const raiseSpacingMillis: Millis = 900;
/** Where deliveries are told seldom, two of them should tell how the last raise went, within this time. */
const longestSpacingMillis: Millis = 2000;

/** A link must have been clean for this long before anything is raised. */
export const cleanMillis: Millis = 20_000;

/** From the last half pressure until a cut that the link itself contradicts is taken back, once in a time of trouble. */
const returnAfterMillis: Millis = 1500;
/** What must have come through for that, of what the bitrate before the cut takes: deliveries are told in leaps. */
const contradictingShare = 1.25;

/** Cuts while nothing at all came through for this long were made by a stall: they say nothing of the link. */
const stallMillis: Millis = 800;
/** … and for this many times as long as a delivery as large as usual took. */
const usualSteps = 2;
/** What is left of the usual size with each smaller delivery. */
const stepMemory = 0.8;
/** Deliveries remembered for the size of the smallest usual one. */
const leapsRemembered = 4;

/** Share of the bitrate before a stall that is tried after it. */
const afterStallShare = 0.75;

/** What comes through, of what the encoder gives for others, when a link carries it; and for how long without pressure. */
const carriedShare = 0.8;
const carriedMillis: Millis = 1600;

/** A wish of the user counts in full when the link was calm for this long. */
const calmMillis: Millis = 1000;

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
  /** When `delivered` was told, on the clock of the looks; without it the look counts, which comes later. */
  readonly toldAt?: Millis | null;
  /** Age of the send queue's oldest packet, ms. */
  readonly queueAgeMillis: Millis;
  /** The video bitrate that the user wants now, kb/s; never exceeded. */
  readonly targetKbps: number;
  /** What sound takes of the link, kb/s; never reduced. */
  readonly audioKbps: number;
  /** The video bitrate that is encoded, kb/s, where more than this controller decides it. */
  readonly encodedKbps?: number;
};

/** Signs of congestion: ms by which round trips stayed late, and ms of media that wait in front of the system. */
type Pressure = { readonly late: Millis; readonly queued: Millis };

/** Cuts with less than `cleanMillis` between them. */
type Trouble = {
  /** The bitrate when it began, kb/s. */
  readonly before: number;
  /** Whether there was a stall, what the link was taken to carry at the last cut, and the most that came through since, kb/s. */
  isStall: boolean;
  assumed: number;
  peak: number;
  hasReturned: boolean;
};

/** One run's controller; it outlives connections: call `reconnected` for each new one. Time is an argument. */
export class BitrateController {
  #target = 0;
  #kbps = 0;
  #rate = new ByteRate(capacityMillis);
  /** What the encoders give for this connection. */
  #given = new ByteRate(givenMillis);
  /** Bytes that arrived, and whether the server tells or the socket. */
  #arrived = 0;
  #arrivedAt: Millis = 0;
  /** Bytes by which deliveries are told: the usual ones, and the last few. */
  #step = 0;
  #leaps: number[] = [];
  /** Bytes handed over and not known to have arrived. */
  #inFlight = 0;
  #isTold = false;
  #begunAt: Millis | null = null;
  #trips: { readonly at: Millis; readonly rtt: Millis }[] = [];
  #shortest = { since: 0, trip: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };
  /** Pressure in all, of the last look and of that of the last cut. */
  #pressure: Millis = 0;
  #queued: Millis = 0;
  #pressureAtCut: Millis = 0;
  #pressedSince: Millis | null = null;
  #trouble: Trouble | null = null;
  /** What came through, kb/s, when it was congested last. */
  #carries: number | null = null;
  #cutAt: Millis = Number.NEGATIVE_INFINITY;
  /** The last congestion, the last half of one, and the last raise. */
  #congestedAt: Millis = Number.NEGATIVE_INFINITY;
  #pressedAt: Millis = Number.NEGATIVE_INFINITY;
  #raisedAt: Millis = Number.NEGATIVE_INFINITY;
  #raiseShare = stepShare;

  /** What the link carried when it was congested last, sound included, kb/s; null before the first time. */
  get carriesKbps(): number | null {
    return this.#carries;
  }

  /** When the link was congested last, ms; −∞ before the first time. */
  get congestedAt(): Millis {
    return this.#congestedAt;
  }

  /** Forgets what the last connection measured, not what bitrate it carried: a new one begins with that. */
  reconnected(): void {
    this.#rate = new ByteRate(capacityMillis);
    this.#given = new ByteRate(givenMillis);
    this.#arrived = 0;
    this.#inFlight = 0;
    this.#leaps = [];
    this.#begunAt = null;
    this.#trips = [];
    this.#shortest = { since: 0, trip: Number.POSITIVE_INFINITY, before: Number.POSITIVE_INFINITY };
    this.#pressedSince = null;
    // The cuts of a dying link said nothing of what it carries when it lives.
    if (this.#trouble?.isStall === true) this.#kbps = Math.max(this.#kbps, this.#afterStall(this.#trouble));
  }

  /** The user changed the wish: cuts under the old one are forgotten, and a calm link gets the new one at once. */
  retarget(now: Millis): void {
    if (now - this.#pressedAt >= calmMillis) this.#kbps = this.#target;
    this.#forget();
  }

  /** What others prove that the way can carry, kb/s: a lower bitrate is raised to it. */
  lift(kbps: number): void {
    if (this.#kbps >= kbps) return;
    this.#kbps = kbps;
    this.#forget();
  }

  /** Takes a bitrate that was found for several connections together, kb/s, as if it were a cut of its own. */
  settle(kbps: number, now: Millis): void {
    this.#note(kbps, now);
  }

  #forget(): void {
    this.#trouble = null;
    this.#congestedAt = Number.NEGATIVE_INFINITY;
    this.#raiseShare = stepShare;
  }

  /** Takes a sample, five to ten times a second, and gives the video bitrate that the encoder should have, kb/s. */
  look(sample: LinkSample, now: Millis): number {
    this.#follow(sample.targetKbps);
    const isCongested = this.#press(this.#measure(sample, now), now);
    const isIdle = this.#isIdle(sample, now);
    // Deliveries from before the cut are not part of the measure any more.
    const isFresh = now - this.#cutAt > capacityMillis;
    if (this.#trouble !== null && isFresh) this.#trouble.peak = Math.max(this.#trouble.peak, this.#capacity(now));
    if (!isCongested) this.#relax(sample, now);
    else if (!isIdle && this.#mayCut(sample.audioKbps, now)) this.#cut(sample.audioKbps, now);
    return this.#kbps;
  }

  /** Notes the pressure of now; true where it is too much. */
  #press({ late: told, queued }: Pressure, now: Millis): boolean {
    this.#begunAt ??= now;
    const late = queued > 0 ? told : Math.max(0, told - this.#doubt(now));
    this.#pressure = late + queued;
    this.#queued = queued;
    const patience = now - this.#begunAt < beginningMillis ? beginningPatience : 1;
    const queueLimit = queueMillis * this.#stretch(mostStretch.queued);
    if (late > lateMillis * calmShare || queued > queueLimit * calmShare) this.#pressedAt = now;
    if (late < lateMillis * patience && queued < queueLimit * patience) {
      this.#pressedSince = null;
      return false;
    }
    this.#pressedSince ??= now;
    this.#congestedAt = now;
    this.#carries = this.#capacity(now);
    if (this.#trouble !== null) this.#trouble.isStall ||= this.#isStalled(now);
    return true;
  }

  /** The user's wish bounds everything; while the link is not known to be narrow it is simply what is sent. */
  #follow(target: number): void {
    const isFree = this.#kbps >= this.#target;
    this.#kbps = isFree ? target : Math.min(this.#kbps, target);
    this.#target = target;
  }

  #measure(sample: LinkSample, now: Millis): Pressure {
    const { written, waiting, delivered, rttMillis, queueAgeMillis, toldAt } = sample;
    const isTold = delivered !== null;
    const arrived = delivered ?? written - waiting;
    if (isTold !== this.#isTold) this.#rate = new ByteRate(capacityMillis);
    if (isTold !== this.#isTold || arrived > this.#arrived) {
      this.#arrivedAt = Math.min(toldAt ?? now, now);
      this.#rate.note(arrived, this.#arrivedAt);
      this.#step = Math.max(arrived - this.#arrived, this.#step * stepMemory);
      this.#leaps = [...this.#leaps, arrived - this.#arrived].slice(-leapsRemembered);
      if (rttMillis !== null) this.#noteTrip(rttMillis, now);
    }
    this.#isTold = isTold;
    this.#arrived = arrived;
    this.#inFlight = isTold ? written - waiting - arrived : 0;
    const perMilli = Math.max(this.#rate.perMilli(now) ?? 0, this.#kbps / 8);
    return { late: this.#lateness(now), queued: queueAgeMillis + waiting / perMilli };
  }

  /** By how much the age of what was delivered may be wrong. */
  #doubt(now: Millis): Millis {
    const perMilli = this.#rate.perMilli(now) ?? this.#kbps / 8;
    return Math.min(Math.max(countingSlack / perMilli - leastDoubt, 0), mostDoubt);
  }

  /** Whether nothing waits and the encoder gives much less than it may. */
  #isIdle({ written, audioKbps }: LinkSample, now: Millis): boolean {
    this.#given.note(written, now);
    const perMilli = this.#given.perMilli(now);
    return this.#queued === 0 && perMilli !== null && perMilli * 8 < (this.#kbps + audioKbps) * busyShare;
  }

  #noteTrip(rtt: Millis, now: Millis): void {
    this.#trips.push({ at: now, rtt });
    const { since, trip } = this.#shortest;
    if (now - since > tripMemoryMillis) this.#shortest = { since: now, trip: rtt, before: trip };
    else this.#shortest.trip = Math.min(trip, rtt);
  }

  #isStalled(now: Millis): boolean {
    if (this.#queued === 0 && this.#inFlight < Math.max(...this.#leaps)) return false;
    const before = this.#rate.perMilli(this.#arrivedAt) ?? 0;
    return now - this.#arrivedAt >= Math.max(stallMillis, before > 0 ? (usualSteps * this.#step) / before : 0);
  }

  /** How long two usual deliveries take. */
  #usualMillis(): Millis {
    return (usualSteps * this.#step * 8) / this.#kbps;
  }

  #stretch(most: number): number {
    return Math.min(this.#target / this.#kbps, most);
  }

  /** The least lateness of the last moments; 0 while less than half of them is known. */
  #lateness(now: Millis): Millis {
    // The newest trip from before the span stays: it says that the span is covered.
    const span = lateForMillis * this.#stretch(mostStretch.late);
    while (this.#trips.length > 2 && (this.#trips[1]?.at ?? now) <= now - span) this.#trips.shift();
    const oldest = this.#trips[0]?.at ?? now;
    const newest = this.#trips.at(-1)?.at ?? now;
    if (oldest > now - span || newest - oldest < span / 2) return 0;
    const least = Math.min(...this.#trips.map(({ rtt }) => rtt));
    return least - Math.min(this.#shortest.trip, this.#shortest.before);
  }

  /** A rate that lets the queue drain in time is left to do so. */
  #mayCut(audioKbps: number, now: Millis): boolean {
    const capacity = this.#capacity(now);
    const isHasty = this.#queued > 0 && this.#kbps + audioKbps > capacity * hastyFactor;
    const drains = capacity * this.#drainShare(capacity) * dangerFactor;
    const isDangerous = this.#queued > dangerMillis && this.#kbps + audioKbps > drains;
    if (now - this.#cutAt < (isHasty || isDangerous ? hastySpacingMillis : cutSpacingMillis)) return false;
    if (isDangerous) return true;
    if (now - this.#cutAt >= drainMillis && this.#pressure > this.#pressureAtCut * drainedShare) return true;
    return this.#pressedSince === now || this.#kbps > capacity * steadyShare - audioKbps;
  }

  /** What the link carries, kb/s. */
  #capacity(now: Millis): number {
    return Math.min(this.#rate.perMilli(now) ?? 0, this.#silentRate(now)) * 8;
  }

  /** While a delivery of the usual size is owed the link carries less than that in the time; the average learns it too late. */
  #silentRate(now: Millis): number {
    const step = Math.max(...this.#leaps);
    return this.#inFlight < step ? Number.POSITIVE_INFINITY : step / Math.max(now - this.#arrivedAt, 1);
  }

  #cut(audioKbps: number, now: Millis): void {
    const capacity = this.#capacity(now);
    const floor = Math.min(this.#target, Math.max(leastKbps, this.#target * floorShare));
    const least = Math.min(this.#target * stepShare, this.#kbps * leastCutShare);
    const isGuess = capacity < (this.#rate.perMilli(now) ?? 0) * 8;
    const share = this.#queued === 0 ? idleCutShare : isGuess ? guessCutShare : 1;
    const wanted = Math.min(this.#kbps - least, capacity * this.#drainShare(capacity) - audioKbps);
    this.#note(Math.max(floor, wanted, this.#kbps * (1 - share)), now);
    if (this.#trouble !== null) this.#trouble.assumed = capacity;
  }

  /** The more is on its way, the faster it should drain: what comes now waits behind it. */
  #drainShare(capacity: number): number {
    const wait = this.#queued + (this.#inFlight * 8) / Math.max(capacity, 1);
    const excess = wait / quickDrainMillis - 1;
    return drainShare - (drainShare - quickDrainShare) * Math.min(Math.max(excess, 0), 1);
  }

  #note(kbps: number, now: Millis): void {
    this.#trouble ??= { before: this.#kbps, isStall: false, assumed: 0, peak: 0, hasReturned: false };
    this.#trouble.peak = 0;
    this.#pressureAtCut = this.#pressure;
    this.#cutAt = now;
    this.#kbps = Math.round(kbps);
  }

  /** Up: at once where a cut proved to be mistaken, else by steps once the link was clean for long enough. */
  #relax({ audioKbps, encodedKbps = 0 }: LinkSample, now: Millis): void {
    if (this.#kbps >= this.#target) {
      this.#trouble = null;
      return;
    }
    const calm = now - this.#pressedAt;
    if (encodedKbps > this.#kbps) {
      // Others decide: this link counts again once it has shown that it carries what they get.
      const carries = this.#capacity(now) >= (encodedKbps + audioKbps) * carriedShare;
      if (calm >= carriedMillis && carries) this.lift(Math.min(encodedKbps, this.#target));
    } else if (calm >= returnAfterMillis && this.#tryReturn(audioKbps)) return;
    else if (now - this.#congestedAt >= cleanMillis && now - this.#raisedAt >= this.#raiseSpacing()) this.#raise(now);
  }

  /** True when it did. */
  #tryReturn(audioKbps: number): boolean {
    const trouble = this.#trouble;
    if (trouble === null || trouble.hasReturned) return false;
    const before = Math.min(trouble.before, this.#target);
    const isMistaken = trouble.peak >= (before + audioKbps) * contradictingShare;
    const kbps = isMistaken ? before : Math.min(this.#afterSilence(trouble, audioKbps), before);
    if (kbps <= this.#kbps) return false;
    trouble.hasReturned = true;
    this.#kbps = kbps;
    return true;
  }

  /** What is worth a try once a silence is over. */
  #afterSilence(trouble: Trouble, audioKbps: number): number {
    if (trouble.isStall) return this.#afterStall(trouble);
    const came = Math.round(trouble.peak * drainShare - audioKbps);
    return trouble.peak >= trouble.assumed * contradictingShare ? came : 0;
  }

  #afterStall({ before }: Trouble): number {
    return Math.round(before * afterStallShare);
  }

  #raiseSpacing(): Millis {
    return Math.min(Math.max(raiseSpacingMillis, this.#usualMillis()), longestSpacingMillis);
  }

  #raise(now: Millis): void {
    if (now - this.#pressedAt < raiseSpacingMillis) return;
    // The first one only tries whether there is room.
    this.#raiseShare = this.#trouble === null ? this.#raiseShare * raiseGrowth : stepShare;
    this.#trouble = null;
    this.#raisedAt = now;
    this.#kbps = Math.round(Math.min(this.#kbps + this.#target * this.#raiseShare, this.#target));
  }
}
