/** The session alone, under this Node: a packet feed stands in for the page, and every frame carries its number. */
import { memoryInUse } from '../../support/faults/memory.ts';
import { openRecording } from '../../support/faults/recording.ts';
import { startReceiver } from '../../support/faults/receiver.ts';
import { openRig } from '../../support/faults/session-rig.ts';
import { pause } from '../row.ts';
import { Counting } from './counting.ts';
import { Minutes, type Promised } from './minutes.ts';

const videoKbps = 2500;

/** MB resident after a collection. */
function residentNow(): number {
  memoryInUse();
  return process.memoryUsage().rss / 1e6;
}

export async function soakSession(minutes: number): Promise<readonly Promised[]> {
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
  const lostNow = (): number => counters.reduce((sum, { lost }) => sum + lost, 0);
  const table = new Minutes();
  for (let minute = 1; minute <= minutes; minute += 1) {
    await pause(60_000);
    const [offset = 0] = counters.map((counting) => counting.takeOffset());
    table.add({ resident: residentNow(), offset, lost: lostNow() });
  }
  const report = await rig.stop();
  const recorded = await recording.finish();
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  const dropped = report.destinations.reduce(
    (sum, { framesDropped }) => sum + framesDropped.delta + framesDropped.key,
    0,
  );
  await recording.close();
  const made = rig.feed.pictures;
  return [
    ...table.verdicts(),
    {
      promise: 'no frame dropped or lost',
      figure: `${dropped} dropped, ${lostNow()} lost of ${made}`,
      isKept: dropped + lostNow() === 0,
    },
    { promise: 'every frame recorded', figure: `${recorded.pictures} of ${made}`, isKept: recorded.pictures === made },
  ];
}
