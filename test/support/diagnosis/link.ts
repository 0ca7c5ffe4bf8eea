/** One destination of a broadcast in numbers: its send queue, its link and its server. */
import { studioError, type ErrorCode } from '../../../shared/errors.ts';
import type { OutputSample } from '../../../shared/live/diagnosis/sample.ts';

/** One destination's link and server. */
export type LinkKnobs = {
  kbps: number;
  acks: boolean;
  answersPings: boolean;
  /** Set to cut the connection now, with this reason. */
  cut: ErrorCode | null;
  /** While down, every attempt ends like this; null: the next attempt succeeds. */
  attempts: ErrorCode | null;
};

/** ms of one step. */
export const step = 25;

const ackStep = 65_536;
const kernelBytes = 160_000;

type Packet = { readonly at: number; bytes: number };

/** A connection with our send window in small: what is not told stops us for 2 s, then it goes on by pace. */
export class Link {
  readonly knobs: LinkKnobs = { kbps: 20_000, acks: true, answersPings: true, cut: null, attempts: null };
  readonly id: string;
  #queue: Packet[] = [];
  #written = 0;
  #arrived = 0;
  #acknowledged = 0;
  #pinged = 0;
  #owedSince: number | null = null;
  #lastTold = 0;
  #state: OutputSample['state'] = 'live';
  #reason: ErrorCode | null = null;
  #downAt = 0;
  #sent = 0;
  #sentKbps = 0;

  constructor(id: string) {
    this.id = id;
  }

  get deliveredKbps(): number {
    return this.knobs.kbps;
  }

  get queueAge(): (now: number) => number {
    return (now) => (this.#queue[0] === undefined ? 0 : now - this.#queue[0].at);
  }

  push(bytes: number, now: number): void {
    if (this.#state !== 'live') return;
    this.#queue.push({ at: now, bytes });
    if (this.queueAge(now) > 900) this.#queue = this.#queue.slice(-2);
  }

  run(now: number, encodedKbps: number): void {
    if (this.knobs.cut !== null && this.#state === 'live') this.#drop(this.knobs.cut, now);
    this.knobs.cut = null;
    if (this.#state === 'reconnecting') this.#attempt(now);
    if (this.#state !== 'live') return;
    this.#write(now, encodedKbps);
    this.#arrived += Math.min(this.#written - this.#arrived, (this.knobs.kbps / 8) * step);
    this.#answer(now);
    if (this.#waiting() > 0 && this.knobs.kbps === 0 && now - (this.#owedSince ?? now) > 6000)
      this.#drop('send-stalled', now);
  }

  #answer(now: number): void {
    if (this.knobs.acks && this.#arrived - this.#acknowledged >= ackStep) this.#acknowledged = this.#arrived;
    if (this.knobs.answersPings) this.#pinged = this.#arrived;
    if (this.#told() > this.#lastTold) this.#owedSince = null;
    this.#lastTold = this.#told();
    if (this.#written - this.#told() > ackStep) this.#owedSince ??= now;
  }

  second(): void {
    this.#sentKbps = (this.#sent * 8) / 1000;
    this.#sent = 0;
  }

  sample(now: number): OutputSample {
    const isLive = this.#state === 'live';
    return {
      id: this.id,
      name: this.id,
      state: this.#state,
      reason: this.#reason === null ? null : studioError(this.#reason),
      written: this.#written,
      waiting: this.#waiting(),
      acknowledged: this.#acknowledged === 0 ? null : this.#acknowledged,
      delivered: this.#told() === 0 ? null : this.#told(),
      queueAgeMillis: this.queueAge(now),
      sentKbps: this.#sentKbps,
      rttMillis: isLive ? 24 : null,
      confirmedBy: isLive ? 'acknowledged' : null,
    };
  }

  #told(): number {
    return Math.max(this.#acknowledged, this.#pinged);
  }

  #waiting(): number {
    return Math.max(0, this.#written - this.#arrived - kernelBytes);
  }

  #write(now: number, encodedKbps: number): void {
    const isBlind = this.#owedSince !== null && now - this.#owedSince > 2000;
    const room = (encodedKbps / 8) * 110 + ackStep - (this.#written - this.#told());
    let budget = isBlind ? (1.25 * encodedKbps * step) / 8 : Math.max(0, room);
    if (this.#waiting() > 128 * 1024) budget = 0;
    for (let packet = this.#queue[0]; packet !== undefined && budget > 0; packet = this.#queue[0]) {
      const part = Math.min(budget, packet.bytes);
      budget -= part;
      packet.bytes -= part;
      this.#written += part;
      this.#sent += part;
      if (packet.bytes <= 0) this.#queue.shift();
    }
  }

  #drop(reason: ErrorCode, now: number): void {
    this.#state = 'reconnecting';
    this.#reason = reason;
    this.#downAt = now;
    this.#queue = [];
  }

  #attempt(now: number): void {
    if (now - this.#downAt < 800) return;
    this.#downAt = now;
    if (this.knobs.attempts !== null || this.knobs.kbps === 0) {
      this.#reason = this.knobs.attempts ?? 'connect-timeout';
      return;
    }
    this.#state = 'live';
    this.#reason = null;
    this.#written = 0;
    this.#arrived = 0;
    this.#acknowledged = 0;
    this.#pinged = 0;
    this.#lastTold = 0;
    this.#owedSince = null;
  }
}
