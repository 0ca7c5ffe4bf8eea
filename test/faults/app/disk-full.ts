/** A disk that fills up while live and recording: a tmpfs of our own, so it needs root. */
import { mkdir, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { reportSchema, type Report } from '../../../shared/contract/report.ts';
import { longest, mediaOf, spacings } from '../../support/faults/arrivals.ts';
import { aimAt, launchStudio, recordInto } from '../../support/faults/kept-studio.ts';
import { readRecordedFile } from '../../support/faults/recorded-file.ts';
import { startReceiver } from '../../support/faults/receiver.ts';
import { temporaryFolder, until } from '../../support/loopback.ts';
import { runWell } from '../../support/processes.ts';
import { ask } from '../../support/studio/open-studio.ts';
import { openScreen } from '../../support/uplink-app.ts';
import { Claims, pause, rounded, type Row } from '../row.ts';

const diskMegabytes = 400;
/** What is left once the disk is filled: a few seconds of recording. */
const leftBytes = 2_000_000;
/** How long it is watched before the disk is full, and at least while it is. */
const watchMillis = 12_000;

/** Everything that was encoded `came`; how many frames did not. */
function claimNothingLost(claims: Claims, { frames, destinations }: Report, came: number): number {
  const lost = frames.encoded - came;
  claims.that(lost === 0, `${lost} of ${frames.encoded} frames lost`);
  for (const { framesDropped, missedSeconds } of destinations) {
    const dropped = Object.values(framesDropped).reduce((sum, count) => sum + count, 0);
    claims.atMost(dropped, 0, 'frames dropped on their way');
    claims.atMost(missedSeconds, 0, 's missed');
  }
  return lost;
}

export const diskFull: Row = {
  name: 'disk-full',
  bound:
    'the stream goes on untouched (no frame lost, no pause longer than the longest before + 100 ms), the file is whole, a sentence is shown',
  run: async () => {
    const [screen, folder, receiver] = await Promise.all([openScreen(), temporaryFolder(), startReceiver()]);
    const movies = join(folder.path, 'movies');
    await mkdir(movies);
    await runWell('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m`, 'uplink-faults', movies]);
    const studio = await launchStudio({ screen, data: join(folder.path, 'data'), args: ['--test-pattern', 'busy'] });
    try {
      await aimAt(studio, receiver.url);
      await recordInto(studio, movies);
      await ask(studio.page, 'live.start', { mode: 'live' });
      await studio.stateIs('live');
      await ask(studio.page, 'record.start', null);
      await until('it records', async () => (await studio.session()).recording?.state === 'recording');
      // What starts with the recording is no part of the comparison.
      await pause(3000 + watchMillis);
      const { bavail, bsize } = await statfs(movies);
      const filled = performance.now();
      // By another process: this one has to note when pictures come.
      await runWell('fallocate', ['-l', String(Math.max(1, bavail * bsize - leftBytes)), join(movies, 'filler')]);
      await until(
        'the recording ended',
        async () => {
          const state = (await studio.session()).recording?.state;
          return state === 'failed' || state === 'off';
        },
        60_000,
      );
      await pause(Math.max(5000, watchMillis - (performance.now() - filled)));
      const end = performance.now();
      const { recording, state } = await studio.session();
      const connections = receiver.connections().length;
      await ask(studio.page, 'live.stop', null);
      await studio.stateIs('ended');
      const report = reportSchema.parse(await ask(studio.page, 'report.last', null));
      const pictures = mediaOf(receiver.connections(), 'video');
      const pauseBefore = longest(spacings(pictures, filled - watchMillis, filled));
      const pauseMillis = longest(spacings(pictures, filled, end));
      const [name] = (await readdir(movies)).filter((each) => each !== 'filler').toSorted();
      const file = await readRecordedFile(join(movies, name ?? 'none'));
      const claims = new Claims();
      claims.that(state === 'live' && connections === 1, `the session is ${state}`);
      claims.atMost(pauseMillis, pauseBefore + 100, 'ms between two pictures');
      const lost = claimNothingLost(claims, report, pictures.length);
      claims.that((recording?.sentence ?? '') !== '', 'no sentence');
      claims.that(file.opens && file.complaint === '', `the file: ${file.complaint}`);
      claims.that(file.seconds > 9, `the file holds ${rounded(file.seconds)} s`);
      return claims.result(
        `stream: ${lost} of ${report.frames.encoded} frames lost, longest pause ${rounded(pauseMillis)} ms and ${rounded(pauseBefore)} ms before; file of ${rounded(file.seconds)} s opens; “${recording?.sentence ?? ''}”`,
      );
    } finally {
      await studio.kill();
      await runWell('umount', ['-l', movies]);
      await receiver.stop();
      await screen.close();
      await folder.remove();
    }
  },
};
