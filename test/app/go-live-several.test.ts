/** The real app from its command line to two servers at once, recording: every key to its own server, and every frame in the file. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/loopback.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { startOwnServer, type OwnServer } from '../support/servers/own-server.ts';
import { openScreen, runApp, type Screen } from '../support/uplink-app.ts';

const mainKey = 'main-kq7z-4411';
const secondKey = 'second-x8w2-7730';

let screen: Screen;
let nginx: NginxRtmp;
let own: OwnServer;
let folder: { readonly path: string; readonly remove: () => Promise<void> };

beforeAll(async () => {
  [screen, nginx, own, folder] = await Promise.all([openScreen(), startNginx(), startOwnServer(), temporaryFolder()]);
});
afterAll(async () => {
  await Promise.all([screen?.close(), nginx?.stop(), own?.stop()]);
  await folder?.remove();
});

test('two servers receive, a file is recorded, and nobody prints a key', async () => {
  const keyFile = join(folder.path, 'second.txt');
  const films = join(folder.path, 'films');
  await writeFile(keyFile, `${secondKey}\n`, { mode: 0o600 });
  // The key file of --url comes last; --destination has its own behind it.
  const second = ['--destination', own.url, '--key-file', keyFile];
  const format = ['--size', '640x360', '--video-kbps', '1000', '--test-pattern', 'busy'];
  const args = ['--url', nginx.url, ...second, '--source', 'test', '--duration', '8', '--record', films, ...format];
  await runApp({ screen, key: mainKey, args }, async (app, run) => {
    expect([run.code, run.stderr.includes(mainKey), run.stderr.includes(secondKey)]).toEqual([0, false, false]);
    const report = await app.report();
    expect(report.destinations.map(({ missedSeconds }) => missedSeconds)).toEqual([0, 0]);
    expect(JSON.stringify(report)).not.toMatch(/main-kq7z|second-x8w2/u);
    const [recorded] = report.recordings;
    expect(recorded).toMatchObject({ kind: 'recording', verified: true });
    expect(recorded?.seconds).toBeGreaterThan(7.5);
    expect(await readdir(films)).toEqual([recorded?.file]);
    const { tags } = await own.received(secondKey);
    expect(tags.filter(({ track }) => track === 'video').length).toBeGreaterThan(200);
    await nginx.recording(mainKey);
  });
});
