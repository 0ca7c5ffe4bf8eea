/** Watchdogs of the stages inside this computer: capture, mix and encode, over the Worker's counters (studio.md 5.5). */
import type { Millis } from '../../../clock.ts';
import { findingOf, findingStages, type Finding } from '../finding.ts';
import { Hysteresis, type Level } from './hysteresis.ts';
import { Punctuality } from './punctuality.ts';
import type { DiagnosisSample, WorkerSample } from '../sample.ts';

/** Shares of frames lost over `lossSpan` that are weak or bad. */
const weakLoss = 0.01;
const badLoss = 0.05;
const lossSpan: Millis = 5000;

/** A mixer that makes fewer frames than this share of what is due does not even count what it misses. */
const leastMixed = 0.8;

/** A shorter stretch of counters than this tells no such rate. */
const rateSpan: Millis = 1800;

/** Encoder queue depths that are weak or bad, in frames. */
const weakQueue = 3;
const badQueue = 8;

/** The mixer waits while more frames than this are in the encoder: what is late then is late because of it. */
const waitingQueue = 1;
const mostCountsFull = 0.6;

/** A source below this share of its own frame rate is weak, and below this many frames per second bad. */
const fullRate = 0.9;
const leastRate = 1;

/** A source without a new picture for this long is frozen. */
const frozenMillis: Millis = 2000;

/** An encoder without a packet for this long has stopped. */
const stoppedMillis: Millis = 1500;

/** An encoder that failed and told so is given this long to be built anew. */
const rebuildMillis: Millis = 1000;

/** The Worker counts once a second; one that spoke this long after the last packet is well itself. */
const aliveMillis: Millis = 700;

/** A Worker that said nothing for this long is gone. */
const silentMillis: Millis = 2500;

/** Encoders have this long to find their pace, also those of a new page, and after this computer slept. */
const settleMillis: Millis = 2500;

/** Looks further apart than this tell nothing: it was main that was held up. */
const longestLookGap: Millis = 1500;

/** The troubles in causal order; those that are facts or ages need not hold again. */
const kinds = [
  'camera-gone',
  'camera-frozen',
  'camera-slow',
  'page-gone',
  'mix-slow',
  'encoder-stopped',
  'sound-stopped',
  'encoder-slow',
  'handover-slow',
] as const;
type Kind = (typeof kinds)[number];
const heldKinds: ReadonlySet<Kind> = new Set(['camera-slow', 'mix-slow', 'encoder-slow', 'handover-slow']);

type Count = Pick<WorkerSample, 'at' | 'mixed' | 'droppedLate' | 'droppedEncode' | 'droppedPort'> & {
  /** The mixer, which had time for the sound, waited for the encoder. */
  readonly isEncoderFull: boolean;
};
type Counter = 'droppedLate' | 'droppedEncode' | 'droppedPort';

/** One session's computer; time is an argument. */
export class ComputerWatch {
  readonly #levels = new Map(kinds.map((kind) => [kind, new Hysteresis()]));
  readonly #sound = new Punctuality();
  #counts: Count[] = [];
  #fps = 0;
  #settling: { since: Millis; lookedAt: Millis } | null = null;
  #suspect: Kind | null = null;
  #countsFrom: Millis = 0;

