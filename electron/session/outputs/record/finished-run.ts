/** What the report gets of a run and of each of its destinations. */
import type { Report } from '../../../../shared/contract/report.ts';
import type { FinishedOutput } from '../../report/inputs.ts';
import { buildReport, type FinishedRun } from '../../report/report.ts';
import type { Run } from '../../run.ts';
import type { SessionPorts } from '../../target.ts';
import type { Output } from '../output.ts';

/** The report of a run that is over. */
export function reportOf(
  run: Run,
  outcome: Report['outcome'],
  { clock, appVersion }: Pick<SessionPorts, 'clock' | 'appVersion'>,
): Report {
  const liveSeconds = run.liveAt === null ? 0 : ((run.mediaEndedAt ?? clock.now()) - run.liveAt) / 1000;
  return buildReport(finishedRun(run), { outcome, appVersion, liveSeconds });
}

/** The whole run; where one destination is meant, it is the first. */
function finishedRun(run: Run): FinishedRun {
  const { plan, outputs, program } = run;
  const { all } = outputs;
  const snapshots = outputs.snapshots();
  return {
    target: { ...plan, serviceId: plan.destinations[0]?.serviceId ?? 'custom' },
    startedWall: run.startedWall,
    endedAt: run.endedAt,
    destination: all[0]?.place ?? { host: plan.mode === 'rehearsal' ? '127.0.0.1' : '', port: 0, secure: false },
    ledger: run.ledger,
    history: run.history,
    ingest: run.ingest,
    lastConfirmedBy: all[0]?.lastConfirmedBy ?? null,
    reason: run.reason,
    reconnects: snapshots.reduce((sum, { reconnects }) => sum + reconnects, 0),
    bytesBeforeLive: run.bytesBeforeLive,
    stats: run.stats,
    encoded: run.encoded,
    videoConfig: program.encoders.video,
    audioConfig: program.encoders.audio,
    programAtSeconds: program.zeroAt === null ? null : (program.zeroAt - run.startedAt) / 1000,
    parts: {
      outputs: all.map(finishedOutput),
      rateSteps: run.rate.changes,
      events: run.events,
      recordings: [],
      silences: run.silences.spans,
    },
    keys: plan.destinations.map(({ streamKey }) => streamKey).filter((key) => key !== null),
  };
}

/** Its whole story, over all its connections. */
function finishedOutput(output: Output): FinishedOutput {
  const { target, record } = output;
  const { videoSent, mediaBytes, dropped } = output.figures.totals();
  return {
    id: output.id,
    name: target.name,
    serviceId: target.serviceId,
    ...output.place,
    confirmedBy: output.lastConfirmedBy,
    moves: record.moves,
    delivered: record.delivered,
    dropped: record.dropped,
    framesSent: videoSent,
    // Pictures that met no connection are no drops: they lie in what was missed.
    framesDropped: dropped ?? { disposable: 0, delta: 0, key: 0, audio: 0 },
    mediaBytes,
    seconds: record.seconds,
    longestQueueAgeMillis: record.longestQueueAgeMillis,
    serverSaid: output.snapshot().serverSaid,
  };
}
