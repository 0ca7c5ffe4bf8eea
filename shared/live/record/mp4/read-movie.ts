/** Reads the heads and indexes of the MP4 files that we write, growing and finished; other files are refused. */
import { ByteReader } from '../../../wire/byte-reader.ts';
import { decodeUtf8 } from '../../../wire/utf8.ts';
import { boxesIn, findBox, readTimeField, type BoxView } from './boxes.ts';
import { runFlags, sampleFlags } from './fragment.ts';
import { movieTimescale, type TrackHead } from './headers.ts';
import { SampleTable } from './sample-table.ts';

/** Most samples of a track: three days at 60 fps. A file that claims more is refused. */
const mostSamples = 16_000_000;
/** Most tracks in a file of ours: the picture and six sounds. */
const mostTracks = 7;
/** Longest name of a track, bytes. */
const longestName = 400;

/** A track and where its samples are. */
export type MovieTrack = { readonly head: TrackHead; readonly samples: SampleTable };

/** What is in a file. */
export type Movie = { readonly tracks: readonly MovieTrack[]; readonly isGrowing: boolean };

/** Reads `moov` with its sample tables; `source` numbers the file. Null when it is not like ours. */
export function readMovie(moov: Uint8Array, source: number): Movie | null {
  const isGrowing = findBox(moov, 'mvex') !== null;
  const traks = boxesIn(moov).filter(({ type }) => type === 'trak');
  if (traks.length === 0 || traks.length > mostTracks) return null;
  const tracks: MovieTrack[] = [];
  for (const view of traks) {
    const head = readTrackHead(view.body);
    const samples = new SampleTable();
    if (head === null) return null;
    if (!isGrowing && !readTables(view.body, samples, source)) return null;
    tracks.push({ head, samples });
  }
  return { tracks, isGrowing };
}

/** Adds the samples of a `moof` whose first byte stands at `position`; false when it is not like ours. */
export function addFragment(movie: Movie, moof: Uint8Array, position: number, source: number): boolean {
  const body = findBox(moof, 'moof')?.body ?? new Uint8Array(0);
  const trafs = boxesIn(body).filter(({ type }) => type === 'traf');
  return trafs.length > 0 && trafs.every((traf) => addRun(movie, traf.body, position, source));
}

function addRun(movie: Movie, traf: Uint8Array, position: number, source: number): boolean {
  const tfhd = readerOf(traf, 'tfhd');
  const isOurs = tfhd.u32() === runFlags.baseIsMoof;
  const id = tfhd.u32();
  const samples = movie.tracks.find(({ head }) => head.id === id)?.samples;
  const tfdt = readerOf(traf, 'tfdt');
  const version = tfdt.u8();
  tfdt.u24();
  const run = readerOf(traf, 'trun');
  const flags = run.u32();
  const count = run.u32();
  const fields = { ticks: readTimeField(tfdt, version), position: position + run.u32(), source, flags, count };
  if (!isOurs || samples === undefined || tfdt.overran || run.overran) return false;
  if ((flags & ~runFlags.offset) !== usualFlags || count * 12 > run.remaining) return false;
  return addSamples(samples, run, fields);
}

/** A reader of a box's body; without such a box it has nothing, and overruns at once. */
function readerOf(bytes: Uint8Array, type: string): ByteReader {
  return new ByteReader(findBox(bytes, type)?.body ?? new Uint8Array(0));
}

const usualFlags = runFlags.dataOffset | runFlags.duration | runFlags.size | runFlags.flags;

type RunStart = {
  readonly ticks: number;
  readonly position: number;
  readonly source: number;
  readonly flags: number;
  readonly count: number;
};

function addSamples(samples: SampleTable, run: ByteReader, start: RunStart): boolean {
  let { ticks, position } = start;
  for (let index = 0; index < start.count; index++) {
    const duration = run.u32();
    const length = run.u32();
    const isKeyFrame = run.u32() === sampleFlags.key;
    const offset = (start.flags & runFlags.offset) === 0 ? 0 : run.u32();
    samples.add({ source: start.source, position, length, ticks, offset, isKeyFrame });
    samples.lastDuration = duration;
    ticks += duration;
    position += length;
  }
  return !run.overran && samples.count <= mostSamples;
}

function readTrackHead(trak: Uint8Array): TrackHead | null {
  const stsd = findBox(trak, 'mdia', 'minf', 'stbl', 'stsd');
  const handler = findBox(trak, 'mdia', 'hdlr');
  const mdhd = findBox(trak, 'mdia', 'mdhd');
  const tkhd = findBox(trak, 'tkhd');
  if (stsd === null || handler === null || mdhd === null || tkhd === null) return null;
  const isVideo = String.fromCharCode(...handler.body.subarray(8, 12)) === 'vide';
  const timescale = afterTimes(mdhd).u32();
  const track = afterTimes(tkhd);
  const size = new ByteReader(tkhd.body.subarray(Math.max(0, tkhd.body.length - 8)));
  const head = { id: track.u32(), timescale, width: size.u16(), height: skipped(size, 2).u16() };
  if (timescale === 0 || track.overran || size.overran) return null;
  const name = readName(handler.body);
  return { ...head, kind: isVideo ? 'video' : 'audio', name, description: stsd.whole.slice() };
}

