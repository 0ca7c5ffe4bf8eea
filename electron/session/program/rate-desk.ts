/** Carries out what the bitrate controller decides: orders to the Worker, events, and the two pieces of news worth a notice. */
import type { Clock, Millis } from '../../../shared/clock.ts';
import type { FlightEvent, RateSnapshot } from '../../../shared/contract/delivery.ts';
import { RatePlan, type OutputLink, type RateOrder, type RateStep } from '../../../shared/live/delivery/rate-plan.ts';
import type { SessionPlan, SessionPorts } from '../target.ts';
import { say } from '../../../shared/wire/tongue.ts';

/** A destination that was paused for the others' sake comes back when the bitrate was the user's, or nobody was sent anything, for this long. */
const resumeAfterMillis: Millis = 30_000;

/** Steps kept for the report. */
const mostSteps = 2000;

/** The least that an order takes, kb/s. */
const leastKbps = 50;

/** What a person may set on air: both numbers in kb/s, or whether every second picture is left out. */
export type UserRate = { readonly targetKbps: number; readonly ceilingKbps: number } | { readonly halved: boolean };

/** One change of what is encoded, for the report. */
type RateChange = {
  readonly atSeconds: number;
  readonly fromKbps: number;
  readonly toKbps: number;
  readonly fps: number;
  readonly why: string;
};

export type RateHost = {
  readonly clock: Clock;
  readonly startedAt: Millis;
  readonly order: SessionPorts['order'];
  readonly onNotice: SessionPorts['onNotice'];
  readonly onEvent: (kind: FlightEvent['kind'], outputId: string | null, text: string) => void;
  readonly pause: (outputId: string) => void;
  readonly resume: (outputId: string) => void;
};

/** One run's desk; call `look` several times a second while something is sent. */
export class RateDesk {
  readonly changes: RateChange[] = [];
  readonly #host: RateHost;
  readonly #plan: RatePlan;
  readonly #fps: number;
  readonly #paused = new Set<string>();
  #targetKbps: number;
  #ceilingKbps: number;
  #kbps: number;
  /** Whether the controller wants every second picture left out, and whether the user does. */
  #planned: 1 | 2 = 1;
  #isHalved = false;
  #reason = '';
  #freeSince: Millis | null = null;

  constructor({ video, rate }: SessionPlan, host: RateHost) {
    this.#host = host;
    this.#fps = video.fps;
    this.#targetKbps = video.kbps;
    this.#ceilingKbps = Math.max(rate.ceilingKbps, leastKbps);
    this.#kbps = Math.min(this.#targetKbps, this.#ceilingKbps);
    const { adaptive, mayHalveFps, mayPause } = rate;
    this.#plan = new RatePlan({ ...this.#wish(), adaptive, mayHalveFps, mayPause });
  }

  /** What the picture is encoded with now, kb/s. */
  get kbps(): number {
    return this.#kbps;
  }

  /** Pictures a second that are encoded now. */
  get fps(): number {
    return this.#fps / this.#divisor;
  }

