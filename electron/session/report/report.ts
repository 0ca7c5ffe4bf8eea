/** Builds the session report from a finished run; the schema is `shared/contract/report.ts`, the prose docs/report.md. */
import type { ConfigMessage, StatsMessage } from '../../../shared/contract/frames.ts';
import { reportLimits, reportVersion, type Report } from '../../../shared/contract/report.ts';
import type { AudioFormat, ServiceId, VideoFormat } from '../../../shared/contract/settings.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import type { SessionFacts } from '../../../shared/live/words/report/document.ts';
import { proposalsFor } from '../../../shared/live/words/report/next-time.ts';
import { headlineOf } from '../../../shared/live/words/report/summary.ts';
import { troublesOf } from '../../../shared/live/words/report/troubles.ts';
import type { StudioError } from '../../../shared/errors.ts';
import type { EncodedCounts } from '../figures/encoded-counts.ts';
import { round, type Ledger } from '../figures/ledger.ts';
import type { RehearsalIngest } from '../target.ts';
import { destinationReport } from './destinations.ts';
import { latencyOf, lossOf, skewRangeOf } from './figures.ts';
import { noParts, type FinishedParts } from './inputs.ts';
import { withoutSecrets } from './secrets.ts';

/** One move of the session. */
export type HistoryRow = { readonly atSeconds: number; readonly state: SessionState; readonly reason: string };

/** What the report needs of a run. */
export type FinishedRun = {
  readonly target: {
    readonly mode: 'rehearsal' | 'live';
    readonly profileName: string;
    readonly serviceId: ServiceId;
    readonly video: VideoFormat;
    readonly audio: AudioFormat;
    readonly source: string;
  };
  readonly startedWall: number;
  readonly endedAt: number | null;
  readonly destination: { readonly host: string; readonly port: number; readonly secure: boolean };
  readonly ledger: Ledger;
  readonly history: readonly HistoryRow[];
  readonly ingest: RehearsalIngest | null;
  readonly lastConfirmedBy: Report['confirmedBy'];
  readonly reason: StudioError | null;
  readonly reconnects: number;
  readonly bytesBeforeLive: number;
  readonly stats: StatsMessage;
  /** Absent where nothing was encoded. */
  readonly encoded?: Pick<EncodedCounts, 'slate' | 'places'>;
  readonly videoConfig: Extract<ConfigMessage, { track: 'video' }> | null;
  readonly audioConfig: Extract<ConfigMessage, { track: 'audio' }> | null;
  /** Second of the session at which program time 0 lies; null when nothing was encoded. */
  readonly programAtSeconds?: number | null;
  /** What destinations, controller, recorder and watchdogs leave behind. */
  readonly parts?: FinishedParts;
  /** The keys that were used: no text of the report repeats one in any spelling. */
  readonly keys?: readonly string[];
};

/** How the run ended; `liveSeconds` from the first LIVE to the last media. */
type RunEnd = { readonly outcome: Report['outcome']; readonly appVersion: string; readonly liveSeconds: number };

/** The report; it holds hosts and names, never a folder, a key or an address that nobody typed. */
export function buildReport(run: FinishedRun, end: RunEnd): Report {
  const facts = { ...wholeSession(run, end), ...partsOf(run) };
  return withoutSecrets(
    { uplinkReport: reportVersion, appVersion: end.appVersion, ...facts, ...conclusions(facts) },
    run.keys ?? [],
  );
}

/** `report` with the files that were finished after the session was, and what follows from them. */
export function withRecordings(report: Report, recordings: Report['recordings']): Report {
  const whole = { ...report, recordings: [...recordings] };
  return withoutSecrets({ ...whole, ...conclusions(whole) }, []);
}

function conclusions(facts: SessionFacts): Pick<Report, 'headline' | 'troubles' | 'nextTime'> {
  return { headline: headlineOf(facts), troubles: [...troublesOf(facts)], nextTime: [...proposalsFor(facts)] };
}

type WholeSession = Omit<
  Report,
  keyof ReturnType<typeof conclusions> | keyof ReturnType<typeof partsOf> | 'uplinkReport' | 'appVersion'
>;

function wholeSession(run: FinishedRun, end: RunEnd): WholeSession {
  const { target, ledger } = run;
  const totals = ledger.totals(null);
  const seconds = Math.max(end.liveSeconds, 0.001);
  const bytesLive = totals.videoBytes + totals.audioBytes - run.bytesBeforeLive;
  return {
    mode: target.mode,
    startedAt: new Date(run.startedWall).toISOString(),
    endedAt: new Date(run.endedAt ?? run.startedWall).toISOString(),
    liveSeconds: round(end.liveSeconds, 2),
    outcome: end.outcome,
    error: run.reason,
    history: run.history.map((row) => ({ ...row, atSeconds: round(row.atSeconds, 3) })),
    destination: { profileName: target.profileName, service: target.serviceId, ...run.destination },
    confirmedBy: run.lastConfirmedBy,
    format: formatOf(run),
    frames: framesOf(run),
    audioPackets: { encoded: run.stats.audioPackets, sent: totals.audioSent },
    bytes: { sent: totals.bytesSent, acknowledged: totals.bytesAcknowledged, media: totals.mediaBytes },
    averageKbps: end.liveSeconds === 0 ? 0 : round((bytesLive * 8) / 1000 / seconds, 1),
    reconnects: run.reconnects,
    received: run.ingest?.received() ?? null,
    ...ledger.forReport(),
  };
}

function formatOf({ target, videoConfig, audioConfig }: FinishedRun): Report['format'] {
  const { width, height, fps, kbps } = target.video;
  return {
    width,
    height,
    fps,
    videoKbps: kbps,
    audioKbps: target.audio.kbps,
    source: target.source,
    videoEncoder: videoConfig?.encoder ?? '',
    audioEncoder: audioConfig?.encoder ?? '',
  };
}

function framesOf({ ledger, stats, encoded }: FinishedRun): Report['frames'] {
  const totals = ledger.totals(null);
  return {
    captured: stats.captured,
    mixed: stats.mixed,
    encoded: stats.encoded,
    sent: totals.videoSent,
    droppedMix: stats.droppedLate,
    droppedEncode: stats.droppedEncode,
    droppedPort: stats.droppedPort,
    droppedSend: totals.droppedVideo,
    slate: encoded?.slate ?? 0,
    places: encoded?.places ?? 0,
  };
}

function partsOf(run: FinishedRun) {
  const { outputs, rateSteps, events, recordings, silences } = run.parts ?? noParts;
  const known = run.ledger.known.bind(run.ledger);
  return {
    programAtSeconds: typeof run.programAtSeconds === 'number' ? round(run.programAtSeconds, 3) : null,
    destinations: outputs.map((output) => destinationReport(output, programEnd(run))),
    rateSteps: rateSteps.slice(-reportLimits.rateSteps),
    events: events
      .slice(-reportLimits.events)
      .map((event) => Object.assign({}, event, { second: round(event.second, 3) })),
    loss: lossOf(framesOf(run)),
    sound: {
      silent: silences.map(({ from, to }) => ({ from: round(from, 1), to: round(to, 1) })),
      skewMillis: skewRangeOf(known),
    },
    latency: latencyOf(known),
    recordings: [...recordings],
  };
}

/** When the last media was made, in seconds of the session: what the farewell takes is no part of the program. */
function programEnd({ history }: FinishedRun): number {
  const farewell = history.find(({ state }) => state === 'ending') ?? history.at(-1);
  return farewell?.atSeconds ?? 0;
}