/** The text of `hdlr` (8.4.3), which ends with a zero; the usual ones count as none. */
function readName(handler: Uint8Array): string {
  const text = handler.subarray(24, 24 + longestName);
  const end = text.indexOf(0);
  const decoded = decodeUtf8(end === -1 ? text : text.subarray(0, end));
  return decoded === 'Video' || decoded === 'Sound' ? '' : decoded;
}

/** A reader that stands behind the times of creation and change. */
function afterTimes({ body }: BoxView): ByteReader {
  const reader = new ByteReader(body);
  return skipped(reader, reader.peek() === 0 ? 12 : 20);
}

function skipped(reader: ByteReader, length: number): ByteReader {
  reader.take(length);
  return reader;
}

/** The tables of a finished file (8.6, 8.7) as rows; false when they don't fit together. */
function readTables(trak: Uint8Array, samples: SampleTable, source: number): boolean {
  const stbl = findBox(trak, 'mdia', 'minf', 'stbl')?.body ?? new Uint8Array(0);
  const sizes = tableOf(stbl, 'stsz');
  sizes.u32();
  const count = sizes.u32();
  if (count > mostSamples || count * 4 > sizes.remaining) return false;
  const durations = pairs(tableOf(stbl, 'stts'));
  const offsets = pairs(tableOf(stbl, 'ctts'));
  const keys = keyFrames(stbl);
  const places = chunkPlaces(stbl);
  const start = emptyEdit(trak);
  let ticks = start;
  for (let index = 0; index < count; index++) {
    const length = sizes.u32();
    const position = places(length);
    if (position === null) return false;
    const isKeyFrame = keys === null || keys.has(index + 1);
    samples.add({ source, position, length, ticks, offset: offsets(), isKeyFrame });
    samples.lastDuration = durations();
    ticks += samples.lastDuration;
  }
  return true;
}

/** A reader behind version and flags; empty when there is no such table. */
function tableOf(stbl: Uint8Array, type: string): ByteReader {
  return skipped(new ByteReader(findBox(stbl, type)?.body ?? new Uint8Array(4)), 4);
}

/** The values of a table of (count, value), one at a time; 0 at its end. */
function pairs(table: ByteReader): () => number {
  table.u32();
  let left = 0;
  let value = 0;
  return () => {
    if (left === 0 && table.remaining >= 8) {
      left = table.u32();
      value = table.u32();
    }
    if (left === 0) return 0;
    left -= 1;
    return value;
  };
}

function keyFrames(stbl: Uint8Array): ReadonlySet<number> | null {
  if (findBox(stbl, 'stss') === null) return null;
  const table = tableOf(stbl, 'stss');
  table.u32();
  const keys = new Set<number>();
  while (table.remaining >= 4) keys.add(table.u32());
  return keys;
}

/** Where the next sample of a given length lies; null behind the last chunk. */
function chunkPlaces(stbl: Uint8Array): (length: number) => number | null {
  const isLong = findBox(stbl, 'co64') !== null;
  const chunks = tableOf(stbl, isLong ? 'co64' : 'stco');
  const counts = tableOf(stbl, 'stsc');
  chunks.u32();
  counts.u32();
  let next = counts.remaining >= 12 ? counts.u32() : Infinity;
  let [chunk, perChunk, left, at] = [0, 0, 0, 0];
  return (length) => {
    if (left === 0) {
      if (chunks.remaining < (isLong ? 8 : 4)) return null;
      at = readTimeField(chunks, isLong ? 1 : 0);
      chunk += 1;
      if (chunk === next) {
        perChunk = counts.u32();
        counts.u32();
        next = counts.remaining >= 12 ? counts.u32() : Infinity;
      }
      left = perChunk;
    }
    if (left === 0) return null;
    left -= 1;
    const position = at;
    at += length;
    return position;
  };
}

/** Ticks before the first sample, out of an edit list's empty entry (8.6.6). */
function emptyEdit(trak: Uint8Array): number {
  const elst = findBox(trak, 'edts', 'elst');
  const mdhd = findBox(trak, 'mdia', 'mdhd');
  if (elst === null || mdhd === null) return 0;
  const reader = new ByteReader(elst.body);
  const version = reader.u8();
  reader.u24();
  reader.u32();
  const duration = readTimeField(reader, version);
  const isEmpty = reader.u32() === 0xffff_ffff;
  return isEmpty ? Math.round((duration * afterTimes(mdhd).u32()) / movieTimescale) : 0;
}
