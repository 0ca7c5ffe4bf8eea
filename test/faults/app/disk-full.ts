/** A disk that fills up while live and recording: a tmpfs of our own, so it needs root. */
import { mkdir, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { longest, longestHole, mediaOf, spacings } from '../../support/faults/arrivals.ts';
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

export const diskFull: Row = {
  name: 'disk-full',
  bound:
    'the stream goes on untouched (no pause over 250 ms nor longer than before, nothing missing), the file is whole, a sentence is shown',
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
      await pause(10_000);
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
      await pause(5000);
      const end = performance.now();
      const { recording, state } = await studio.session();
      const pictures = mediaOf(receiver.connections(), 'video').filter(({ at }) => at > filled - 8000);
      const [pauseBefore, pauseMillis] = [
        longest(spacings(pictures, 0, filled)),
        longest(spacings(pictures, filled, end)),
      ];
      const [before, hole] = [longestHole(pictures.filter(({ at }) => at < filled)), longestHole(pictures)];
      const [name] = (await readdir(movies)).filter((each) => each !== 'filler').toSorted();
      const file = await readRecordedFile(join(movies, name ?? 'none'));
      const claims = new Claims();
      claims.that(state === 'live' && receiver.connections().length === 1, `the session is ${state}`);
      claims.atMost(pauseMillis, Math.max(250, pauseBefore + 100), 'ms between two pictures');
      claims.atMost(hole, before + 34, 'ms of timestamps missing');
      claims.that((recording?.sentence ?? '') !== '', 'no sentence');
      claims.that(file.opens && file.complaint === '', `the file: ${file.complaint}`);
      claims.that(file.seconds > 9, `the file holds ${rounded(file.seconds)} s`);
      return claims.result(
        `stream: longest pause ${rounded(pauseMillis)} ms and ${rounded(pauseBefore)} ms before, longest step in time ${hole} ms and ${before} ms before; file of ${rounded(file.seconds)} s opens; “${recording?.sentence ?? ''}”`,
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
