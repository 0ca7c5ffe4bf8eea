/** Turns what a session kept of each destination into its part of the report. */
import { reportLimits, type DestinationReport } from '../../../shared/contract/report.ts';
import type { OutputState } from '../../../shared/contract/delivery.ts';
import { joined, missedSpans, secondsIn, without, type Span } from '../../../shared/live/words/report/missed-spans.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { round } from '../figures/ledger.ts';
import type { FinishedOutput } from './inputs.ts';

type Move = FinishedOutput['moves'][number];

/** States in which nobody is promised anything: stopped by the user, or not started. */
const stoppedStates: ReadonlySet<OutputState> = new Set(['idle', 'ending']);

/** One destination's part; `end` is when the program ended, in seconds of the session. */
export function destinationReport(output: FinishedOutput, end: number): DestinationReport {
  const firstLive = output.moves.find(({ state }) => state === 'live')?.atSeconds ?? null;
  const started = output.moves.find(({ state }) => state === 'connecting')?.atSeconds ?? null;
  const stopped = stretchesOf(output.moves, end, (state) => stoppedStates.has(state));
  const missed = missedSpans({ firstLive, end, delivered: output.delivered, dropped: output.dropped, stopped });
  const missedSeconds = secondsIn(missed);
  const promised = firstLive === null ? 0 : secondsIn(without([{ from: firstLive, to: end }], stopped));
  const { serviceId, id, name, host, port, secure, confirmedBy, framesSent, framesDropped } = output;
  const liveSeconds = secondsIn(joined(output.delivered, 0));
  const rates = output.seconds.map(({ kbps }) => kbps);
  return {
    ...{ id, name, service: serviceId, host, port, secure, confirmedBy, framesSent, framesDropped },
    state: output.moves.at(-1)?.state ?? 'idle',
    firstLiveSeconds: firstLive === null ? null : round(firstLive, 2),
    startToConfirmedMillis: firstLive === null || started === null ? null : Math.round((firstLive - started) * 1000),
    uptimePercent: firstLive === null ? null : uptime(promised, missedSeconds),
    reconnects: reconnectsOf(output),
    missed: missed.slice(0, reportLimits.missed).map(({ from, to }) => ({ from: round(from, 2), to: round(to, 2) })),
    missedSeconds: round(missedSeconds, 2),
    averageKbps: liveSeconds === 0 ? 0 : round((output.mediaBytes * 8) / 1000 / liveSeconds, 1),
    lowestKbps: rates.length === 0 ? null : round(lowest(rates), 1),
    longestQueueAgeMillis: round(output.longestQueueAgeMillis, 1),
    serverSaid: output.serverSaid.slice(0, 300),
    moves: output.moves
      .slice(0, reportLimits.moves)
      .map(({ atSeconds, state }) => ({ atSeconds: round(atSeconds, 3), state })),
  };
}

/** What was missed is never rounded away. */
function uptime(promised: number, missed: number): number {
  if (promised <= 0) return 100;
  return Math.max(0, Math.floor(10_000 * (1 - missed / promised)) / 100);
}

/** Each loss with the time until it was live again; a pause by the user is none. */
function reconnectsOf(output: FinishedOutput): DestinationReport['reconnects'] {
  const found: DestinationReport['reconnects'] = [];
  let lost: Move | null = null;
  for (const move of output.moves) {
    if (lost !== null && move.state === 'live') {
      found.push(reconnect(output, lost, round(move.atSeconds - lost.atSeconds, 2)));
      lost = null;
    } else if (lost === null && move.state === 'reconnecting') lost = move;
    else if (lost !== null && move.state !== 'connecting' && move.state !== 'reconnecting') {
      found.push(reconnect(output, lost, null));
      lost = null;
    }
  }
  if (lost !== null) found.push(reconnect(output, lost, null));
  return found.slice(0, reportLimits.reconnects);
}

function reconnect(output: FinishedOutput, lost: Move, seconds: number | null): DestinationReport['reconnects'][number] {
  const cause =
    lost.reason === null ? '' : sentenceFor(lost.reason, { service: output.name, host: output.host }).text.slice(0, 300);
  return { atSeconds: round(lost.atSeconds, 2), seconds, cause };
}

function stretchesOf(moves: readonly Move[], end: number, isIn: (state: OutputState) => boolean): readonly Span[] {
  return moves.flatMap(({ state, atSeconds }, index) =>
    isIn(state) ? [{ from: atSeconds, to: moves[index + 1]?.atSeconds ?? end }] : [],
  );
}

/** A spread would overflow the stack on a day of seconds. */
function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}
