/** Carries out what the bitrate controller decides: orders to the Worker, events, and the two pieces of news worth a notice. */
import type { Clock, Millis } from '../../../shared/clock.ts';
import type { FlightEvent, RateSnapshot } from '../../../shared/contract/delivery.ts';
import { RatePlan, type OutputLink, type RateOrder, type RateStep } from '../../../shared/live/delivery/rate-plan.ts';
import type { SessionPlan, SessionPorts } from '../target.ts';

/** A destination that was paused for the others' sake comes back when the bitrate was the user's for this long. */
const resumeAfterMillis: Millis = 30_000;

/** Steps kept for the report. */
const mostSteps = 2000;

/** The least that an order takes, kb/s. */
const leastKbps = 50;

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
  #divisor: 1 | 2 = 1;
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

  snapshot(): RateSnapshot {
    const fps = this.#fps / this.#divisor;
    return { kbps: this.#kbps, ...this.#wish(), fps, reason: this.#reason.slice(0, 200) };
  }

  /** The encoders were started with `kbps`; whatever else was ordered is forgotten there. */
  encodersStarted(kbps: number): void {
    if (kbps !== this.#kbps) this.#host.order({ kind: 'bitrate', kbps: this.#kbps });
    if (this.#divisor === 2) this.#host.order({ kind: 'frame-rate', divisor: 2 });
  }

  /** The user's two numbers; they count at once. */
  set(wish: { readonly targetKbps: number; readonly ceilingKbps: number }): void {
    this.#targetKbps = wish.targetKbps;
    this.#ceilingKbps = wish.ceilingKbps;
    this.#plan.setTarget(wish);
    const text = `The bitrate was set to ${this.#goal()} kb/s.`;
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
    const before = { kbps: this.#kbps, divisor: this.#divisor };
    const order = this.#plan.look(links, now);
    this.#reason = order.reason;
    if (order.fpsDivisor !== this.#divisor) {
      this.#divisor = order.fpsDivisor;
      this.#host.order({ kind: 'frame-rate', divisor: order.fpsDivisor });
    }
    this.#encode(order.kbps, order.steps.at(-1)?.text ?? order.reason, before.divisor !== this.#divisor);
    for (const step of order.steps) this.#tell(step);
    this.#announce(before.kbps, order);
    if (order.pause !== null) {
      this.#paused.add(order.pause);
      this.#host.pause(order.pause);
    }
    this.#resumeSome(now);
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
    const change = { atSeconds, fromKbps: this.#kbps, toKbps: next, fps: this.#fps / this.#divisor, why };
    if (this.changes.length < mostSteps) this.changes.push(change);
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

  #resumeSome(now: Millis): void {
    if (this.#kbps < this.#goal()) this.#freeSince = null;
    else this.#freeSince ??= now;
    if (this.#freeSince === null || now - this.#freeSince < resumeAfterMillis) return;
    for (const id of this.#paused) this.#host.resume(id);
    this.#paused.clear();
  }
}
