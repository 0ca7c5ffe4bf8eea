/** Recordings as ffmpeg sees them: every picture and sound, at its time, in proper MP4 files with chapters. */
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { boxesIn } from '../../shared/live/record/mp4/boxes.ts';
import type { EncodedPacket } from '../../shared/media/encoded-packet.ts';
import { fixture, type FixtureName } from '../support/media/fixtures.ts';
import {
  chaptersSeen,
  decoded,
  deskRig,
  feed,
  looped,
  packetsSeen,
  readStream,
  secondsSeen,
  type DeskRig,
  type RecordableStream,
  type RigOptions,
} from '../support/recording.ts';

const rigs: DeskRig[] = [];

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.remove();
});

async function rigFor(options: RigOptions = {}): Promise<DeskRig> {
  const rig = await deskRig(options);
  rigs.push(rig);
  return rig;
}

/** Records `packets` from start to proper files; their paths. */
async function record(
  rig: DeskRig,
  stream: RecordableStream,
  packets: readonly EncodedPacket[],
): Promise<readonly string[]> {
  expect(await rig.desk.start(rig.wish)).toMatchObject({ ok: true });
  await feed(rig.desk, stream.configs, packets);
  await rig.desk.close(20_000);
  return rig.desk.files().map(({ path }) => path);
}

function times(packets: readonly EncodedPacket[], track: 'video' | 'audio', zero: number): readonly number[] {
  const all = packets.filter((packet) => packet.track === track).map(({ pts }) => (pts - zero) / 1e6);
  return all.toSorted((one, other) => one - other);
}

/** True when each of `seen` is within a millisecond of its partner in `wanted`. */
function expectTimes(seen: readonly { readonly pts: number }[], wanted: readonly number[]): void {
  expect(seen.length).toBe(wanted.length);
  const worst = Math.max(...seen.map(({ pts }, index) => Math.abs(pts - (wanted[index] ?? Infinity))));
  expect(worst).toBeLessThan(0.001);
}

describe('every codec', () => {
  const names: readonly FixtureName[] = ['avc-aac', 'avc-reordered-aac', 'hevc-aac', 'av1-opus', 'vp9-opus'];

  test.each(names)('%s: each picture and each sound is there, at its time', async (name) => {
    const rig = await rigFor();
    const stream = await readStream(await fixture(name));
    const [file = ''] = await record(rig, stream, stream.packets);
    const zero = stream.packets.find(({ track }) => track === 'video')?.dts ?? 0;
    expectTimes(await packetsSeen(file, 'v'), times(stream.packets, 'video', zero));
    expectTimes(await packetsSeen(file, 'a'), times(stream.packets, 'audio', zero));
    const seen = await decoded(file);
    expect(seen.frames).toBe(120);
    expect(seen.complaints).toBe('');
    expect(rig.desk.files()).toMatchObject([{ kind: 'recording', verified: true, frames: 120, trouble: '' }]);
    expect(boxesIn(await readFile(file)).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(await readdir(rig.journalFolder)).toEqual([]);
    expect(rig.desk.snapshot()).toMatchObject({ state: 'off', file: 'Show 2026-11-22 21-30-05.mp4', sentence: '' });
  });
});

describe('files', () => {
  test('are split at key frames, and no packet is lost between them', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    const packets = looped(stream, 4, 150);
    await rig.desk.start({ ...rig.wish, splitMinutes: 1 });
    await feed(rig.desk, stream.configs, packets);
    await rig.desk.close(20_000);
    const files = rig.desk.files();
    expect(files.map(({ fromMicros }) => fromMicros / 1e6)).toEqual([0, 60, 120]);
    const pictures = await Promise.all(files.map(({ path }) => packetsSeen(path, 'v')));
    const sounds = await Promise.all(files.map(({ path }) => packetsSeen(path, 'a')));
    const shifted = (parts: typeof pictures): readonly { readonly pts: number }[] =>
      parts.flatMap((part, index) => part.map(({ pts }) => ({ pts: pts + index * 60 })));
    expectTimes(shifted(pictures), times(packets, 'video', 0));
    expectTimes(shifted(sounds), times(packets, 'audio', 0));
    expect(pictures.every(([first]) => first?.isKeyFrame)).toBe(true);
    expect(files.map(({ verified }) => verified)).toEqual([true, true, true]);
  });

  test('carry the marks as chapters', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    const packets = looped(stream, 4, 12);
    await rig.desk.start(rig.wish);
    for (const [from, to, text] of [
      [0, 3, 'Begrüßung'],
      [3, 7, ''],
      [7, 12, 'Ende'],
    ] as const) {
      await feed(
        rig.desk,
        from === 0 ? stream.configs : [],
        packets.filter(({ dts }) => dts >= from * 1e6 && dts < to * 1e6),
      );
      await expect.poll(() => rig.desk.mark(text)).toBe(true);
    }
    await rig.desk.close(20_000);
    const [file] = rig.desk.files();
    const chapters = await chaptersSeen(file?.path ?? '');
    expect(chapters.map((line) => line.split(',')[1])).toEqual(['Begrüßung', 'Mark 2', 'Ende']);
    const starts = chapters.map((line) => Number(line.split(',')[0]));
    expect(starts.map((start) => Math.round(start))).toEqual([3, 7, 12]);
    expect(file?.chapters.map(({ text }) => text)).toEqual(['Begrüßung', 'Mark 2', 'Ende']);
  });

  test('begin in mid-session at the next key frame, and a change of format begins another one', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    const other = await readStream(await fixture('avc-reordered-aac'));
    const first = looped(stream, 4, 4).filter(({ dts }) => dts > 500_000);
    const second = other.packets.map((packet) => ({ ...packet, pts: packet.pts + 4e6, dts: packet.dts + 4e6 }));
    await rig.desk.start(rig.wish);
    await feed(rig.desk, stream.configs, first);
    await feed(rig.desk, other.configs, second);
    await rig.desk.close(20_000);
    const files = rig.desk.files();
    expect(files.map(({ frames }) => frames)).toEqual([90, 120]);
    expect(files.map(({ fromMicros }) => Math.round(fromMicros / 1e5) / 10)).toEqual([1, 4]);
    for (const { path, frames } of files) expect(await decoded(path)).toEqual({ frames, complaints: '' });
  });

  test('are never written over others, nor through a link', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    await rig.desk.start(rig.wish);
    await rig.desk.stop();
    const taken = join(rig.folder, 'Show 2026-11-22 21-30-05.mp4');
    await writeFile(taken, 'mine');
    const [file] = await record(rig, stream, stream.packets);
    expect(file).toBe(join(rig.folder, 'Show 2026-11-22 21-30-05 (2).mp4'));
    expect(await readFile(taken, 'utf8')).toBe('mine');
  });

  test('can be Matroska', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-reordered-aac'));
    await rig.desk.start({ ...rig.wish, container: 'mkv' });
    await feed(rig.desk, stream.configs, stream.packets);
    await rig.desk.close(20_000);
    const [file] = rig.desk.files();
    expect(await readdir(rig.folder)).toEqual(['Show 2026-11-22 21-30-05.mkv']);
    expect(file).toMatchObject({ verified: true, file: 'Show 2026-11-22 21-30-05.mkv' });
    expect((await decoded(file?.path ?? '')).frames).toBe(120);
  });

  test('can be played while they grow', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    await rig.desk.start(rig.wish);
    await feed(rig.desk, stream.configs, looped(stream, 4, 10));
    await expect.poll(() => rig.desk.files()[0]?.toMicros ?? 0).toBeGreaterThan(8.4e6);
    const path = rig.desk.files()[0]?.path ?? '';
    expect(await secondsSeen(path)).toBeGreaterThan(8.4);
    expect((await decoded(path)).complaints).toBe('');
    await rig.desk.close(20_000);
  });
});

