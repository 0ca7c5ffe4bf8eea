/** Finishing files behind the program: one after the other, whatever happens to one, and in the way of nothing. */
import * as files from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GrowingFile } from '../../electron/record/files/growing-file.ts';
import { copyToMatroska } from '../../electron/record/files/matroska.ts';
import { Journal } from '../../electron/record/journal.ts';
import { Finisher, RecordedPart } from '../../electron/record/recorded-file.ts';
import { realFiles, writeAtomically } from '../../electron/store/atomic-file.ts';
import { fixture } from '../support/media/fixtures.ts';
import {
  decoded,
  deskRig,
  feed,
  looped,
  readStream,
  type DeskRig,
  type RecordableStream,
} from '../support/recording.ts';

/** What the disk says, and what happens before a file is replaced. */
const disk = { free: null as number | null, beforeRename: (_target: string): Promise<void> => Promise.resolve() };

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  return {
    ...real,
    statfs: async (path: string) => {
      const found = await real.statfs(path);
      return disk.free === null ? found : { bavail: disk.free, bsize: 1 };
    },
    rename: async (from: string, to: string) => {
      await disk.beforeRename(to);
      await real.rename(from, to);
    },
  };
});

let rig: DeskRig;
let stream: RecordableStream;

beforeEach(async () => {
  rig = await deskRig();
  stream = await readStream(await fixture('avc-aac'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  disk.free = null;
  disk.beforeRename = () => Promise.resolve();
  await rig.desk.close(5000);
  await rig.remove();
});

/** Records from `from` to `to` seconds; what was recorded is on the disk then. */
async function record(from: number, to: number, options: Partial<DeskRig['wish']> = {}): Promise<void> {
  expect(await rig.desk.start({ ...rig.wish, ...options })).toMatchObject({ ok: true });
  const packets = looped(stream, 4, to).filter(({ dts }) => dts >= from * 1e6);
  await feed(rig.desk, stream.configs, packets);
  await rig.desk.stop();
}

/** Something that others wait for until it is let go. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

test.runIf(process.platform === 'linux')('a file is closed before it is replaced: Windows would refuse', async () => {
  const open: string[] = [];
  disk.beforeRename = async (target) => {
    if (!target.endsWith('.mp4')) return;
    for (const number of await files.readdir('/proc/self/fd')) {
      const path = await files.readlink(`/proc/self/fd/${number}`).catch(() => '');
      if (path === target) open.push(path);
    }
  };
  await record(0, 8);
  await rig.desk.close(20_000);
  expect(rig.desk.files()).toMatchObject([{ verified: true, frames: 240 }]);
  expect(open).toEqual([]);
});

describe('while a file is being finished', () => {
  test('another recording begins, a replay is saved, and all are finished in the end', async () => {
    const held = gate();
    disk.beforeRename = (target) => (target.endsWith('.mp4') ? held.passed : Promise.resolve());
    rig.desk.setReplay(5, rig.folder);
    await record(0, 8);
    await expect.poll(() => rig.desk.snapshot().state).toBe('finishing');
    const replay = await rig.desk.saveReplay();
    expect(replay).toEqual({ ok: true, value: join(rig.folder, 'Replay 2026-11-22 21-30-05.mp4') });
    expect(await rig.desk.start({ ...rig.wish, name: 'Next' })).toMatchObject({ ok: true });
    expect(rig.desk.snapshot().state).toBe('recording');
    await rig.desk.stop();
    held.open();
    await rig.desk.close(20_000);
    expect(rig.desk.files().map(({ kind, verified }) => [kind, verified])).toEqual([
      ['recording', true],
      ['replay', true],
    ]);
  });

  test('closing waits for a recording whose drive is slow, though a later one is finished', async () => {
    const held = gate();
    const sync = vi.spyOn(GrowingFile.prototype, 'sync').mockImplementationOnce(() => held.passed);
    expect(await rig.desk.start(rig.wish)).toMatchObject({ ok: true });
    for (const config of stream.configs) rig.desk.onConfig(config);
    for (const packet of looped(stream, 4, 4)) rig.desk.onPacket(packet);
    const slow = rig.desk.stop();
    await expect.poll(() => sync.mock.calls.length).toBe(1);
    expect(await rig.desk.start({ ...rig.wish, name: 'Next' })).toMatchObject({ ok: true });
    await feed(
      rig.desk,
      [],
      looped(stream, 4, 8).filter(({ dts }) => dts >= 4e6),
    );
    let isClosed = false;
    const closing = rig.desk.close(20_000).finally(() => {
      isClosed = true;
    });
    await expect.poll(() => rig.desk.files()[1]?.verified).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([isClosed, rig.desk.snapshot().state]).toEqual([false, 'finishing']);
    held.open();
    await Promise.all([slow, closing]);
    expect(rig.desk.files().map(({ verified }) => verified)).toEqual([true, true]);
  });
});

describe('too little room', () => {
  test('to finish a file is told, until the next one is finished', async () => {
    await rig.desk.start(rig.wish);
    disk.free = 1000;
    await feed(rig.desk, stream.configs, looped(stream, 4, 4));
    await rig.desk.stop();
    await expect.poll(() => rig.desk.snapshot().sentence).toContain('Too little disk space to finish the file');
    expect(rig.desk.files()[0]?.trouble).toContain('Too little disk space to finish');
    disk.free = null;
    await record(4, 8, { name: 'Next' });
    await expect.poll(() => rig.desk.snapshot()).toMatchObject({ state: 'off', sentence: '' });
    expect(rig.desk.files()[1]).toMatchObject({ verified: true, trouble: '' });
  });

  test('for a Matroska file leaves the finished MP4 file, and says so', async () => {
    disk.beforeRename = (target) => {
      if (target.endsWith('.mp4')) disk.free = 1000;
      return Promise.resolve();
    };
    await record(0, 4, { container: 'mkv' });
    await expect
      .poll(() => rig.desk.snapshot())
      .toMatchObject({
        state: 'off',
        sentence: expect.stringContaining('the recording is a finished MP4 file instead'),
      });
    const [file] = rig.desk.files();
    expect(file).toMatchObject({ file: 'Show 2026-11-22 21-30-05.mp4', verified: true });
    expect(file?.trouble).toContain('Too little disk space to make the Matroska file');
    expect(await decoded(file?.path ?? '')).toEqual({ frames: 120, complaints: '' });
    expect(await files.readdir(rig.folder)).toEqual([file?.file]);
    expect(await copyToMatroska(file?.path ?? '', join(rig.folder, 'x.mkv'), () => false)).toBe('no-space');
  });
});

test('a copy that fails for another reason is told as such', async () => {
  disk.beforeRename = (target) =>
    target.endsWith('.mkv') ? Promise.reject(Object.assign(new Error('no'), { code: 'EIO' })) : Promise.resolve();
  await record(0, 4, { container: 'mkv' });
  await rig.desk.close(20_000);
  const [file] = rig.desk.files();
  expect(file).toMatchObject({ file: 'Show 2026-11-22 21-30-05.mp4', verified: true });
  expect(file?.trouble).toContain('The Matroska file could not be made; the recording is a finished MP4 file');
  expect(rig.desk.snapshot().sentence).toBe(file?.trouble);
});

test('one file that fails in an unforeseen way does not hold up the next, nor the end of the app', async () => {
  await record(0, 4);
  await rig.desk.close(20_000);
  const path = rig.desk.files()[0]?.path ?? '';
  const journal = new Journal(rig.journalFolder, (name, text) => writeAtomically(name, text, realFiles));
  vi.spyOn(journal, 'remove').mockRejectedValueOnce(new Error('unforeseen'));
  const clock = { now: () => performance.now(), wallclock: () => 0 };
  const finisher = new Finisher({ clock, journal, onChange: () => undefined });
  const parts = [0, 1].map(() => {
    const entry = journal.newEntry({ path, startedAt: 0, zeroMicros: 0 });
    return new RecordedPart(entry, { kind: 'recording', container: 'mp4' });
  });
  for (const part of parts) finisher.add(part);
  await finisher.idle();
  expect(finisher.percent).toBeNull();
  expect(parts.map(({ file }) => file.trouble === '')).toEqual([false, true]);
  expect(parts[1]?.file.verified).toBe(true);
  expect(finisher.note).toBeNull();
});
