/** One bitrate for all destinations: what each link asks for, merged by priority and by the uplink that they share. */
import type { Millis } from '../../clock.ts';
import { BitrateController, cleanMillis, type LinkSample } from './bitrate-controller.ts';
import { say } from '../../wire/tongue.ts';

/** Below this share of the target every second frame is left out; above the other one all are sent again. */
const halfFramesShare = 0.4;
const allFramesShare = 0.55;

/** For how long it must be below. */
const lowMillis: Millis = 2000;

/** Of destinations with the same priority, one that carries less than this share of the best is not waited for. */
const equalsShare = 0.4;

/** Destinations that are congested within this time of each other share a bottleneck … */
const sharedMillis: Millis = 1500;
/** … if each of them carries at least this share of what the best does: the others have trouble of their own. */
const sharedLeast = 0.3;

/** Share of what a shared uplink was seen to carry that is used. */
const sharedUse = 0.85;

/** A destination that carries less than this share of what is sent … */
const starvedShare = 0.4;
/** … for this long, or a shared uplink that is short for this long, is worth a pause. */
const starvedMillis: Millis = 20_000;
const shortMillis: Millis = 10_000;

/** The user's two numbers for video, kb/s: what is wanted, and what is never exceeded. */
export type RateWish = { readonly targetKbps: number; readonly ceilingKbps: number };

export type RatePlanOptions = RateWish & {
  /** Without it the bitrate is the user's, whatever happens. */
  readonly adaptive: boolean;
  /** Whether every second frame may be left out, and whether the least important destination may be paused. */
  readonly mayHalveFps: boolean;
  readonly mayPause: boolean;
};

/** What `PublisherConnection.link()` tells of a destination that is being sent to, its sound, and its priority (1 first). */
export type OutputLink = Omit<LinkSample, 'targetKbps' | 'encodedKbps'> & { readonly priority: number };

/** One automatic step and its reason, for people. `outputId` is null where it is about all. */
export type RateStep = {
  readonly kind: 'bitrate' | 'frame-rate' | 'pause';
  readonly outputId: string | null;
  readonly text: string;
};

/** What the encoder should do now. */
export type RateOrder = {
  /** Video bitrate; never above target and ceiling. */
  readonly kbps: number;
  /** 2: every second frame. */
  readonly fpsDivisor: 1 | 2;
  /** What changed since the last look, oldest first. */
  readonly steps: readonly RateStep[];
  /** The destination to pause now; told once. */
  readonly pause: string | null;
  /** Why `kbps` is below what the user wants: the last step's; empty when it is not. */
  readonly reason: string;
};

type Output = {
  readonly controller: BitrateController;
  priority: number;
  audioKbps: number;
  /** What its own link asks for, kb/s, and whether that has just fallen. */
  kbps: number;
  hasCut: boolean;
  starvedSince: Millis | null;
  isPauseTold: boolean;
};

type Present = readonly (readonly [string, Output])[];

/** One run's plan; time is an argument. */
export class RatePlan {
  readonly #options: RatePlanOptions;
  readonly #outputs = new Map<string, Output>();
  /** Target or ceiling, whichever is less. */
  #goal: number;
  #kbps: number;
  #fpsDivisor: 1 | 2 = 1;
  #lowSince: Millis | null = null;
  /** When several destinations were short at the same time, last. */
  #sharedAt: Millis = Number.NEGATIVE_INFINITY;
  #reason = '';
  #isWishNew = false;
  #now: Millis = 0;

  constructor(options: RatePlanOptions) {
    this.#options = options;
    this.#goal = Math.min(options.targetKbps, options.ceilingKbps);
    this.#kbps = this.#goal;
  }

