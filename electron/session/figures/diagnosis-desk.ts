/** Gathers what the session knows several times a second and lets `shared/live/diagnosis` judge: the strip and the verdict. */
import type { Millis } from '../../../shared/clock.ts';
import type { Verdict } from '../../../shared/contract/delivery.ts';
import type { StatsMessage } from '../../../shared/contract/frames.ts';
import type { Stage } from '../../../shared/contract/session.ts';
import type { StudioError } from '../../../shared/errors.ts';
import { Diagnosis, type DiagnosisReading } from '../../../shared/live/diagnosis/diagnosis.ts';
import { Acceptance, isReallyLive, liveWord, type LiveWord } from '../../../shared/live/diagnosis/on-air.ts';
import type { CopySample, DiagnosisSample, OutputSample, SourceSample } from '../../../shared/live/diagnosis/sample.ts';
import { idleStages } from '../../../shared/live/diagnosis/stages.ts';
import type { ReceivedSecond } from '../../../shared/live/ingest/checker.ts';
import { isActive, type SessionState } from '../../../shared/live/session/status.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import type { Output } from '../outputs/output.ts';
import { noteEvent, type Run } from '../run.ts';
import type { SessionPorts } from '../target.ts';
import type { PageState } from './page-state.ts';

/** What the session knows at one moment. */
export type Scene = {
  readonly state: SessionState;
  readonly run: Run | null;
  readonly page: PageState;
  /** The Worker's last word while nothing is encoded. */
  readonly idleStats: StatsMessage;
};

type DeskPorts = Pick<SessionPorts, 'clock' | 'isMicOpen' | 'recording'>;

const nothing: DiagnosisReading = { stages: idleStages(), verdict: null, findings: [] };

/** One session's diagnosis, and the preview's before it. */
export class DiagnosisDesk {
  readonly #diagnosis = new Diagnosis();
  readonly #connections = new Map<string, Acknowledged>();
  #stats: { readonly of: StatsMessage; readonly at: Millis } | null = null;
  #pageGoneAt: Millis | null = null;
  #reading = nothing;
  readonly #acceptance = new Acceptance();
  #liveWord: LiveWord | null = null;

