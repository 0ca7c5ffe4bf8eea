/** The real app from its command line: 720p30 and sound, encoded, to two destinations and into a file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from '../../../shared/live/ingest/spread.ts';
import { startReceiver } from '../../support/faults/receiver.ts';
import { readRecordedFile } from '../../support/faults/recorded-file.ts';
import { temporaryFolder } from '../../support/loopback.ts';
import { openScreen, startApp } from '../../support/uplink-app.ts';
import { pause } from '../row.ts';
import { Counting } from './counting.ts';
import { familyMemory } from './family.ts';
import { Minutes, type Promised } from './minutes.ts';

const startMillis = 10_000;

/** Memory is looked at so often a minute: between two collections of garbage it rises by several MB. */
const looksPerMinute = 12;

export async function soakApp(minutes: number): Promise<readonly Promised[]> {
  const counters = [new Counting(), new Counting()];
  const receivers = await Promise.all(
    counters.map((counting) => startReceiver({ isLogged: false, onArrival: (_, arrival) => counting.note(arrival) })),
  );
  const [screen, folder] = await Promise.all([openScreen(), temporaryFolder()]);
  const [first, second] = receivers.map(({ url }) => url);
  const keyFile = join(folder.path, 'second.txt');
  await writeFile(keyFile, 'soak-second\n', { mode: 0o600 });
  const films = join(folder.path, 'films');
  // The key file of --url comes last; --destination has its own behind it.
  const places = ['--url', first ?? '', '--destination', second ?? '', '--key-file', keyFile, '--record', films];
  const length = ['--duration', String(minutes * 60 + 60)];
  const app = await startApp({ screen, key: 'soak-first', args: [...places, ...length, '--source', 'test'] });
  const holesNow = (): number => counters.reduce((sum, { holes }) => sum + holes, 0);
  await pause(startMillis);
  counters.forEach((counting) => counting.takeOffset());
  const table = new Minutes();
  for (let minute = 1; minute <= minutes; minute += 1) {
    const resident = await residentOverMinute(app.pid);
    const [offset = 0] = counters.map((counting) => counting.takeOffset());
    table.add({ resident, offset, lost: holesNow() });
  }
  const { code } = await app.exited;
  const report = await app.report();
  const { droppedMix, droppedEncode, droppedPort, droppedSend, encoded } = report.frames;
  const dropped = droppedMix + droppedEncode + droppedPort + droppedSend;
  const recorded = await readRecordedFile(join(films, report.recordings[0]?.file ?? 'missing'));
  await Promise.all([app.close(), screen.close(), ...receivers.map((receiver) => receiver.stop())]);
  await folder.remove();
  return [
    ...table.verdicts(),
    {
      promise: 'no frame dropped, and no hole at either destination',
      figure: `${dropped} dropped, ${holesNow()} missing of ${encoded} (exit ${code})`,
      isKept: dropped + holesNow() === 0 && code === 0,
    },
    {
      promise: 'every frame recorded',
      figure: `${recorded.pictures} of ${encoded}, ${recorded.complaint === '' ? 'opens' : recorded.complaint}`,
      isKept: recorded.opens && recorded.pictures === encoded,
    },
  ];
}

/** The median of one minute, MB. */
async function residentOverMinute(pid: number): Promise<number> {
  const looks: number[] = [];
  while (looks.length < looksPerMinute) {
    // One look after the other is what makes it a minute.
    await pause(60_000 / looksPerMinute);
    looks.push((await familyMemory(pid)) / 1e6);
  }
  return median(looks);
}
