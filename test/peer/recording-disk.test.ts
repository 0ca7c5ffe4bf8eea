/** Disks that are full, slow, write-protected or gone: the file stays whole, the user is told, nothing else notices. */
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { EncodedPacket } from '../../shared/media/encoded-packet.ts';
import { temporaryFolder } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { run } from '../support/processes.ts';
import {
  decoded,
  deskRig,
  feed,
  looped,
  packetsSeen,
  readStream,
  type DeskRig,
  type RigOptions,
} from '../support/recording.ts';

const rigs: DeskRig[] = [];
const child = new URL('../support/recording-child.ts', import.meta.url).pathname;

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.remove();
});

async function rigFor(options: RigOptions = {}): Promise<DeskRig> {
  const rig = await deskRig(options);
  rigs.push(rig);
  return rig;
}

describe('a full disk', () => {
  test(
    'ends the recording with its last whole fragment; the program goes on and says so',
    { timeout: 60_000 },
    async () => {
      const stream = await fixture('avc-aac');
      const folder = await temporaryFolder();
      const copy = join(folder.path, 'left.mp4');
      // A disk of 400 kB, which is some seconds, in a namespace of its own; the program must live on after it is full.
      const script = `
      mount -t tmpfs -o size=400k none "$1" || exit 77
      "$2" --disable-warning=ExperimentalWarning "$3" "$4" "$1" "$5" > "$6/said" 2> "$6/errors" &
      program=$!
      sleep 14
      kill -0 $program || exit 78
      cp "$1"/*.mp4 "$6/left.mp4"; ls "$1" > "$6/listed"
      kill -9 $program
    `;
      const disk = join(folder.path, 'disk');
      await mkdir(disk);
      const args = [
        '-rm',
        'sh',
        '-c',
        script,
        'sh',
        disk,
        process.execPath,
        child,
        stream,
        join(folder.path, 'journal'),
        folder.path,
      ];
      const ended = await run('unshare', args);
      expect(`${ended.code} ${ended.stderr}`).toBe('0 ');
      const seen = await decoded(copy);
      expect(seen.complaints).toBe('');
      expect(seen.frames).toBeGreaterThan(60);
      const said = await run('tail', ['-n', '1', join(folder.path, 'said')]);
      expect(said.stdout.toString('utf8')).toContain(
        'failed The disk is full. Recording has stopped; what was recorded is saved.',
      );
      await folder.remove();
    },
  );

  test('that fails in the middle of a rehearsal keeps what was written, and recording can begin again', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    const packets = looped(stream, 4, 20);
    await rig.desk.start(rig.wish);
    await feed(
      rig.desk,
      stream.configs,
      packets.filter(({ dts }) => dts < 10e6),
    );
    await expect.poll(() => rig.desk.files()[0]?.toMicros ?? 0).toBeGreaterThan(8e6);
    rig.desk.breakDisk('ENOSPC');
    await feed(
      rig.desk,
      [],
      packets.filter(({ dts }) => dts >= 10e6 && dts < 15e6),
    );
    await expect.poll(() => rig.desk.files()[0]?.verified).toBe(true);
    expect(rig.desk.snapshot()).toMatchObject({ state: 'failed' });
    expect(rig.desk.snapshot().sentence).toContain('The disk is full');
    expect((await decoded(rig.desk.files()[0]?.path ?? '')).complaints).toBe('');
    rig.desk.breakDisk(null);
    expect(await rig.desk.start(rig.wish)).toMatchObject({ ok: true });
    await feed(
      rig.desk,
      [],
      packets.filter(({ dts }) => dts >= 15e6),
    );
    await rig.desk.close(20_000);
    expect(rig.desk.files().map(({ verified }) => verified)).toEqual([true, true]);
    // The first one could be finished now: it is offered.
    expect(await rig.desk.unfinished()).toHaveLength(1);
  });
});

