/** Runs from the command line: what they override, where they go, which key they take, and which code they leave. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseOptions, type AppOptions } from '../../../electron/command-line/options.ts';
import { planFor, warnings } from '../../../electron/command-line/run-plan.ts';
import { complainAbout, overridesFor } from '../../../electron/command-line/unattended.ts';
import type { Secret } from '../../../shared/wire/secret.ts';
import { studioError } from '../../../shared/errors.ts';
import { openRig, valueOf, type Rig } from '../store/store-rig.ts';

let folder: string;
let rig: Rig;
let secrets: Secret[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uplink-run-'));
  rig = await openRig(folder);
  secrets = [];
});
afterEach(() => rm(folder, { recursive: true }));

function options(...args: readonly string[]): AppOptions {
  const parsed = parseOptions(args);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.facts));
  return parsed.value;
}

const plan = (...args: readonly string[]) =>
  planFor(options(...args), {
    profiles: rig.profiles,
    keys: rig.keys,
    source: 'Sync test picture',
    onSecret: (secret) => secrets.push(secret),
  });

async function keyFile(text: string, name = 'key.txt'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('a plan', () => {
  test('of a rehearsal has no address and no key, whatever else was given', async () => {
    const made = await plan('--rehearse', '--url', 'rtmp://example.org/live', '--key', 'abcd', '--fps=25');
    const destinations = [{ serviceId: 'rehearsal', serverUrl: '', streamKey: null }];
    expect(made).toMatchObject({ ok: true, value: { mode: 'rehearsal', destinations } });
    expect(made.ok && made.value.video.fps).toBe(25);
    expect(secrets).toEqual([]);
  });

  test('of an address takes the key from the first line of the file, and tells the redactor', async () => {
    const made = await plan('--url=rtmp://example.org/live', '--key-file', await keyFile(' k-1?a=b&c \r\nsecond\n'));
    const destinations = [{ serviceId: 'custom', name: 'example.org', serverUrl: 'rtmp://example.org/live' }];
    expect(made).toMatchObject({ ok: true, value: { mode: 'live', profileName: 'example.org', destinations } });
    expect(made.ok && made.value.destinations[0]?.streamKey?.()).toBe('k-1?a=b&c');
    expect(secrets.map((secret) => secret.reveal())).toEqual(['k-1?a=b&c']);
    expect(JSON.stringify(made)).not.toContain('k-1');
  });

  test('C10, C39: of an address with a login tells the redactor user and password, and warns where they are not hidden', async () => {
    await plan('--url=rtmp://some%20one:p%40ss@example.org/live', '--key=abcd');
    expect(secrets.map((secret) => secret.reveal())).toEqual(['some one', 'p@ss', 'abcd']);
    const said = (scheme: string) => warnings(options(`--url=${scheme}://me:pass@example.org/live`, '--key-file=k'));
    expect([said('rtmp').length, said('rtmps').length]).toEqual([1, 0]);
    expect(said('rtmp').join()).not.toMatch(/me:|pass@/);
  });

  test.each([
    [['--url', 'rtmp://example.org/live'], 'key-missing'],
    [['--url', 'rtmp://example.org/live', '--key', '  '], 'key-missing'],
    [['--url', 'http://example.org/live', '--key', 'k'], 'url-invalid'],
    [['--url', 'rtmp://example.org', '--key', 'k'], 'url-invalid'],
    [['--url', 'rtmp://example.org/live', '--key-file', '/nowhere/key'], 'key-file-unreadable'],
    [['--profile', 'Nobody'], 'profile-not-found'],
  ] as const)('of %j is refused with %s', async (args, code) => {
    expect(await plan(...args)).toMatchObject({ ok: false, error: { code } });
  });

  test('of a key file that is empty, or is no key file, is refused', async () => {
    const url = '--url=rtmp://example.org/live';
    expect(await plan(url, '--key-file', await keyFile('\nkey\n'))).toMatchObject({ error: { code: 'key-missing' } });
    const large = await keyFile('x'.repeat(65 * 1024));
    expect(await plan(url, '--key-file', large)).toMatchObject({ error: { code: 'key-file-unreadable' } });
  });
});

describe('several destinations', () => {
  test('from the command line have each its key out of its file, and nobody prints one', async () => {
    const [one, two] = [await keyFile('first-key', 'one.txt'), await keyFile('second-key', 'two.txt')];
    const further = ['--destination=rtmp://127.0.0.1:1936/live', `--key-file=${two}`];
    const made = await plan('--url=rtmp://127.0.0.1/live', `--key-file=${one}`, ...further);
    if (!made.ok) throw new Error(made.error.code);
    const { destinations } = made.value;
    expect(destinations.map(({ streamKey }) => streamKey?.())).toEqual(['first-key', 'second-key']);
    expect(new Set(destinations.map(({ id }) => id)).size).toBe(2);
    expect(destinations.map(({ priority }) => priority)).toEqual([1, 2]);
    expect(secrets.map((secret) => secret.reveal()).toSorted()).toEqual(['first-key', 'second-key']);
    expect(JSON.stringify(made)).not.toContain('-key"');
    expect(await plan(...further.slice(0, 1), '--key-file=/nowhere/key')).toMatchObject({ ok: false });
  });

  test('of a profile go along with it, and the format suits them all', async () => {
    const { id } = valueOf(await rig.profiles.create({ name: 'Show', serviceId: 'youtube' }));
    valueOf(await rig.profiles.update(id, { video: { width: 1920, height: 1080, fps: 60, kbps: 12_000 } }));
    valueOf(await rig.profiles.setKey(id, 'main-key'));
    const twitch = { name: 'Twitch', serviceId: 'twitch', serverUrl: '', backupUrl: '', hotStandby: false } as const;
    const add = (priority: number, enabled: boolean) =>
      rig.profiles.destinations.add(id, { destination: { ...twitch, priority, enabled }, key: 'twitch-key' });
    valueOf(await add(3, true));
    valueOf(await add(2, false));
    const made = await plan('--profile=Show');
    if (!made.ok) throw new Error(made.error.code);
    expect(made.value.destinations).toMatchObject([
      { id, backupUrl: 'rtmps://b.rtmps.youtube.com:443/live2?backup=1', priority: 1 },
      { name: 'Twitch', serviceId: 'twitch', backupUrl: null, priority: 3 },
    ]);
    expect(made.value.destinations.map(({ streamKey }) => streamKey?.())).toEqual(['main-key', 'twitch-key']);
    // Twitch takes 6000; it gets an encoding of its own.
    expect(made.value.video.kbps).toBe(12_000);
    valueOf(await rig.profiles.update(id, { video: { width: 1920, height: 1080, fps: 60, kbps: 8000 } }));
    const near = await plan('--profile=Show');
    expect(near.ok && near.value.video.kbps).toBe(6000);
    const elsewhere = await plan('--profile=Show', '--url=rtmp://127.0.0.1/live');
    expect(elsewhere.ok && elsewhere.value.destinations).toHaveLength(1);
  });
});

test('a recording from the command line goes over the settings', () => {
  expect(overridesFor(options('--rehearse', '--record=/srv/films'), true)).toMatchObject({
    recording: { folder: '/srv/films', container: 'mp4' },
  });
});

test('a source from the command line goes over the settings, and a run on its own skips the welcome', () => {
  expect(overridesFor(options(), false)).toEqual({});
  expect(overridesFor(options('--rehearse'), true)).toEqual({ welcomed: true });
  expect(overridesFor(options('--source=test'), false)).toEqual({
    videoSource: { kind: 'test' },
    audioSource: { kind: 'test' },
  });
  expect(overridesFor(options('--source=camera'), true)).toMatchObject({
    welcomed: true,
    videoSource: { kind: 'camera', deviceId: '' },
    audioSource: { kind: 'microphone', deviceId: '' },
  });
});

test('a key that others can see is warned of, without repeating it', () => {
  expect(warnings(options('--url=rtmp://h/live', '--key-file=f'))).toEqual([]);
  const said = [
    ...warnings(options('--url=rtmp://h/live', '--key=very-secret')),
    ...warnings(options('--url=rtmp://h/live/very-secret')),
  ];
  expect(said).toHaveLength(2);
  expect(said.join('\n')).not.toContain('very-secret');
});

test('an error leaves its sentence on stderr and its documented code', async () => {
  const lines: string[] = [];
  const complain = (line: string): number => lines.push(line);
  const refused = studioError('connection-refused', { host: 'example.org', port: 1935 });
  expect(complainAbout({ complain }, refused)).toBe(11);
  expect(complainAbout({ complain }, studioError('key-missing'))).toBe(2);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('example.org');
  const documented = await readFile('docs/report.md', 'utf8').catch(() => '');
  expect(documented).toContain('connection-refused');
});
