/** The tools as one file, as npm installs them: it needs nothing beside it but Node. */
import { chmod, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/loopback.ts';
import { run, runWell, start } from '../support/processes.ts';
import { makeClips, tagsOf } from '../support/tools.ts';

const root = resolve(import.meta.dirname, '../..');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let bundle: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await runWell(process.execPath, [join(root, 'build', 'bundle-tools.mjs'), join(folder.path, 'bin')], { cwd: root });
  bundle = join(folder.path, 'bin', 'uplink.mjs');
});

afterAll(() => folder.remove());

describe('the bundled tools', () => {
  it('are one file that a shell can start', async () => {
    expect(await readdir(join(folder.path, 'bin'))).toEqual(['uplink.mjs']);
    await chmod(bundle, 0o755);
    const { code, stdout } = await run(bundle, ['--version'], { cwd: folder.path });
    expect({ code, version: stdout.toString('utf8').trim() }).toEqual({ code: 0, version: packageFile.version });
    expect(packageFile.bin.uplink).toBe('out/cli/uplink.mjs');
  });

  it('serve, publish an MP4 file and record it', async () => {
    const clips = await makeClips(folder.path);
    const records = join(folder.path, 'records');
    const server = await start(process.execPath, [bundle, 'serve', '--port', '0', '--record', records], {
      cwd: folder.path,
    });
    await server.says(/Publish to rtmp:\S+/, 10_000);
    const url = /Publish to (rtmp:\S+)/.exec(server.stderr())?.[1] ?? '';
    const sent = await run(process.execPath, [bundle, 'publish', clips.mp4, `${url}/stage`, '--fast'], {
      cwd: folder.path,
    });
    expect(sent.code).toBe(0);
    server.signal('SIGTERM');
    expect(await server.exited).toEqual({ code: 0, signal: null });
    const [file] = await readdir(records);
    const [recorded, original] = await Promise.all(
      [join(records, file ?? ''), clips.flv].map(async (each) => (await tagsOf(each, 'media')).length),
    );
    expect(recorded).toBe(original);
  });
});