  snapshot(): RateSnapshot {
    const { fps } = this;
    const reason = this.#reason.slice(0, 200);
    return { kbps: this.#kbps, ...this.#wish(), fps, halved: this.#isHalved, reason };
  }

  /** The encoders were started with `kbps`; whatever else was ordered is forgotten there. */
  encodersStarted(kbps: number): void {
    if (kbps !== this.#kbps) this.#host.order({ kind: 'bitrate', kbps: this.#kbps });
    if (this.#divisor === 2) this.#host.order({ kind: 'frame-rate', divisor: 2 });
  }

  /** What the user wants; it counts at once. */
  set(wish: UserRate): void {
    if ('halved' in wish) {
      this.#halve(wish.halved);
      return;
    }
    this.#targetKbps = wish.targetKbps;
    this.#ceilingKbps = wish.ceilingKbps;
    this.#plan.setTarget(wish);
    const text = say`The bitrate was set to ${this.#goal()} kb/s.`;
    this.#host.onEvent('bitrate', null, text);
    this.#encode(this.#goal(), text);
  }

  /** Destination `id` has a new connection. */
  reconnected(id: string): void {
    this.#plan.reconnected(id);
  }

  /** Destination `id` is gone, or rests because the user wants it to. */
  removed(id: string): void {
    this.#paused.delete(id);
    this.#plan.removed(id);
  }

  /** Takes the links of all destinations that are being sent to. */
  look(links: ReadonlyMap<string, OutputLink>): void {
    const now = this.#host.clock.now();
    const before = { kbps: this.#kbps, fps: this.fps };
    const order = this.#plan.look(links, now);
    this.#reason = order.reason;
    this.#planned = order.fpsDivisor;
    const isOther = this.#orderFrames(before.fps);
    // While the user has it halved, what the controller thinks of the frame rate changes nothing.
    const steps = order.steps.filter(({ kind }) => kind !== 'frame-rate' || isOther);
    this.#encode(order.kbps, steps.at(-1)?.text ?? order.reason, isOther);
    for (const step of steps) this.#tell(step);
    this.#announce(before.kbps, order);
    if (order.pause !== null) {
      this.#paused.add(order.pause);
      this.#host.pause(order.pause);
    }
    // Nobody who is sent nothing is in anybody's way.
    this.#resumeSome(links.size === 0 || this.#kbps >= this.#goal(), now);
  }

  /** Ends every pause that it began. */
  resumeAll(): void {
    const paused = [...this.#paused];
    this.#paused.clear();
    for (const id of paused) this.#host.resume(id);
  }

  get #divisor(): 1 | 2 {
    return this.#isHalved ? 2 : this.#planned;
  }

  #halve(isHalved: boolean): void {
    if (isHalved === this.#isHalved) return;
    const before = this.fps;
    this.#isHalved = isHalved;
    const text = say`The frame rate was set to ${Math.round(this.fps)} pictures a second.`;
    this.#host.onEvent('bitrate', null, text);
    if (this.#orderFrames(before)) this.#encode(this.#kbps, text, true);
  }

  /** True when it is another than `before`. */
  #orderFrames(before: number): boolean {
    if (this.fps === before) return false;
    this.#host.order({ kind: 'frame-rate', divisor: this.#divisor });
    return true;
  }

  #goal(): number {
    return Math.min(this.#targetKbps, this.#ceilingKbps);
  }

  #wish(): { readonly targetKbps: number; readonly ceilingKbps: number } {
    return { targetKbps: this.#targetKbps, ceilingKbps: this.#ceilingKbps };
  }

  #encode(kbps: number, why: string, isOther = false): void {
    const next = Math.max(leastKbps, Math.round(kbps));
    if (next === this.#kbps && !isOther) return;
    const { clock, startedAt } = this.#host;
    const atSeconds = (clock.now() - startedAt) / 1000;
    const change = { atSeconds, fromKbps: this.#kbps, toKbps: next, fps: this.fps, why };
    this.changes.push(change);
    if (this.changes.length > mostSteps) this.changes.shift();
    if (next !== this.#kbps) this.#host.order({ kind: 'bitrate', kbps: next });
    this.#kbps = next;
  }

  #tell({ outputId, text }: RateStep): void {
    this.#host.onEvent('bitrate', outputId, text.slice(0, 300));
  }

  /** Only leaving the user's bitrate and being back at it is news. */
  #announce(before: number, { kbps, steps }: RateOrder): void {
    const goal = this.#goal();
    const text = steps.find(({ kind }) => kind === 'bitrate')?.text;
    if (text === undefined) return;
    if (before >= goal && kbps < goal) this.#host.onNotice({ tone: 'warn', text, next: '' });
    if (before < goal && kbps >= goal) this.#host.onNotice({ tone: 'good', text, next: '' });
  }

  #resumeSome(isFree: boolean, now: Millis): void {
    if (isFree) this.#freeSince ??= now;
    else this.#freeSince = null;
    if (this.#freeSince !== null && now - this.#freeSince >= resumeAfterMillis) this.resumeAll();
  }
}