  /** The user's wish of now. It counts at once; only a link that is full at this moment is not overfilled. */
  setTarget({ targetKbps, ceilingKbps }: RateWish): void {
    const goal = Math.min(targetKbps, ceilingKbps);
    if (goal === this.#goal) return;
    this.#goal = goal;
    // Nothing is known that speaks against it.
    if (this.#reason === '') this.#kbps = goal;
    this.#isWishNew = true;
    this.#lowSince = null;
    for (const { controller } of this.#outputs.values()) controller.retarget(this.#now);
  }

  /** Destination `id` has a new connection. */
  reconnected(id: string): void {
    const output = this.#outputs.get(id);
    if (output === undefined) return;
    output.controller.reconnected();
    output.starvedSince = null;
    output.isPauseTold = false;
    // What the others carry is a better beginning than the last moments of a dying link.
    if (this.#outputs.size > 1) output.controller.lift(this.#kbps);
  }

  /** Destination `id` is gone for good. */
  removed(id: string): void {
    this.#outputs.delete(id);
  }

  /** Takes the links of all destinations that are being sent to, five to ten times a second. */
  look(links: ReadonlyMap<string, OutputLink>, now: Millis): RateOrder {
    this.#now = now;
    if (!this.#options.adaptive) return this.#order({ kbps: this.#goal, steps: [], pause: null });
    if (links.size === 0) return this.#order({ kbps: Math.min(this.#kbps, this.#goal), steps: [], pause: null });
    const present = [...links].map(([id, link]) => [id, this.#measure(id, link, now)] as const);
    this.#share(present, now);
    const steps: RateStep[] = [];
    this.#changeRate(present, steps);
    this.#changeFrames(steps, now);
    const pause = this.#options.mayPause ? this.#choosePause(present, steps, now) : null;
    return this.#order({ kbps: this.#kbps, steps, pause });
  }

  #order({ kbps, steps, pause }: Pick<RateOrder, 'kbps' | 'steps' | 'pause'>): RateOrder {
    this.#kbps = kbps;
    if (kbps >= this.#goal) this.#reason = '';
    return { kbps, fpsDivisor: this.#fpsDivisor, steps, pause, reason: this.#reason };
  }

  #measure(id: string, link: OutputLink, now: Millis): Output {
    const output = this.#outputs.get(id) ?? newOutput(this.#goal);
    this.#outputs.set(id, output);
    const kbps = output.controller.look({ ...link, targetKbps: this.#goal, encodedKbps: this.#kbps }, now);
    output.hasCut = kbps < output.kbps;
    output.kbps = kbps;
    output.priority = link.priority;
    output.audioKbps = link.audioKbps;
    const isStarved = now - output.controller.congestedAt < sharedMillis && kbps < this.#kbps * starvedShare;
    output.starvedSince = isStarved ? (output.starvedSince ?? now) : null;
    return output;
  }

  /** Where several are short at once, what they carry together counts, each with the same part of it. */
  #share(present: Present, now: Millis): void {
    const pressed = present.map(([, output]) => output).filter((output) => isPressed(output, now));
    const most = Math.max(...pressed.map(carried));
    const sharing = pressed.filter((output) => carried(output) >= most * sharedLeast);
    if (sharing.length < 2 || !sharing.some(({ hasCut }) => hasCut)) return;
    this.#sharedAt = now;
    const sum = sharing.reduce((all, output) => all + carried(output), 0);
    for (const output of sharing) {
      const part = Math.max((sum * sharedUse) / sharing.length - output.audioKbps, leastOf(sharing));
      output.kbps = Math.round(Math.min(part, this.#kbps));
      output.controller.settle(output.kbps, now);
    }
  }

  #changeRate(present: Present, steps: RateStep[]): void {
    const { slowest, left } = followed(present);
    const kbps = Math.min(slowest[1].kbps, this.#goal);
    const isOrdered = this.#isWishNew && kbps === this.#goal;
    this.#isWishNew = false;
    const before = this.#kbps;
    this.#kbps = kbps;
    if (kbps === before || isOrdered) return;
    const isCommon = present.length === 1 || this.#now - this.#sharedAt < cleanMillis;
    const isLeft = kbps > before && left !== null && isPressed(left[1], this.#now);
    const text = isLeft ? this.#leaving() : kbps < before ? this.#lowering(slowest[1], isCommon) : this.#raising();
    this.#reason = text;
    steps.push({ kind: 'bitrate', outputId: isLeft ? left[0] : isCommon || kbps > before ? null : slowest[0], text });
  }

  #leaving(): string {
    return say`Going on at ${megabits(this.#kbps)} Mb/s: this destination can't keep up, and the others needn't wait for it.`;
  }

  #lowering({ controller }: Output, isCommon: boolean): string {
    const carries = controller.carriesKbps ?? 0;
    const whose = isCommon ? say`your upload` : say`its connection`;
    // A queue may grow although nearly everything comes through.
    if (carries === 0) return say`Lowering to ${megabits(this.#kbps)} Mb/s: nothing comes through just now.`;
    if (carries >= this.#goal) return say`Lowering to ${megabits(this.#kbps)} Mb/s: data is held up on its way.`;
    const figures = say`${megabits(carries)} of ${megabits(this.#goal)} Mb/s`;
    return say`Lowering to ${megabits(this.#kbps)} Mb/s: ${whose} carries ${figures}.`;
  }

  #raising(): string {
    const rate = `${megabits(this.#kbps)} Mb/s`;
    return this.#kbps >= this.#goal
      ? say`Back at ${rate}: the upload is clear.`
      : say`Raising to ${rate}: the upload is clear.`;
  }

  /** Fewer frames look better than frames of nothing. */
  #changeFrames(steps: RateStep[], now: Millis): void {
    const share = this.#kbps / this.#goal;
    if (share >= halfFramesShare) this.#lowSince = null;
    else this.#lowSince ??= now;
    const isLow = this.#lowSince !== null && now - this.#lowSince >= lowMillis;
    if (this.#fpsDivisor === 1 && isLow && this.#options.mayHalveFps) {
      this.#fpsDivisor = 2;
      const text = say`Halving the frame rate: ${megabits(this.#kbps)} Mb/s is too little for every frame.`;
      steps.push({ kind: 'frame-rate', outputId: null, text });
    } else if (this.#fpsDivisor === 2 && share >= allFramesShare) {
      this.#fpsDivisor = 1;
      steps.push({ kind: 'frame-rate', outputId: null, text: say`Back at the full frame rate.` });
    }
  }

  /** The least important destination, if it starves by itself or an uplink that it shares stays short; never one of the best. */
  #choosePause(present: Present, steps: RateStep[], now: Millis): string | null {
    const best = Math.min(...present.map(([, { priority }]) => priority));
    const others = present.filter(([, { priority, isPauseTold }]) => priority > best && !isPauseTold);
    const last = others.toSorted(([, one], [, two]) => two.priority - one.priority)[0];
    if (last === undefined) return null;
    const isShared = now - this.#sharedAt < cleanMillis + shortMillis;
    const isShort = isShared && this.#lowSince !== null && now - this.#lowSince >= shortMillis;
    const starved = others.find(([, { starvedSince }]) => starvedSince !== null && now - starvedSince >= starvedMillis);
    const chosen = isShort ? last : starved;
    if (chosen === undefined) return null;
    const [id, output] = chosen;
    output.isPauseTold = true;
    const figures = say`${megabits(carried(output))} of ${megabits(this.#kbps)} Mb/s`;
    const why = isShort ? say`your upload is too short for all destinations` : say`its connection carries ${figures}`;
    steps.push({ kind: 'pause', outputId: id, text: say`Pausing this destination: ${why}.` });
    return id;
  }
}

/**
 * The slowest of the most important destinations decides, but for those that are hopelessly slow: of these, the slowest
 * is `left` behind.
 */
function followed(present: Present): { readonly slowest: Present[number]; readonly left: Present[number] | null } {
  const best = Math.min(...present.map(([, { priority }]) => priority));
  const rank = present.filter(([, { priority }]) => priority === best);
  const most = Math.max(...rank.map(([, { kbps }]) => kbps));
  const slower = (one: Present[number], two: Present[number]) => (two[1].kbps < one[1].kbps ? two : one);
  const slowest = rank.filter(([, { kbps }]) => kbps >= most * equalsShare).reduce(slower);
  const last = rank.reduce(slower);
  return { slowest, left: last === slowest ? null : last };
}

function newOutput(kbps: number): Output {
  const controller = new BitrateController();
  return { controller, priority: 1, audioKbps: 0, kbps, hasCut: false, starvedSince: null, isPauseTold: false };
}

function isPressed({ controller }: Output, now: Millis): boolean {
  return now - controller.congestedAt < sharedMillis && controller.carriesKbps !== null;
}

function carried({ controller }: Output): number {
  return controller.carriesKbps ?? 0;
}

/** No part is smaller than what the slowest asks for by itself. */
function leastOf(outputs: readonly Output[]): number {
  return Math.min(...outputs.map(({ kbps }) => kbps));
}

/** "2.8", "0.4", "6". */
function megabits(kbps: number): string {
  return (kbps / 1000).toFixed(1).replace(/\.0$/u, '');
}
