/**
 * One long session: 720p30, two destinations and a recording. `npm run soak -- --minutes 60` ends with a table of its
 * figures, and with 1 when memory grows, sound and picture drift apart or a frame is lost.
 */
import { parseArgs } from 'node:util';
import { median } from '../../shared/live/ingest/spread.ts';
import type { Arrival } from '../support/faults/arrivals.ts';
import { memoryInUse } from '../support/faults/memory.ts';
import { openRecording } from '../support/faults/recording.ts';
import { startReceiver } from '../support/faults/receiver.ts';
import { openRig } from '../support/faults/session-rig.ts';
import { pause, rounded } from './row.ts';

const warmMinutes = 10;
const growthLimit = 0.03;
const driftLimitMillis = 10;
const videoKbps = 2500;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
const minutes = Number(values.minutes);

/** What one receiver counts, without keeping anything. */
class Counting {
  pictures = 0;
  lost = 0;
  /** Arrival minus timestamp of picture and of sound over the minute that runs, ms. */
  #late = { video: new Array<number>(), audio: new Array<number>() };
  #last = -1;

  note({ kind, track, number, at, timestamp }: Arrival): void {
    if (kind !== 'media') return;
    this.#late[track].push(at - timestamp);
    if (track === 'audio' || number === null) return;
    this.pictures += 1;
    if (this.#last >= 0) this.lost += number - this.#last - 1;
    this.#last = number;
  }

  /** How much later sound arrived than picture of the same time, median of the minute. */
  takeOffset(): number {
    const offset = median(this.#late.audio) - median(this.#late.video);
    this.#late = { video: [], audio: [] };
    return offset;
  }
}

type Minute = { readonly memory: number; readonly resident: number; readonly offset: number };

/** MB in use after a collection, and MB resident. */
function memoryNow(): Pick<Minute, 'memory' | 'resident'> {
  return { memory: memoryInUse() / 1e6, resident: process.memoryUsage().rss / 1e6 };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const counters = [new Counting(), new Counting()];
const receivers = await Promise.all(
  counters.map((counting) => startReceiver({ isLogged: false, onArrival: (_, arrival) => counting.note(arrival) })),
);
const recording = await openRecording();
const rig = openRig({
  destinations: receivers.map(({ url }) => ({ serverUrl: url })),
  videoKbps,
  taps: [recording.tap],
  isLogged: false,
});
await rig.outputIs('d0', 'live');
await rig.outputIs('d1', 'live');
const rows: Minute[] = [];
say('| minute | in use, MB | resident, MB | sound after picture, ms | lost |');
say('|---|---|---|---|---|');
for (let minute = 1; minute <= minutes; minute += 1) {
  await pause(60_000);
  const offset = counters[0]?.takeOffset() ?? 0;
  counters[1]?.takeOffset();
  const row = { ...memoryNow(), offset };
  rows.push(row);
  const lost = counters.reduce((sum, counting) => sum + counting.lost, 0);
  if (minute <= 2 || minute % 5 === 0)
    say(`| ${minute} | ${rounded(row.memory)} | ${rounded(row.resident)} | ${rounded(row.offset)} | ${lost} |`);
}
const report = await rig.stop();
const recorded = await recording.finish();
await Promise.all(receivers.map((receiver) => receiver.stop()));

/** Median of the resident memory over three minutes up to `minute`. */
function residentAt(minute: number): number {
  return median(rows.slice(Math.max(0, minute - 3), minute).map(({ resident }) => resident));
}

const settledMinute = Math.min(warmMinutes, rows.length);
const growth = residentAt(rows.length) / residentAt(settledMinute) - 1;
const offsets = rows.map(({ offset }) => offset);
const drift = Math.max(...offsets) - Math.min(...offsets);
const lost = counters.reduce((sum, counting) => sum + counting.lost, 0);
const dropped = report.destinations.reduce(
  (sum, { framesDropped }) => sum + framesDropped.delta + framesDropped.key,
  0,
);
const missing = rig.feed.pictures - recorded.pictures;
const verdicts = [
  {
    promise: `resident memory ≤ ${growthLimit * 100} % over that of minute ${settledMinute}`,
    figure: `${rounded(growth * 100)} %`,
    isKept: growth <= growthLimit,
  },
  {
    promise: `drift of sound and picture ≤ ${driftLimitMillis} ms`,
    figure: `${rounded(drift)} ms`,
    isKept: drift <= driftLimitMillis,
  },
  {
    promise: 'no frame dropped or lost',
    figure: `${dropped} dropped, ${lost} lost of ${rig.feed.pictures}`,
    isKept: dropped + lost === 0,
  },
  { promise: 'every frame recorded', figure: `${recorded.pictures} of ${rig.feed.pictures}`, isKept: missing === 0 },
];
await recording.close();
say('');
for (const { promise, figure, isKept } of verdicts) say(`${isKept ? 'ok  ' : 'MISS'}  ${promise}: ${figure}`);
process.exit(verdicts.every(({ isKept }) => isKept) ? 0 : 1);