describe('the replay buffer', () => {
  test('saves the last seconds while recording goes on, and changes nothing in the recording', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    const packets = looped(stream, 4, 40);
    rig.desk.setReplay(10, rig.folder);
    await rig.desk.start(rig.wish);
    await feed(
      rig.desk,
      stream.configs,
      packets.filter(({ dts }) => dts < 30e6),
    );
    const saving = rig.desk.saveReplay();
    await feed(
      rig.desk,
      [],
      packets.filter(({ dts }) => dts >= 30e6),
    );
    const saved = await saving;
    await rig.desk.close(20_000);
    const path = saved.ok ? saved.value : '';
    expect(path).toBe(join(rig.folder, 'Replay 2026-11-22 21-30-05.mp4'));
    expect(await secondsSeen(path)).toBeGreaterThanOrEqual(10);
    expect(await secondsSeen(path)).toBeLessThanOrEqual(11.1);
    expect((await decoded(path)).complaints).toBe('');
    const recording = rig.desk.files().find(({ kind }) => kind === 'recording');
    expect((await decoded(recording?.path ?? '')).frames).toBe(1200);
  });

  test('has nothing to save before the first key frame', async () => {
    const rig = await rigFor();
    rig.desk.setReplay(10, rig.folder);
    expect(await rig.desk.saveReplay()).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
  });
});

