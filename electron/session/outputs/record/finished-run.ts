/** What the report gets of a run. */
import type { Report } from '../../../../shared/contract/report.ts';
import { buildReport, type FinishedRun } from '../../report/report.ts';
import type { Run } from '../../run.ts';
import type { SessionPorts } from '../../target.ts';
import { storiesOf } from './finished-output.ts';

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
    reconnects: outputs.reconnects,
    bytesBeforeLive: run.bytesBeforeLive,
    stats: run.stats,
    encoded: run.encoded,
    videoConfig: program.encoders.video,
    audioConfig: program.encoders.audio,
    programAtSeconds: program.zeroAt === null ? null : (program.zeroAt - run.startedAt) / 1000,
    parts: {
      outputs: storiesOf(all, outputs.gone),
      rateSteps: run.rate.changes,
      events: run.events,
      recordings: [],
      silences: run.silences.spans,
    },
    keys: outputs.takeKeys(),
  };
}
