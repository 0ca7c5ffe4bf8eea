/** Turns what a session kept of each destination into its part of the report. */
import { reportLimits, type DestinationReport } from '../../../shared/contract/report.ts';
import type { OutputState } from '../../../shared/contract/delivery.ts';
import { joined, missedSpans, secondsIn, without, type Span } from '../../../shared/live/words/report/missed-spans.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { round } from '../figures/ledger.ts';
import { noneEarlier, type FinishedOutput } from './inputs.ts';

type Move = FinishedOutput['moves'][number];

/** States in which nobody is promised anything: stopped by the user, or not started. */
const stoppedStates: ReadonlySet<OutputState> = new Set(['idle', 'ending']);

/** One destination's part; `end` is when the program ended, in seconds of the session. */
export function destinationReport(output: FinishedOutput, end: number): DestinationReport {
  const { serviceId, id, name, host, port, secure, confirmedBy, framesSent, framesDropped, moves } = output;
  return {
    id,
    name,
    service: serviceId,
    host,
    port,
    secure,
    confirmedBy,
    framesSent,
    framesDropped,
    state: moves.at(-1)?.state ?? 'idle',
    ...coverageOf(output, end),
    reconnects: reconnectsOf(output),
    ...ratesOf(output),
    longestQueueAgeMillis: round(output.longestQueueAgeMillis, 1),
    serverSaid: output.serverSaid.slice(0, 300),
    moves: moves.slice(-reportLimits.moves).map(({ atSeconds, state }) => ({ atSeconds: round(atSeconds, 3), state })),
  };
}

type Coverage = Pick<
  DestinationReport,
  'firstLiveSeconds' | 'startToConfirmedMillis' | 'uptimePercent' | 'missed' | 'missedSeconds'
>;

/** One that was never live was promised nothing, so it has missed nothing. */
function coverageOf({ moves, delivered, dropped, earlier = noneEarlier }: FinishedOutput, end: number): Coverage {
  const firstLive = moves.find(({ state }) => state === 'live')?.atSeconds;
  const started = moves.find(({ state }) => state === 'connecting')?.atSeconds;
  if (firstLive === undefined) {
    return { firstLiveSeconds: null, startToConfirmedMillis: null, uptimePercent: null, missed: [], missedSeconds: 0 };
  }
  const stopped = stretchesOf(moves, end, (state) => stoppedStates.has(state));
  const recent = missedSpans({ firstLive: Math.max(firstLive, earlier.until), end, delivered, dropped, stopped });
  const missed = [...earlier.missed, ...recent];
  const missedSeconds = earlier.missedSeconds + secondsIn(recent);
  const promised = secondsIn(without([{ from: firstLive, to: end }], stopped));
  return {
    firstLiveSeconds: round(firstLive, 2),
    startToConfirmedMillis: started === undefined ? null : Math.round((firstLive - started) * 1000),
    uptimePercent: uptime(promised, missedSeconds),
    missed: missed.slice(-reportLimits.missed).map(({ from, to }) => ({ from: round(from, 2), to: round(to, 2) })),
    missedSeconds: round(missedSeconds, 2),
  };
}

function ratesOf(output: FinishedOutput): Pick<DestinationReport, 'averageKbps' | 'lowestKbps'> {
  const { deliveredSeconds } = output.earlier ?? noneEarlier;
  const liveSeconds = deliveredSeconds + secondsIn(joined(output.delivered, 0));
  const rates = output.seconds.map(({ kbps }) => kbps);
  return {
    averageKbps: liveSeconds === 0 ? 0 : round((output.mediaBytes * 8) / 1000 / liveSeconds, 1),
    lowestKbps: rates.length === 0 ? null : round(lowest(rates), 1),
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
  return found.slice(-reportLimits.reconnects);
}

function reconnect(
  output: FinishedOutput,
  lost: Move,
  seconds: number | null,
): DestinationReport['reconnects'][number] {
  const { name: service, host } = output;
  const cause = lost.reason === null ? '' : causeOf(sentenceFor(lost.reason, { service, host }).text);
  return { atSeconds: round(lost.atSeconds, 2), seconds, cause };
}

/** Without what viewers see at that moment: the report says what they saw. */
function causeOf(text: string): string {
  return text
    .replaceAll(/ ?(?:Viewers see|Nothing reaches viewers)[^.]*\./g, '')
    .trim()
    .slice(0, 300);
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
