/** Reads the two archive formats the npm runtime comes in, tar.gz and zip, with node:zlib alone. */
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, open, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';

const TAR_BLOCK = 512;
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LONGEST_ZIP_COMMENT = 0xffff;
const UNIX_TYPE = 0xf000;
const UNIX_SYMLINK = 0xa000;

/**
 * Copies the first file of a .tar.gz whose name ends in `suffix` to `target`; throws when there is none.
 * Only what npm tarballs use is read: plain ustar headers with an octal size.
 */
export async function extractFromTarball(tarball, suffix, target) {
  await pipeline(
    createReadStream(tarball),
    createGunzip(),
    (chunks) => selectTarMember(chunks, suffix),
    createWriteStream(target),
  );
}

async function* selectTarMember(chunks, suffix) {
  let pending = Buffer.alloc(0);
  let toSkip = 0;
  let toYield = 0;
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length > 0) {
      if (toYield > 0) {
        const part = pending.subarray(0, toYield);
        toYield -= part.length;
        pending = pending.subarray(part.length);
        yield part;
        if (toYield === 0) return;
      } else if (toSkip > 0) {
        const skipped = Math.min(toSkip, pending.length);
        toSkip -= skipped;
        pending = pending.subarray(skipped);
      } else if (pending.length < TAR_BLOCK) {
        break;
      } else {
        const name = pending.toString('utf8', 0, 100).split('\0', 1)[0] ?? '';
        const size = Number.parseInt(pending.toString('latin1', 124, 136), 8) || 0;
        pending = pending.subarray(TAR_BLOCK);
        if (name.endsWith(suffix)) toYield = size;
        else toSkip = Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
      }
    }
  }
  throw new Error(`no file named ${suffix} in the tarball, or it is cut short`);
}

/**
 * Unpacks a zip below `target`. `place(name)` gives the path to write relative to `target`, or undefined to
 * leave the entry out; `onProgress` receives the fraction done, 0…1. Paths that lead outside are refused.
 */
export async function unzip(archive, target, { place, onProgress }) {
  const file = await open(archive, 'r');
  try {
    const entries = await readDirectory(file);
    const total = entries.reduce((sum, entry) => sum + entry.packed, 0);
    let done = 0;
    for (const entry of entries) {
      const name = place(entry.name);
      if (name !== undefined && name !== '') await writeEntry({ archive, file }, entry, insideOf(target, name));
      done += entry.packed;
      onProgress(total === 0 ? 1 : done / total);
    }
  } finally {
    await file.close();
  }
}

function insideOf(target, name) {
  const full = path.resolve(target, name);
  if (full !== path.resolve(target) && !full.startsWith(path.resolve(target) + path.sep)) {
    throw new Error(`archive entry leads outside its folder: ${name}`);
  }
  return full;
}

async function readDirectory(file) {
  const { size } = await file.stat();
  const tail = await readAt(
    file,
    Math.max(0, size - LONGEST_ZIP_COMMENT - 22),
    Math.min(size, LONGEST_ZIP_COMMENT + 22),
  );
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new Error('not a zip archive');
  const count = tail.readUInt16LE(end + 10);
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const entries = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('damaged zip directory');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      header: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function readAt(file, position, length) {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('the archive is cut short');
  return buffer;
}

async function writeEntry({ archive, file }, entry, full) {
  if (entry.name.endsWith('/')) {
    await mkdir(full, { recursive: true });
    return;
  }
  await mkdir(path.dirname(full), { recursive: true });
  const header = await readAt(file, entry.header, 30);
  const start = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const content = () => entryStream(archive, entry, start);
  if ((entry.mode & UNIX_TYPE) === UNIX_SYMLINK) {
    const parts = await content().toArray();
    const link = Buffer.concat(parts).toString('utf8');
    insideOf(path.dirname(full), link);
    await symlink(link, full);
    return;
  }
  await pipeline(content(), createWriteStream(full));
  await chmod(full, entry.mode & 0o777 || 0o644);
}

function entryStream(archive, entry, start) {
  if (entry.packed === 0) return Readable.from([]);
  const raw = createReadStream(archive, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 });
  if (entry.method === 0) return raw;
  if (entry.method !== 8) throw new Error(`unknown compression ${entry.method} of ${entry.name}`);
  const inflate = createInflateRaw({ chunkSize: 1 << 20 });
  raw.on('error', (error) => inflate.destroy(error));
  return raw.pipe(inflate);
}
