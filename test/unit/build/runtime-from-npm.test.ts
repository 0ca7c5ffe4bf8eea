/** What turns an npm tarball into an Electron: the archive readers refuse what is unsafe, fuses are set in place. */
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FUSE, setFuses } from '../../../build/set-up/fuses.mjs';
import { extractFromTarball, unzip } from '../../../build/set-up/unpack.mjs';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'uplink-unpack-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

type Entry = { readonly name: string; readonly text: string; readonly mode: number; readonly packed: boolean };

/** A zip as the field's tools write it: local headers, then the directory, then its end. */
function zipOf(entries: readonly Entry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text, mode, packed } of entries) {
    const content = packed ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(packed ? 8 : 0, 10);
    central.writeUInt32LE(content.length, 20);
    central.writeUInt32LE(text.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE((mode << 16) >>> 0, 38);
    central.writeUInt32LE(at, 42);
    bodies.push(local, Buffer.from(name), content);
    directory.push(central, Buffer.from(name));
    at += 30 + name.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

async function unzipped(entries: readonly Entry[]): Promise<string> {
  const archive = path.join(folder, 'archive.zip');
  const target = path.join(folder, 'tree');
  await writeFile(archive, zipOf(entries));
  await unzip(archive, target, {
    place: (name) => (name.startsWith('skip/') ? undefined : name),
    onProgress: () => undefined,
  });
  return target;
}

describe('unzip', () => {
  test('writes stored and packed files with their mode, and leaves out what has no place', async () => {
    const target = await unzipped([
      { name: 'run', text: 'x'.repeat(5000), mode: 0o100755, packed: true },
      { name: 'a/note', text: 'plain', mode: 0o100644, packed: false },
      { name: 'a/empty', text: '', mode: 0o100644, packed: false },
      { name: 'skip/this', text: 'no', mode: 0o100644, packed: false },
    ]);
    expect(await readFile(path.join(target, 'run'), 'utf8')).toBe('x'.repeat(5000));
    expect((await stat(path.join(target, 'run'))).mode & 0o777).toBe(0o755);
    expect(await readFile(path.join(target, 'a', 'note'), 'utf8')).toBe('plain');
    expect((await readdir(target, { recursive: true })).toSorted()).toEqual(['a', 'a/empty', 'a/note', 'run']);
  });

  test.each([
    ['a path', { name: '../out', text: 'x', mode: 0o100644, packed: false }],
    ['a link', { name: 'link', text: '../../out', mode: 0o120777, packed: false }],
  ])('refuses %s that leads outside', async (_what, entry) => {
    await expect(unzipped([entry])).rejects.toThrow('outside');
  });

  test('refuses what is no zip', async () => {
    const archive = path.join(folder, 'archive.zip');
    await writeFile(archive, 'no zip at all, but longer than its end record');
    const options = { place: (name: string) => name, onProgress: () => undefined };
    await expect(unzip(archive, folder, options)).rejects.toThrow('not a zip');
  });
});

/** A tarball of plain ustar members. */
function tarballOf(members: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(members).flatMap(([name, text]) => {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
    return [head, Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

describe('extractFromTarball', () => {
  const members = { 'package/package.json': '{}', 'package/big.zip': 'z'.repeat(70_001), 'package/after': 'end' };

  test('gives the one member asked for', async () => {
    await writeFile(path.join(folder, 't.tgz'), tarballOf(members));
    await extractFromTarball(path.join(folder, 't.tgz'), '/big.zip', path.join(folder, 'big'));
    expect(await readFile(path.join(folder, 'big'), 'utf8')).toBe('z'.repeat(70_001));
  });

  test('says when it is not there', async () => {
    await writeFile(path.join(folder, 't.tgz'), tarballOf(members));
    const missing = extractFromTarball(path.join(folder, 't.tgz'), '/none', path.join(folder, 'none'));
    await expect(missing).rejects.toThrow('no file named');
  });
});

describe('setFuses', () => {
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

  test('changes the named fuses and nothing else', async () => {
    const file = path.join(folder, 'electron');
    await writeFile(
      file,
      Buffer.concat([Buffer.from(`before${sentinel}`), Buffer.from([1, 8]), Buffer.from('10100011after')]),
    );
    await setFuses(file, [
      [FUSE.nodeCliInspect, true],
      [FUSE.browserSnapshot, false],
    ]);
    expect((await readFile(file, 'latin1')).slice(-13)).toBe('10110001after');
  });

  test('refuses a file without fuses, another version and a fuse that is not there', async () => {
    const file = path.join(folder, 'electron');
    await writeFile(file, 'nothing here');
    await expect(setFuses(file, [[3, true]])).rejects.toThrow('no fuses');
    await writeFile(file, Buffer.concat([Buffer.from(sentinel), Buffer.from([2, 8]), Buffer.from('10100011')]));
    await expect(setFuses(file, [[3, true]])).rejects.toThrow('version');
    await writeFile(file, Buffer.concat([Buffer.from(sentinel), Buffer.from([1, 2]), Buffer.from('10')]));
    await expect(setFuses(file, [[3, true]])).rejects.toThrow('no fuse 3');
  });
});