  /** What is wrong inside this computer, each trouble once, in causal order. */
  look(sample: DiagnosisSample, now: Millis): readonly Finding[] {
    const isSettled = this.#isSettled(sample, now);
    this.#sound.look(sample.encoder.soundAt, now);
    const silences = silencesOf(sample, isSettled, now);
    // What is lost while a page or an encoder starts again belongs to that trouble alone.
    if (!sample.isEncoding || silences['page-gone'] === 'bad' || silences['encoder-stopped'] === 'bad')
      this.#counts = [];
    else this.#count(sample);
    const raw = {
      ...captureLevels(sample, { isSettled, mixed: this.#justMixed() }),
      ...silences,
      ...this.#losses(sample, isSettled),
    };
    // Nobody watches yet, so nothing has to prove itself: a source that was mended or changed is well.
    if (!sample.isEncoding && raw['camera-gone'] === 'ok') this.#levels.set('camera-gone', new Hysteresis());
    this.#suspect = kinds.find((kind) => findingStages[kind] !== 'capture' && raw[kind] !== 'ok') ?? null;
    const findings = kinds.flatMap((kind) => {
      const raised = this.#levels.get(kind)?.look(raw[kind], now, heldKinds.has(kind) ? undefined : 0);
      return raised === undefined ? [] : findingOf(kind, raised);
    });
    return withoutConsequences(findings);
  }

  /** What looks wrong behind the source right now, raised or not: why a copy may lack pictures. */
  get suspect(): Kind | null {
    return this.#suspect;
  }

  #isSettled({ isEncoding, isPageAlive }: DiagnosisSample, now: Millis): boolean {
    if (!isEncoding) {
      this.#settling = null;
      return false;
    }
    const settling = this.#settling;
    // The next page counts what was missed before it came and while it started; that was told already.
    if (!isPageAlive) this.#countsFrom = now + settleMillis;
    if (settling === null || !isPageAlive || now - settling.lookedAt > longestLookGap) {
      this.#settling = { since: now, lookedAt: now };
      this.#counts = [];
      return false;
    }
    settling.lookedAt = now;
    return now - settling.since >= settleMillis;
  }

  #count({ fps, worker }: DiagnosisSample): void {
    if (worker === null || worker.at < this.#countsFrom) return;
    const last = this.#counts.at(-1);
    if (fps !== this.#fps || (last !== undefined && worker.mixed < last.mixed)) this.#counts = [];
    else if (last?.at === worker.at) return;
    this.#fps = fps;
    const isEncoderFull = this.#sound.take() && worker.encodeQueue > waitingQueue;
    this.#counts.push({ ...worker, isEncoderFull });
    while ((this.#counts[1]?.at ?? worker.at) <= worker.at - lossSpan) this.#counts.shift();
  }

  #losses(
    { worker }: DiagnosisSample,
    isSettled: boolean,
  ): Readonly<Record<'mix-slow' | 'encoder-slow' | 'handover-slow', Level>> {
    if (!isSettled || worker === null) return { 'mix-slow': 'ok', 'encoder-slow': 'ok', 'handover-slow': 'ok' };
    const late = Math.max(this.#loss('droppedLate'), this.#unmixed());
    const isEncoderFull = this.#isEncoderFull();
    const encodeLoss = this.#loss('droppedEncode') + (isEncoderFull ? late : 0);
    const queue = worker.encodeQueue;
    return {
      'mix-slow': isEncoderFull ? 'ok' : lossLevel(late),
      'encoder-slow': levelOf(encodeLoss > weakLoss || queue > weakQueue, encodeLoss > badLoss || queue > badQueue),
      'handover-slow': lossLevel(this.#loss('droppedPort')),
    };
  }

  /** True when the mixer waited for the encoder most of the time. */
  #isEncoderFull(): boolean {
    const full = this.#counts.filter(({ isEncoderFull }) => isEncoderFull).length;
    return full > 0 && full >= mostCountsFull * (this.#counts.length - 1);
  }

  /** Frames that the mixer made while the Worker counted those of the source last; infinite while that is unknown. */
  #justMixed(): number {
    const [before, newest] = this.#counts.slice(-2);
    return before === undefined || newest === undefined ? Infinity : newest.mixed - before.mixed;
  }

  /** Share of the frames that were due and that nobody counted; 0 unless it is a large one. */
  #unmixed(): number {
    const oldest = this.#counts[0];
    const newest = this.#counts.at(-1);
    if (oldest === undefined || newest === undefined || newest.at - oldest.at < rateSpan) return 0;
    const due = ((newest.at - oldest.at) / 1000) * this.#fps;
    const made = newest.mixed - oldest.mixed + this.#since('droppedEncode') + this.#since('droppedPort');
    return made < leastMixed * due ? 1 - made / due : 0;
  }

  /** Share of the frames of the last five seconds that one stage lost, 0…1. */
  #loss(counter: Counter): number {
    return this.#since(counter) / Math.max(1, (lossSpan / 1000) * this.#fps);
  }

  #since(counter: Counter): number {
    return (this.#counts.at(-1)?.[counter] ?? 0) - (this.#counts[0]?.[counter] ?? 0);
  }
}

type Silences = Readonly<Record<'page-gone' | 'encoder-stopped' | 'sound-stopped', Level>>;

function silencesOf(sample: DiagnosisSample, isSettled: boolean, now: Millis): Silences {
  const { worker, encoder } = sample;
  const isSilent = (at: Millis | null): boolean => isSettled && at !== null && now - at >= stoppedMillis;
  const isWorkerSilent = worker !== null && now - worker.at > silentMillis;
  const isPageGone = sample.isEncoding && (!sample.isPageAlive || (isSilent(encoder.pictureAt) && isWorkerSilent));
  // A Worker that went on counting after the last packet is not to blame for the silence.
  const hasStopped = (at: Millis | null): boolean =>
    !isPageGone && isSilent(at) && worker !== null && worker.at - (at ?? 0) >= aliveMillis;
  const hasJustFailed = !isPageGone && encoder.failedAt !== null && now - encoder.failedAt < rebuildMillis;
  return {
    'page-gone': isPageGone ? 'bad' : 'ok',
    'encoder-stopped': hasStopped(encoder.pictureAt) || hasJustFailed ? 'bad' : 'ok',
    'sound-stopped': hasStopped(encoder.soundAt) ? 'bad' : 'ok',
  };
}

type CaptureLevels = Readonly<Record<'camera-gone' | 'camera-frozen' | 'camera-slow', Level>>;

/** A Worker that is held up takes fewer frames from the source, but also makes fewer: that is not the source's doing. */
function captureLevels(
  { source, worker, fps, isEncoding }: DiagnosisSample,
  { isSettled, mixed }: { readonly isSettled: boolean; readonly mixed: number },
): CaptureLevels {
  if (source.trouble !== '') return { 'camera-gone': 'bad', 'camera-frozen': 'ok', 'camera-slow': 'ok' };
  const isFrozen = isEncoding && (worker?.sourceAgeMillis ?? 0) >= frozenMillis;
  const rate = worker?.captureFps ?? 0;
  const promised = Math.min(fps, source.fps ?? fps, mixed);
  const isJudged = isSettled && worker !== null && !isFrozen;
  return {
    'camera-gone': 'ok',
    'camera-frozen': isFrozen ? 'bad' : 'ok',
    'camera-slow': isJudged ? levelOf(rate < fullRate * promised, rate < leastRate) : 'ok',
  };
}

/** A busy computer also takes frames from the camera; lost slots are never the camera's doing. */
function withoutConsequences(findings: readonly Finding[]): readonly Finding[] {
  const isBusy = findings.some(
    ({ kind, isRecovering }) => !isRecovering && ['page-gone', 'mix-slow', 'encoder-slow'].includes(kind),
  );
  return isBusy ? findings.filter(({ kind }) => kind !== 'camera-slow') : findings;
}

function lossLevel(share: number): Level {
  return levelOf(share > weakLoss, share > badLoss);
}

function levelOf(isWeak: boolean, isBad: boolean): Level {
  if (isBad) return 'bad';
  return isWeak ? 'weak' : 'ok';
}
