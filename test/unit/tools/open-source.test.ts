/** What `publish` says to files that are none. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSource } from '../../../electron/command-line/tools/publish/open-source.ts';
import { temporaryFolder } from '../../support/loopback.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'empty.flv'), '');
  execFileSync('mkfifo', [join(folder.path, 'pipe.flv')]);
});

afterAll(() => folder.remove());

it.each([
  ['empty.flv', 'it is empty'],
  ['pipe.flv', 'it is no file'],
  ['.', 'it is no file'],
  ['nothing.flv', 'there is no such file'],
])('says of %s at once that %s', async (name, why) => {
  const opened = await openSource(join(folder.path, name), () => undefined);
  expect(opened).toMatchObject({ ok: false, error: { code: 'file-unreadable', facts: { why } } });
});