  /** What the last look found, as the window draws it. */
  get shown(): { readonly stages: Stage[]; readonly verdict: Verdict | null; readonly liveWord: LiveWord | null } {
    return { stages: [...this.#reading.stages], verdict: this.#reading.verdict, liveWord: this.#liveWord };
  }

  /** Looks; true when verdict or word are others than before. The run's events tell each verdict too. */
  look(scene: Scene, ports: DeskPorts): boolean {
    const before = { verdict: this.#reading.verdict, word: this.#liveWord };
    const run = isActive(scene.state) ? scene.run : null;
    this.#liveWord = null;
    if (run !== null) this.#lookAtRun(scene, run, ports);
    // Without a page there is nothing to tell of a preview.
    else if (scene.page.isReady)
      this.#reading = this.#diagnosis.look(this.#sample(scene, null, ports), ports.clock.now());
    else this.#reading = nothing;
    const { verdict } = this.#reading;
    const isNewVerdict = verdict?.text !== before.verdict?.text;
    if (isNewVerdict && run !== null && verdict !== null) {
      const { outputId, text } = verdict;
      noteEvent(run, ports.clock.now(), { kind: 'verdict', outputId, text });
    }
    return isNewVerdict || this.#liveWord !== before.word;
  }

  #lookAtRun(scene: Scene, run: Run, ports: DeskPorts): void {
    const now = ports.clock.now();
    const sample = this.#sample(scene, run, ports);
    this.#reading = this.#diagnosis.look(sample, now);
    if (scene.state === 'live') this.#liveWord = this.#wordOf(run, sample, now);
  }

  #wordOf(run: Run, sample: DiagnosisSample, now: Millis): LiveWord {
    this.#acceptance.look(sample.outputs, now);
    return liveWord({
      isReallyLive: isReallyLive(this.#acceptance.accepting(now), sample),
      isHolding: run.program.isOnSlate || sample.source.trouble !== '',
      hasVerdict: this.#reading.verdict !== null,
    });
  }

  #sample(scene: Scene, run: Run | null, ports: DeskPorts): DiagnosisSample {
    const now = ports.clock.now();
    const isEncoding = run !== null && run.program.isEncoding && scene.state !== 'ending';
    const stats = run?.program.isEncoding === true ? run.stats : scene.idleStats;
    return {
      fps: Math.max(1, stats.captureFps),
      isEncoding,
      isPageAlive: this.#isPageAlive(scene, run, now),
      isRecording: ports.recording?.()?.state === 'recording',
      source: sourceOf(scene, run, ports),
      worker: this.#worker(stats, now),
      ...(run === null ? offAir : this.#ofRun(run)),
    };
  }

  #ofRun(run: Run): RunSample {
    // While the slate is on, packets of the page that wait for a key frame are a sign of life too.
    const { video: pictureAt, audio: soundAt } = run.program.heardAt;
    const { bytes } = run.encoded;
    const failed = run.events.findLast(({ kind, outputId }) => kind === 'encoder' && outputId === null);
    const failedAt = failed === undefined ? null : run.startedAt + failed.second * 1000;
    const rate = run.rate.snapshot();
    return {
      fps: rate.fps,
      encoder: { bytes, failedAt, pictureAt, soundAt, videoKbps: run.ledger.encodedKbps },
      rate: run.program.isEncoding ? rate : null,
      outputs: run.outputs.all.map((output) => this.#output(output)),
      copy: copyOf(run),
      isCopyControl: run.ingest === null,
    };
  }

  /** A page counts as gone until the next one encodes. */
  #isPageAlive({ page }: Scene, run: Run | null, now: Millis): boolean {
    if (!page.isReady) this.#pageGoneAt = now;
    else if (this.#pageGoneAt !== null && (run?.program.heardAt.video ?? 0) > this.#pageGoneAt) this.#pageGoneAt = null;
    return this.#pageGoneAt === null;
  }

  #worker(stats: StatsMessage, now: Millis): DiagnosisSample['worker'] {
    if (this.#stats?.of !== stats) this.#stats = { of: stats, at: now };
    return { ...stats, at: this.#stats.at };
  }

  #output(output: Output): OutputSample {
    const shown = output.snapshot();
    const link = output.link();
    const acknowledged = this.#connections.get(output.id) ?? new Acknowledged();
    this.#connections.set(output.id, acknowledged);
    const { bytesAcknowledged } = output.figures.totals();
    return {
      id: output.id,
      name: shown.name,
      state: shown.state,
      reason: shown.reason,
      written: link?.written ?? 0,
      waiting: link?.waiting ?? 0,
      acknowledged: acknowledged.of(link?.written ?? null, shown.address === 'both' ? null : bytesAcknowledged),
      delivered: link?.delivered ?? null,
      queueAgeMillis: shown.queueAgeMillis,
      sentKbps: shown.sentKbps,
      rttMillis: shown.rttMillis,
      confirmedBy: shown.confirmedBy,
    };
  }
}

type RunSample = Pick<DiagnosisSample, 'fps' | 'encoder' | 'rate' | 'outputs' | 'copy' | 'isCopyControl'>;

const offAir: Omit<RunSample, 'fps'> = {
  encoder: { bytes: 0, videoKbps: 0, failedAt: null, pictureAt: null, soundAt: null },
  rate: null,
  outputs: [],
  copy: null,
  isCopyControl: false,
};

/** The acknowledged bytes of the present connection, out of those of all. */
class Acknowledged {
  #before = 0;
  #written = 0;

  of(written: number | null, total: number | null): number | null {
    // A connection that is new has written less than the one before it.
    if (written === null || written < this.#written) this.#before = total ?? 0;
    this.#written = written ?? 0;
    const now = total === null || written === null ? 0 : total - this.#before;
    return now > 0 ? now : null;
  }
}

function sourceOf({ page }: Scene, run: Run | null, ports: DeskPorts): SourceSample {
  const { capture } = page;
  const isMicOpen = capture?.audio.state === 'running' && ports.isMicOpen?.() === true;
  const name = run?.plan.source ?? '';
  switch (capture?.video.state) {
    case 'running':
      return { name: capture.video.label || name, trouble: '', fps: capture.video.fps, isMicOpen };
    case 'failed':
      return { name, trouble: troubleOf(capture.video.error), fps: null, isMicOpen };
    case 'opening':
    case undefined:
      return { name, trouble: '', fps: null, isMicOpen };
  }
}

function troubleOf(error: StudioError): string {
  return sentenceFor(error, { service: '', host: '' }).text;
}

/** Whole seconds only: the first one of a copy holds a part of its frames. */
function copyOf({ received }: Run): CopySample | null {
  return received === null ? null : { ...known(received.second), problems: received.problems };
}

function known(second: ReceivedSecond): Omit<CopySample, 'problems'> {
  return { ...second, stillMillis: null, blackMillis: null };
}
