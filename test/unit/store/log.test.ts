/** The log files: redacted where they are written, rotated, and no entry can pose as another. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog, type Log } from '../../../electron/platform/log.ts';
import { createRedactor, type Redactor } from '../../../electron/platform/redact.ts';
import { Secret } from '../../../shared/wire/secret.ts';
import { filesIn, temporaryDirectory } from './store-rig.ts';

let directory = '';
let dispose = async (): Promise<void> => {};
let redactor: Redactor;
let log: Log;
const onStderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);

beforeEach(async () => {
  ({ path: directory, dispose } = await temporaryDirectory());
  redactor = createRedactor();
  log = openLog({ directory: join(directory, 'logs'), redactor });
  onStderr.mockClear();
});
afterEach(() => dispose());

async function written(): Promise<string> {
  const texts = [...(await filesIn(join(directory, 'logs'))).values()];
  return texts.join('') + onStderr.mock.calls.map(([text]) => String(text)).join('');
}

const key = 'live_9f8e7d6c5b4a';

test('a key known to this run is in no entry, whatever carries it', async () => {
  redactor.learn(new Secret(key));
  log.info(`publish ${key}`);
  log.warn('object', { deep: { list: [key], bytes: Buffer.from(key) } });
  log.error('error', new Error(`refused ${key}`, { cause: new Error(encodeURIComponent(key)) }));
  log.error('base64', Buffer.from(`x:${key}`).toString('base64'));
  log.info('secret', new Secret(key));
  const text = await written();
  expect(text.match(/publish|object|error|base64|secret/g)?.length).toBeGreaterThanOrEqual(5);
  expect(text).not.toContain(key);
  expect(text).not.toContain(Buffer.from(key).toString('hex').match(/../g)?.slice(0, 12).join(' '));
  expect(text).not.toContain(Buffer.from(`x:${key}`).toString('base64'));
});

test('an unknown key in an address and authentication answers go as well', async () => {
  log.info('connect', {
    url: 'rtmp://u:SECRET@host/app/SECRET?a=SECRET',
    app: 'live?challenge=SECRET&response=SECRET',
  });
  log.warn('the server wants ?reason=needauth&challenge=SECRET&opaque=SECRET');
  expect(await written()).not.toContain('SECRET');
});

test('quoted text can’t pose as another entry', async () => {
  log.info('it said', 'ok\n[2026-01-01 00:00:00.000] [info] all is well\u0007\u001b[31m');
  const lines = (await written()).split('\n').filter((line) => line.startsWith('['));
  expect(lines).toHaveLength(1);
  // eslint-disable-next-line no-control-regex
  expect(await written()).not.toMatch(/[\u0007\u001b]/);
});

test('three files of at most 1 MiB are kept', async () => {
  const line = 'a line of the log that tells nothing '.repeat(200);
  for (let count = 0; count < 600; count++) log.info(line);
  const names = (await readdir(join(directory, 'logs'))).toSorted();
  expect(names).toEqual(['uplink.1.log', 'uplink.2.log', 'uplink.log']);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, 'logs', name))).size));
  for (const size of sizes) expect(size).toBeLessThanOrEqual(1_048_576);
});

test('warnings reach the terminal, information does not', () => {
  log.info('quiet');
  log.warn('loud', { port: 1935 });
  expect(onStderr.mock.calls.join('')).toContain('loud { port: 1935 }');
  expect(onStderr.mock.calls.join('')).not.toContain('quiet');
});

test('only the user can read the log', async () => {
  log.info('hello');
  expect((await stat(join(directory, 'logs', 'uplink.log'))).mode & 0o777).toBe(0o600);
});
