/** Opens the MP4 files that we write, growing or finished, and reads their index; a torn end is left out. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { longestHead, readBoxHead, type BoxHead } from '../../../shared/live/record/mp4/boxes.ts';
import { addFragment, readMovie, type Movie } from '../../../shared/live/record/mp4/read-movie.ts';

/** Longest index of a finished file and of one fragment that we would have written. */
const longestMoov = 512 * 1024 * 1024;
const longestMoof = 4 * 1024 * 1024;
/** An index of a second with 60 pictures takes 2 KiB. */
const windowBytes = 4096;
/** Boxes looked at: two a second for three days. */
const mostBoxes = 600_000;

/** An open file, to be closed by whoever opened it. */
export type MovieFile = {
  readonly handle: FileHandle;
  readonly movie: Movie;
  /** Bytes up to the end of the last whole fragment. */
  readonly wholeBytes: number;
};

/** Opens `path` for reading, never through a link in its last part; null when it is no file of ours. Throws the system's error. */
export async function openMovie(path: string, source: number): Promise<MovieFile | null> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  const found = await scan(handle, source).catch(async (thrown: unknown) => {
    await handle.close();
    throw thrown;
  });
  if (found === null) await handle.close();
  return found === null ? null : { handle, ...found };
}

/** Seconds that the longest track of `movie` lasts. */
export function secondsOf(movie: Movie): number {
  return Math.max(0, ...movie.tracks.map(({ head, samples }) => samples.end / head.timescale));
}

type Scan = { readonly movie: Movie; readonly wholeBytes: number };

async function scan(handle: FileHandle, source: number): Promise<Scan | null> {
  const { size } = await handle.stat();
  const view = { reader: new WindowReader(handle), size, source };
  let movie: Movie | null = null;
  let wholeBytes = 0;
  let position = 0;
  for (let count = 0; count < mostBoxes; count++) {
    // oxlint-disable-next-line no-await-in-loop -- a box tells where the next one is
    const head = await headAt(view, position);
    if (head === null) break;
    if (head.type === 'moov') {
      // oxlint-disable-next-line no-await-in-loop
      movie = await readMoov(view, position, head);
      if (movie?.isGrowing !== true) return movie === null ? null : { movie, wholeBytes: size };
    }
    if (head.type === 'moof' && movie !== null) {
      // oxlint-disable-next-line no-await-in-loop
      const end = await fragmentEnd(view, position, { head, movie });
      if (end === null) break;
      position = end;
    } else {
      position += head.length;
    }
    wholeBytes = position;
  }
  return movie === null ? null : { movie, wholeBytes };
}

type View = { readonly reader: WindowReader; readonly size: number; readonly source: number };

/** The head of a box that is whole; null at the end, and at a torn one. */
async function headAt({ reader, size }: View, position: number): Promise<BoxHead | null> {
  const head = readBoxHead(await reader.read(position, Math.min(longestHead, size - position)));
  if (head === null) return null;
  const length = head.length === 0 ? size - position : head.length;
  return position + length > size ? null : { ...head, length };
}

async function readMoov({ reader, source }: View, position: number, head: BoxHead): Promise<Movie | null> {
  if (head.length > longestMoov) return null;
  const bytes = await reader.read(position, head.length);
  return readMovie(bytes.subarray(head.headLength), source);
}

/** Adds a fragment when its media is all there, and tells where that ends. */
async function fragmentEnd(
  view: View,
  position: number,
  found: { readonly head: BoxHead; readonly movie: Movie },
): Promise<number | null> {
  const { length } = found.head;
  if (length > longestMoof) return null;
  const media = await headAt(view, position + length);
  if (media?.type !== 'mdat') return null;
  const moof = await view.reader.read(position, length);
  return addFragment(found.movie, moof, position, view.source) ? position + length + media.length : null;
}

/** Reads a little more than asked for: a fragment's index and what stands round it come with one system call. */
class WindowReader {
  readonly #handle: FileHandle;
  #from = 0;
  #bytes = new Uint8Array(0);

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Up to `length` bytes from `position` on; fewer at the end of the file. Valid until the next read. */
  async read(position: number, length: number): Promise<Uint8Array> {
    const isInside = position >= this.#from && position + length <= this.#from + this.#bytes.length;
    if (!isInside) {
      this.#bytes = await readAt(this.#handle, position, Math.max(length, windowBytes));
      this.#from = position;
    }
    const start = position - this.#from;
    return this.#bytes.subarray(start, start + length);
  }
}

/** Up to `length` bytes from `position` on; fewer at the end of the file. */
async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, length));
  let read = 0;
  while (read < bytes.length) {
    // oxlint-disable-next-line no-await-in-loop -- a system call may give less than asked for
    const { bytesRead } = await handle.read(bytes, read, bytes.length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}
