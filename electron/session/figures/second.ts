/** Closes a second of a run: numbers of all destinations, the session's row, and what those get who listen in. */
import type { SessionState } from '../../../shared/live/session/status.ts';
import type { Run } from '../run.ts';
import type { SessionPorts } from '../target.ts';

/** Call it once a second, and once more at the end. */
export function closeSecond(run: Run, state: SessionState, ports: SessionPorts): void {
  const addresses = ports.localAddresses?.();
  if (addresses !== undefined) run.outputs.tell({ kind: 'addresses', addresses });
  run.outputs.second();
  const received = run.ingest?.second() ?? null;
  run.received =
    received === null || run.ingest === null
      ? (ports.copy?.() ?? null)
      : { second: received, problems: run.ingest.problems() };
  run.ledger.sampleProcesses(ports.processes());
  run.row = run.ledger.second({
    at: ports.clock.now(),
    startedAt: run.startedAt,
    current: run.outputs.firstTotals(),
    stats: run.stats,
    received,
  });
  run.second.note(run.stats);
  noteSilence(run, run.row.second, ports);
  const rate = run.program.isEncoding ? run.rate.snapshot() : null;
  run.taps.onSecond({ state, stats: run.row, outputs: run.outputs.snapshots(), rate });
}

/** The copy that stays here tells what viewers hear. */
function noteSilence(run: Run, second: number, { isMicOpen }: SessionPorts): void {
  const silentMillis = run.received?.second.silentMillis ?? null;
  run.silences.second(second, silentMillis, isMicOpen?.() ?? false);
}
