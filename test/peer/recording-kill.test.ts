/** kill -9 at random moments: the file opens with at most two seconds lost, and the next start offers it. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, until } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { start } from '../support/processes.ts';
import { decoded, deskRig, secondsSeen } from '../support/recording.ts';

const child = new URL('../support/recording-child.ts', import.meta.url).pathname;
const runs = 10;

/** When each run is killed, in ms after its first second: spread over the fragments, one run like the other. */
const moments = Array.from({ length: runs }, (_, run) => 1100 + ((run * 377) % 2900));

test('a recording that is killed ten times loses no more than its last two seconds', { timeout: 180_000 }, async () => {
  const stream = await fixture('avc-aac');
  const folder = await temporaryFolder();
  const lost: number[] = [];
  for (const [run, moment] of moments.entries()) {
    const videos = join(folder.path, String(run));
    const journalFolder = join(folder.path, `journal-${run}`);
    await mkdir(videos);
    const running = await start(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      child,
      stream,
      videos,
      journalFolder,
    ]);
    await until('it has recorded for a moment', () => fedBy(running.stdout()) > moment / 1000, 20_000);
    running.signal('SIGKILL');
    await running.exited;
    const fed = fedBy(running.stdout());
    const [name = ''] = await readdir(videos);
    const path = join(videos, name);
    const asLeft = await secondsSeen(path);
    lost.push(fed - asLeft);
    const rig = await deskRig({ folder: videos, journalFolder });
    const [left, ...others] = await rig.desk.unfinished();
    expect(others).toEqual([]);
    expect(left).toMatchObject({ name });
    expect(Math.abs((left?.seconds ?? 0) - asLeft)).toBeLessThan(0.1);
    expect(await rig.desk.recover(left?.id ?? '')).toEqual({ ok: true, value: name });
    const seen = await decoded(path);
    expect(seen.complaints).toBe('');
    expect(seen.frames).toBeGreaterThanOrEqual(Math.floor((asLeft - 0.2) * 30));
    expect(await rig.desk.unfinished()).toEqual([]);
    await rig.remove();
  }
  await folder.remove();
  expect(Math.max(...lost)).toBeLessThanOrEqual(2);
});

/** Seconds of the stream that the child has handed over, by its own word. */
function fedBy(output: string): number {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  return (Number.parseInt(line, 10) || 0) / 1e6 + 1 / 30;
}