describe('what a destination missed', () => {
  test('is cut out of the recording, across parts, as long as it was missed', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    await rig.desk.start({ ...rig.wish, splitMinutes: 1 });
    await feed(rig.desk, stream.configs, looped(stream, 4, 130));
    await rig.desk.close(20_000);
    const target = join(rig.folder, 'missing.mp4');
    const spans = [
      { fromMicros: 20.4e6, toMicros: 29.9e6 },
      { fromMicros: 55e6, toMicros: 65e6 },
    ];
    const exported = await rig.desk.exportMissing(spans, target);
    expect(exported).toMatchObject({ ok: true });
    expect(Math.abs((await secondsSeen(target)) - 19.5)).toBeLessThan(0.2);
    expect(exported.ok ? exported.value.lackingSeconds : 9).toBeLessThan(0.1);
    const seen = await decoded(target);
    expect(seen.complaints).toBe('');
    // 19.5 s of pictures and those from the key frame before 20.4 s.
    expect(seen.frames).toBeGreaterThanOrEqual(585);
    expect(seen.frames).toBeLessThanOrEqual(585 + 14);
  });

  test('can be cut while recording goes on, and says what was not recorded', async () => {
    const rig = await rigFor();
    const stream = await readStream(await fixture('avc-aac'));
    await rig.desk.start(rig.wish);
    await feed(rig.desk, stream.configs, looped(stream, 4, 20));
    await expect.poll(() => rig.desk.files()[0]?.toMicros ?? 0).toBeGreaterThan(18e6);
    const target = join(rig.folder, 'missing.mp4');
    const exported = await rig.desk.exportMissing(
      [
        { fromMicros: 5e6, toMicros: 8e6 },
        { fromMicros: 90e6, toMicros: 95e6 },
      ],
      target,
    );
    expect(exported).toMatchObject({ ok: true, value: { lackingSeconds: 5 } });
    expect(Math.abs((await secondsSeen(target)) - 3)).toBeLessThan(0.2);
    expect(await rig.desk.exportMissing([{ fromMicros: 90e6, toMicros: 95e6 }], target)).toMatchObject({ ok: false });
    expect(await rig.desk.exportMissing([], 'relative.mp4')).toMatchObject({ ok: false });
    await rig.desk.close(20_000);
  });
});

test('quitting does not wait for a file to be finished: it plays as it is, and the next start offers it', async () => {
  const rig = await rigFor();
  const stream = await readStream(await fixture('avc-aac'));
  await rig.desk.start(rig.wish);
  await feed(rig.desk, stream.configs, looped(stream, 4, 40));
  await rig.desk.close(0);
  const [file] = rig.desk.files();
  expect(file).toMatchObject({ verified: true, frames: 1200 });
  expect(file?.trouble).toContain('closed before the file was finished');
  expect(await decoded(file?.path ?? '')).toEqual({ frames: 1200, complaints: '' });
  expect(await readdir(rig.folder)).toEqual([file?.file]);
  const later = await rigFor({ folder: rig.folder, journalFolder: rig.journalFolder });
  const [left] = await later.desk.unfinished();
  expect(left).toMatchObject({ name: file?.file });
  expect(await later.desk.discard(left?.id ?? '')).toEqual({ ok: true, value: null });
  expect(await readdir(rig.folder)).toEqual([]);
  expect(await later.desk.unfinished()).toEqual([]);
});

test('a torn file is recovered up to its last whole fragment', async () => {
  const rig = await rigFor();
  const stream = await readStream(await fixture('avc-aac'));
  await rig.desk.start(rig.wish);
  await feed(rig.desk, stream.configs, looped(stream, 4, 20));
  await expect.poll(() => rig.desk.files()[0]?.toMicros ?? 0).toBeGreaterThan(18e6);
  rig.desk.mark('here');
  const path = rig.desk.files()[0]?.path ?? '';
  const copy = join(rig.folder, 'torn.mp4');
  const bytes = await readFile(path);
  await writeFile(copy, bytes.subarray(0, bytes.length - 1000));
  // The journal of a run that was killed, pointing to the torn copy.
  const [note = ''] = await readdir(rig.journalFolder);
  const text = await readFile(join(rig.journalFolder, note), 'utf8');
  const later = await rigFor({ folder: rig.folder });
  await mkdir(later.journalFolder, { recursive: true });
  await writeFile(join(later.journalFolder, note), text.replace(path, copy));
  const [left] = await later.desk.unfinished();
  expect(left).toMatchObject({ name: 'torn.mp4' });
  expect(left?.seconds).toBeGreaterThan(16);
  expect(await later.desk.recover(left?.id ?? '')).toEqual({ ok: true, value: 'torn.mp4' });
  expect(await later.desk.unfinished()).toEqual([]);
  expect(boxesIn(await readFile(copy)).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
  expect((await decoded(copy)).complaints).toBe('');
  await rig.desk.close(20_000);
});

test('what is no recording is neither offered nor touched, and links are left alone', async () => {
  const rig = await rigFor();
  const id = '11111111-2222-4333-8444-555555555555';
  const path = join(rig.folder, 'a.mp4');
  const outside = join(rig.folder, 'outside.mp4');
  await mkdir(rig.folder, { recursive: true });
  await mkdir(rig.journalFolder, { recursive: true });
  await writeFile(outside, 'mine');
  await symlink(outside, path);
  const note = { version: 1, id, path, startedAt: 0, zeroMicros: 0, marks: [] };
  await writeFile(join(rig.journalFolder, `${id}.json`), JSON.stringify(note));
  expect(await rig.desk.unfinished()).toEqual([]);
  expect(await rig.desk.recover(id)).toMatchObject({ ok: false });
  expect(await rig.desk.discard(id)).toEqual({ ok: true, value: null });
  expect(await readFile(outside, 'utf8')).toBe('mine');
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect(await rig.desk.recover('../../etc')).toMatchObject({ ok: false });
  expect(await rig.desk.discard(id)).toMatchObject({ ok: false });
});
