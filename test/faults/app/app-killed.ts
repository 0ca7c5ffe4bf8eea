/** `kill -9` of the whole app while it records, at random moments. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { unfinishedRecordingSchema } from '../../../shared/contract/delivery.ts';
import { launchStudio, recordInto, type KeptStudio } from '../../support/faults/kept-studio.ts';
import { readRecordedFile } from '../../support/faults/recorded-file.ts';
import { temporaryFolder, until } from '../../support/loopback.ts';
import { ask } from '../../support/studio/open-studio.ts';
import { openScreen } from '../../support/uplink-app.ts';
import { Claims, pause, rounded, type Row } from '../row.ts';

const kills = 20;
const lossLimitSeconds = 2;

async function newestFile(folder: string): Promise<string | null> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  );
  return files.toSorted((a, b) => b.at - a.at)[0]?.path ?? null;
}

/** What the start offers; all of it is recovered and has to open. */
async function recoverAll(studio: KeptStudio, folder: string, claims: Claims): Promise<number> {
  const list = z.array(unfinishedRecordingSchema).parse(await ask(studio.page, 'recovery.list', null));
  for (const { id } of list) {
    const name = z.string().parse(await ask(studio.page, 'recovery.recover', { id }));
    const { opens, complaint } = await readRecordedFile(join(folder, name.split('/').at(-1) ?? name));
    claims.that(opens, `${name} does not open after its recovery: ${complaint}`);
  }
  return list.length;
}

export const appKilled: Row = {
  name: 'app-killed-20',
  bound: `each of ${kills} files opens with ≤ ${lossLimitSeconds} s lost, and the next start offers it`,
  limitSeconds: 1200,
  run: async () => {
    const [screen, data, movies] = await Promise.all([openScreen(), temporaryFolder(), temporaryFolder()]);
    const claims = new Claims();
    const losses: number[] = [];
    let offered = 0;
    for (let turn = 0; turn <= kills; turn += 1) {
      const studio = await launchStudio({ screen, data: data.path });
      if (turn > 0) {
        const count = await recoverAll(studio, movies.path, claims);
        claims.that(count === 1, `start ${turn + 1} offered ${count}`);
        offered += Math.min(1, count);
      }
      if (turn === kills) {
        await studio.close();
        break;
      }
      await recordInto(studio, movies.path);
      await ask(studio.page, 'live.start', { mode: 'rehearsal' });
      await studio.stateIs('rehearsing');
      await ask(studio.page, 'record.start', null);
      await until('it records', async () => ((await studio.session()).recording?.seconds ?? 0) > 0, 10_000);
      const seen = { at: performance.now(), seconds: (await studio.session()).recording?.seconds ?? 0 };
      await pause(2000 + Math.random() * 8000);
      await studio.kill();
      const recorded = seen.seconds + (performance.now() - seen.at) / 1000;
      const file = await newestFile(movies.path);
      const found = file === null ? null : await readRecordedFile(file);
      claims.that(found?.opens === true, `file ${turn + 1} does not open: ${found?.complaint ?? 'there is none'}`);
      losses.push(recorded - (found?.seconds ?? 0));
    }
    await screen.close();
    await data.remove();
    await movies.remove();
    claims.atMost(Math.max(...losses), lossLimitSeconds, 's lost');
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    return claims.result(
      `${losses.length} files open, lost ${rounded(mean)} s on average and ${rounded(Math.max(...losses))} s at most; ${offered} offered`,
    );
  },
};
