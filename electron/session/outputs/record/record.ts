/** What one destination leaves behind: its moves, and which stretches of the program it got; in seconds since the session started. */
import type { Millis } from '../../../../shared/clock.ts';
import type { OutputState } from '../../../../shared/contract/delivery.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import type { Span } from '../../../../shared/live/words/report/missed-spans.ts';
import { NumberRows } from '../../figures/number-rows.ts';
import type { EarlierStretches } from '../../report/inputs.ts';
import { Coverage, type StretchKind } from './coverage.ts';

/** Rows kept; of more moves the first few and the newest stay. */
const mostMoves = 4096;
const firstMoves = 64;
const mostSeconds = 86_400;

type Move = { readonly atSeconds: number; readonly state: OutputState; readonly reason: StudioError | null };

/** Times for a record, on the monotonic clock. */
export type RecordClock = { readonly now: () => Millis; readonly startedAt: Millis };

/** One destination's record over all its connections. Spans come in ms and are kept in seconds. */
export class OutputRecord {
  readonly moves: Move[] = [];
  readonly #clock: RecordClock;
  readonly #standing: () => readonly Span[];
  readonly #coverage = new Coverage();
  /** Time and kb/s of each second. */
  readonly #seconds = new NumberRows({ width: 2, most: mostSeconds });
  #stoppedAt: number | null = null;
  #firstLive: number | null = null;
  #longestQueueAge = 0;
  #missed = 0;

  /** `standing` gives what the connections of now brought. */
  constructor(clock: RecordClock, standing: () => readonly Span[]) {
    this.#clock = clock;
    this.#standing = standing;
  }

  /** The rate of each second on air. */
  get seconds(): readonly { readonly second: number; readonly kbps: number }[] {
    const rows = this.#seconds;
    return Array.from({ length: rows.length }, (_, index) => ({
      second: rows.at(index, 0) ?? 0,
      kbps: rows.at(index, 1) ?? 0,
    }));
  }

  /** Seconds since the session started. */
  get now(): number {
    return this.#at(this.#clock.now());
  }

  get delivered(): readonly Span[] {
    return this.#coverage.spans('delivered', this.#standingNow());
  }

  get dropped(): readonly Span[] {
    return this.#coverage.spans('dropped');
  }

  /** What became of stretches before those. */
  get earlier(): EarlierStretches {
    return this.#coverage.earlier;
  }

  get longestQueueAgeMillis(): number {
    return this.#longestQueueAge;
  }

  move(state: OutputState, reason: StudioError | null): void {
    // A cut and its end go together, so that what is left still alternates.
    if (this.moves.length >= mostMoves) this.moves.splice(firstMoves, 2);
    this.moves.push({ atSeconds: this.now, state, reason });
    this.missedSeconds();
  }

  /** It was confirmed. */
  live(): void {
    this.#firstLive ??= this.now;
  }

  /** The user stopped it: nobody was promised anything until it starts again. */
  stop(): void {
    this.#stoppedAt ??= this.now;
  }

  startAgain(): void {
    if (this.#stoppedAt === null) return;
    this.#add('stopped', { from: this.#stoppedAt, to: this.now });
    this.#stoppedAt = null;
  }

  /** A connection is gone that brought `span`. */
  deliver(span: Span): void {
    this.#add('delivered', this.#inSeconds(span));
  }

  /** Just now `millis` of pictures were dropped on the way. */
  drop(millis: Millis): void {
    const now = this.#clock.now();
    this.#add('dropped', this.#inSeconds({ from: now - millis, to: now }));
  }

  /** One second on air; media in kb/s. */
  second(kbps: number, queueAgeMillis: Millis): void {
    this.#longestQueueAge = Math.max(this.#longestQueueAge, queueAgeMillis);
    this.#seconds.add([this.now, kbps]);
  }

  /** Seconds of the program that it did not get since its first LIVE. */
  missedSeconds(): number {
    const end = this.now;
    const stopped = this.#stoppedAt === null ? [] : [{ from: this.#stoppedAt, to: end }];
    this.#missed = this.#coverage.missedSeconds({ ...this.#scene(), stopped, end });
    return this.#missed;
  }

  /** As it was found last: after a move, or once a second. */
  get missedLately(): number {
    return this.#missed;
  }

  #add(kind: StretchKind, span: Span): void {
    this.#coverage.add(kind, span);
    if (this.#coverage.isFull) this.#coverage.fold(this.#scene());
  }

  #scene() {
    return { firstLive: this.#firstLive, standing: this.#standingNow() };
  }

  #standingNow(): readonly Span[] {
    return this.#standing().map((span) => this.#inSeconds(span));
  }

  #at(millis: Millis): number {
    return (millis - this.#clock.startedAt) / 1000;
  }

  #inSeconds({ from, to }: Span): Span {
    return { from: this.#at(from), to: this.#at(to) };
  }
}
