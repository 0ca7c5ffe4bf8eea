/** What a destination missed, cut out of Matroska recordings too, and never written over a recording. */
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { exportTarget } from '../../electron/record/export-missing.ts';
import { fixture, type FixtureName } from '../support/media/fixtures.ts';
import {
  decoded,
  deskRig,
  feed,
  looped,
  packetsSeen,
  readStream,
  secondsSeen,
  type DeskRig,
} from '../support/recording.ts';

const rigs: DeskRig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.remove();
});

/** A finished recording of `seconds`. */
async function recorded(
  name: FixtureName,
  seconds: number,
  options: Partial<DeskRig['wish']> = {},
): Promise<{ readonly rig: DeskRig; readonly paths: readonly string[] }> {
  const rig = await deskRig();
  rigs.push(rig);
  const stream = await readStream(await fixture(name));
  await rig.desk.start({ ...rig.wish, ...options });
  await feed(rig.desk, stream.configs, looped(stream, 4, seconds));
  await rig.desk.close(20_000);
  return { rig, paths: rig.desk.files().map(({ path }) => path) };
}

describe('out of Matroska', () => {
  const names: readonly FixtureName[] = ['avc-aac', 'avc-reordered-aac', 'hevc-aac', 'av1-opus', 'vp9-opus'];

  test.each(names)('%s: the part is there, as long as it was missed, and nothing else stays behind', async (name) => {
    const { rig, paths } = await recorded(name, 12, { container: 'mkv' });
    expect(paths).toEqual([join(rig.folder, 'Show 2026-11-22 21-30-05.mkv')]);
    const target = join(rig.folder, 'missing.mp4');
    const exported = await rig.desk.exportMissing([{ fromMicros: 5.5e6, toMicros: 9e6 }], target);
    expect(exported).toMatchObject({ ok: true, value: { path: target } });
    expect(exported.ok ? exported.value.lackingSeconds : 9).toBeLessThan(0.1);
    expect(Math.abs((await secondsSeen(target)) - 3.5)).toBeLessThan(0.2);
    const seen = await decoded(target);
    expect(seen.complaints).toBe('');
    expect(seen.frames).toBeGreaterThanOrEqual(104);
    expect((await packetsSeen(target, 'a')).length).toBeGreaterThan(150);
    expect((await readdir(rig.folder)).toSorted()).toEqual(['Show 2026-11-22 21-30-05.mkv', 'missing.mp4']);
  });

  test('across parts, and the pictures are those of the recording', async () => {
    const { rig, paths } = await recorded('avc-aac', 70, { container: 'mkv', splitMinutes: 1 });
    expect(paths.map((path) => path.endsWith('.mkv'))).toEqual([true, true]);
    const target = join(rig.folder, 'missing.mp4');
    const exported = await rig.desk.exportMissing([{ fromMicros: 58e6, toMicros: 63e6 }], target);
    expect(exported.ok ? exported.value.lackingSeconds : 9).toBeLessThan(0.1);
    expect(Math.abs((await secondsSeen(target)) - 5)).toBeLessThan(0.2);
    // 58 s is a key frame of this stream, and so is 60 s: exactly what was asked for.
    expect(await decoded(target)).toEqual({ frames: 150, complaints: '' });
  });

  test('a damaged file is told, and leaves nothing behind', async () => {
    const { rig, paths } = await recorded('avc-aac', 8, { container: 'mkv' });
    await writeFile(paths[0] ?? '', 'no film any more');
    const target = join(rig.folder, 'missing.mp4');
    const exported = await rig.desk.exportMissing([{ fromMicros: 2e6, toMicros: 4e6 }], target);
    expect(exported).toMatchObject({
      ok: false,
      error: { facts: { why: 'a file of the recording is gone or damaged' } },
    });
    expect(await readdir(rig.folder)).toEqual(['Show 2026-11-22 21-30-05.mkv']);
  });
});

describe('a recording', () => {
  const spans = [{ fromMicros: 2e6, toMicros: 4e6 }];

  test('is never replaced by a part of it, by whatever name', async () => {
    const { rig, paths } = await recorded('avc-aac', 8);
    const [path = ''] = paths;
    const before = await readFile(path);
    await link(path, join(rig.folder, 'hard.mp4'));
    await symlink(path, join(rig.folder, 'soft.mp4'));
    await symlink(rig.folder, `${rig.folder} again`);
    const names = [
      path,
      join(rig.folder, 'hard.mp4'),
      join(rig.folder, 'soft.mp4'),
      path.replace('videos', 'videos again'),
    ];
    for (const target of names) {
      expect(await rig.desk.exportMissing(spans, target)).toMatchObject({
        ok: false,
        error: { facts: { why: 'it is a recording' } },
      });
    }
    expect(await readFile(path)).toEqual(before);
  });

  test('that grows is not replaced either', async () => {
    const { rig } = await recorded('avc-aac', 8);
    const stream = await readStream(await fixture('avc-aac'));
    await rig.desk.start({ ...rig.wish, name: 'Next' });
    const later = looped(stream, 4, 8).map((packet) => ({ ...packet, pts: packet.pts + 8e6, dts: packet.dts + 8e6 }));
    await feed(rig.desk, stream.configs, later);
    await expect.poll(() => rig.desk.files()[1]?.toMicros ?? 0).toBeGreaterThan(14e6);
    const growing = rig.desk.files()[1]?.path ?? '';
    // Only the first file holds what is asked for: the other one is no source.
    expect(await rig.desk.exportMissing(spans, growing)).toMatchObject({ ok: false });
    await rig.desk.close(20_000);
    expect(rig.desk.files()[1]).toMatchObject({ verified: true, frames: 240 });
  });
});

test('an ending that was not typed makes no file that nobody was asked about', async () => {
  const { rig } = await recorded('avc-aac', 4);
  const picked = join(rig.folder, 'What was missed');
  expect(await exportTarget(`${picked}.MP4`)).toBe(`${picked}.MP4`);
  expect(await exportTarget(picked)).toBe(`${picked}.mp4`);
  await writeFile(`${picked}.mp4`, 'mine');
  await mkdir(`${picked} (2).mp4`);
  expect(await exportTarget(picked)).toBe(`${picked} (3).mp4`);
});
