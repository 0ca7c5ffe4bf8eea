/** Builds the session report from a finished run; the schema is `shared/contract/report.ts`, the prose docs/report.md. */
import type { ConfigMessage, StatsMessage } from '../../../shared/contract/frames.ts';
import { reportVersion, type Report } from '../../../shared/contract/report.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import type { StudioError } from '../../../shared/errors.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { round, type Ledger } from '../figures/ledger.ts';
import type { RehearsalIngest, Target } from '../target.ts';

/** One move of the session. */
export type HistoryRow = { readonly atSeconds: number; readonly state: SessionState; readonly reason: string };

/** What the report needs of a run. */
export type FinishedRun = {
  readonly target: Target;
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
  readonly videoConfig: Extract<ConfigMessage, { track: 'video' }> | null;
  readonly audioConfig: Extract<ConfigMessage, { track: 'audio' }> | null;
};

/** The report; it holds host and profile name, never a path or a key. */
export function buildReport(
  run: FinishedRun,
  end: { readonly outcome: Report['outcome']; readonly appVersion: string; readonly liveSeconds: number },
): Report {
  const { target, ledger, stats } = run;
  const totals = ledger.totals(null);
  const received = run.ingest?.received() ?? null;
  const seconds = Math.max(end.liveSeconds, 0.001);
  const bytesLive = totals.videoBytes + totals.audioBytes - run.bytesBeforeLive;
  return {
    uplinkReport: reportVersion,
    appVersion: end.appVersion,
    mode: target.mode,
    startedAt: new Date(run.startedWall).toISOString(),
    endedAt: new Date(run.endedAt ?? run.startedWall).toISOString(),
    liveSeconds: round(end.liveSeconds, 2),
    outcome: end.outcome,
    error: end.outcome === 'failed' ? run.reason : null,
    headline: headline(run, end),
    history: run.history.map((row) => ({ ...row, atSeconds: round(row.atSeconds, 3) })),
    destination: { profileName: target.profileName, service: target.serviceId, ...run.destination },
    confirmedBy: run.lastConfirmedBy,
    format: {
      width: target.video.width,
      height: target.video.height,
      fps: target.video.fps,
      videoKbps: target.video.kbps,
      audioKbps: target.audio.kbps,
      videoEncoder: run.videoConfig?.encoder ?? '',
      audioEncoder: run.audioConfig?.encoder ?? '',
      source: target.source,
    },
    frames: {
      captured: stats.captured,
      mixed: stats.mixed,
      encoded: stats.encoded,
      sent: totals.videoSent,
      droppedMix: stats.droppedLate,
      droppedEncode: stats.droppedEncode,
      droppedPort: stats.droppedPort,
      droppedSend: totals.droppedVideo,
    },
    audioPackets: { encoded: stats.audioPackets, sent: totals.audioSent },
    bytes: { sent: totals.bytesSent, acknowledged: totals.bytesAcknowledged, media: totals.mediaBytes },
    averageKbps: end.liveSeconds === 0 ? 0 : round((bytesLive * 8) / 1000 / seconds, 1),
    reconnects: run.reconnects,
    received,
    ...ledger.forReport(),
  };
}

function headline(
  run: FinishedRun,
  end: { readonly outcome: Report['outcome']; readonly liveSeconds: number },
): string {
  const { target } = run;
  if (end.outcome === 'failed' && run.reason !== null) {
    return sentenceFor(run.reason, { service: target.profileName, host: run.destination.host }).text;
  }
  const length = spokenLength(end.liveSeconds);
  const again =
    run.reconnects === 0
      ? ''
      : ` The connection was restored ${run.reconnects === 1 ? 'once' : `${run.reconnects} times`}.`;
  return target.mode === 'rehearsal'
    ? `Rehearsed for ${length}. Nobody else saw it.${again}`
    : `${length} live on ${target.profileName}.${again}`;
}

/** "1 h 42 min", "3 min 5 s" or "12 s". */
function spokenLength(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole} s`;
}