describe('a disk that fills up', () => {
  test('is announced at 30 and at 5 minutes; below 2 the file is finished', async () => {
    let free = 1e12;
    const rig = await rigFor({ freeBytes: () => Promise.resolve(free) });
    const stream = await readStream(await fixture('avc-aac'));
    const packets = looped(stream, 4, 30);
    const rate = 40_096 * 125;
    for (const config of stream.configs) rig.desk.onConfig({ ...config, kbps: config.track === 'video' ? 40_000 : 96 });
    for (const [minutes, text] of [
      [40, 'first picture'],
      [20, 'About 20 minutes of disk space left.'],
      [4, 'Less than 4 minutes'],
    ] as const) {
      free = minutes * 60 * rate;
      await rig.desk.start(rig.wish);
      expect(rig.desk.snapshot().sentence).toContain(text);
      await rig.desk.stop();
    }
    free = 1e12;
    await rig.desk.start(rig.wish);
    await feed(rig.desk, [], packets);
    free = 30 * rate;
    expect(await (await rigFor({ freeBytes: () => Promise.resolve(1e6) })).desk.start(rig.wish)).toMatchObject({
      ok: false,
    });
    await expect.poll(() => rig.desk.snapshot().state, { timeout: 9000 }).toBe('off');
    expect(rig.desk.snapshot().sentence).toContain('nearly full, so recording has ended; the file is complete.');
    expect(rig.desk.files().at(-1)).toMatchObject({ verified: true, frames: 900 });
  });
});

describe('folders', () => {
  test('that can’t be written to are refused before anything begins', async () => {
    const rig = await rigFor();
    const file = join(rig.journalFolder, '..', 'a-file');
    await writeFile(file, '');
    expect(await rig.desk.start({ ...rig.wish, folder: file })).toMatchObject({
      ok: false,
      error: { code: 'storage-failed' },
    });
    expect(await rig.desk.start({ ...rig.wish, folder: '/proc/uplink' })).toMatchObject({ ok: false });
    expect(await rig.desk.start({ ...rig.wish, folder: 'relative' })).toMatchObject({ ok: false });
    expect(rig.desk.snapshot()).toMatchObject({ state: 'off', file: '' });
  });

  test('that vanish while recording end it, with a sentence', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    const packets = looped(stream, 4, 70);
    await rig.desk.start({ ...rig.wish, splitMinutes: 1 });
    await feed(
      rig.desk,
      stream.configs,
      packets.filter(({ dts }) => dts < 30e6),
    );
    await rm(rig.folder, { recursive: true });
    await feed(
      rig.desk,
      [],
      packets.filter(({ dts }) => dts >= 30e6),
    );
    await expect.poll(() => rig.desk.snapshot().state).toBe('failed');
    expect(rig.desk.snapshot().sentence).toContain('The recording folder is gone');
    await rig.desk.close(5000);
  });

  test('that are given as a name from outside stay inside', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    await rig.desk.start({ ...rig.wish, name: '../../escape/me' });
    await feed(rig.desk, stream.configs, stream.packets);
    await rig.desk.close(20_000);
    expect(await readdir(rig.folder)).toEqual(['escape me 2026-11-22 21-30-05.mp4']);
    await chmod(rig.folder, 0o700);
    expect((await stat(rig.folder)).isDirectory()).toBe(true);
  });
});

test('a disk that is too slow costs pictures up to a key frame, counted and said, and nothing waits for it', async () => {
  const rig = await rigFor();
  const stream = await readStream(await fixture('avc-aac'));
  const packets = looped(stream, 4, 90);
  const isEarly = ({ dts }: EncodedPacket): boolean => dts < 80e6;
  await rig.desk.start(rig.wish);
  for (const config of stream.configs) rig.desk.onConfig(config);
  const began = performance.now();
  // At once, so that no write can end meanwhile: the queue takes ten seconds of it.
  for (const packet of packets.filter(isEarly)) rig.desk.onPacket(packet);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(rig.desk.snapshot().sentence).toContain('The disk is too slow');
  await expect.poll(() => rig.desk.files()[0]?.verified, { timeout: 10_000 }).toBe(true);
  for (const [index, packet] of packets.filter((one) => !isEarly(one)).entries()) {
    rig.desk.onPacket(packet);
    if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(rig.desk.snapshot().sentence).toMatch(/The disk is too slow: (6[6-9]|70) s are missing/);
  await rig.desk.close(20_000);
  const files = rig.desk.files();
  expect(files.map(({ verified }) => verified)).toEqual([true, true]);
  expect(Math.round((files[0]?.toMicros ?? 0) / 1e6)).toBeLessThanOrEqual(14);
  expect(files[1]).toMatchObject({ fromMicros: 80e6, frames: 300 });
  for (const { path, frames } of files) {
    const seen = await packetsSeen(path, 'v');
    expect(seen.length).toBe(frames);
    expect(seen[0]?.isKeyFrame).toBe(true);
    expect((await decoded(path)).complaints).toBe('');
  }
});
