/** A finished MP4 file: its index in front, chapters in it, and which bytes of which files to copy behind it. */
import { ByteWriter } from '../../../wire/byte-writer.ts';
import { encodeUtf8 } from '../../../wire/utf8.ts';
import { box, fullBox, timeField, u64, wordLimit, type Box } from './boxes.ts';
import { ftyp, movieTimescale, mvhd, placed, trak, versionFor, type TrackHead } from './headers.ts';
import type { MovieTrack } from './read-movie.ts';
import type { SampleTable } from './sample-table.ts';

/** A named moment; the player's list shows it. */
export type Chapter = { readonly seconds: number; readonly text: string };

/** Bytes to copy from file `source`. */
export type CopyRange = { readonly source: number; readonly position: number; readonly length: number };

export type MoviePlan = {
  /** Everything before the media. */
  readonly head: readonly Uint8Array[];
  readonly headBytes: number;
  /** The media, in order. */
  readonly copies: readonly CopyRange[];
  readonly payloadBytes: number;
};

/** `chpl` counts in one byte, and so do its texts. */
const mostChapters = 255;
const longestText = 255;

/** Samples that lie side by side: `first` to `end` (not included) of a track. */
type Chunk = {
  readonly track: number;
  readonly first: number;
  readonly end: number;
  readonly seconds: number;
  readonly length: number;
};

/** Samples between two pauses. */
const slice = 8192;

/**
 * Lays out a file of `tracks`, each with one sample at least; `created` in ms since 1970. A long file has hundreds of
 * thousands of samples: the generator pauses often, so that the caller can let others have their turn, and returns the plan.
 */
export function* planMovie(
  tracks: readonly MovieTrack[],
  options: { readonly created: number; readonly chapters: readonly Chapter[] },
): Generator<void, MoviePlan> {
  const perTrack: (readonly Chunk[])[] = [];
  for (const [track, { head, samples }] of tracks.entries()) {
    perTrack.push(yield* chunksOf(samples, track, head.timescale));
  }
  const chunks = perTrack.flat().toSorted((one, other) => one.seconds - other.seconds || one.track - other.track);
  const payloadBytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const isLong = payloadBytes + 0x1000_0000 > wordLimit;
  const places = perTrack.map((list) => new Uint8Array(list.length * (isLong ? 8 : 4)));
  const traks: Box[] = [];
  const heads = tracks.map(({ head }) => head);
  for (const [index, track] of tracks.entries()) {
    const tables = chunkTables(perTrack[index] ?? [], places[index] ?? new Uint8Array(0), isLong);
    traks.push(yield* trakOf(track, { created: options.created, heads }, tables));
  }
  const duration = Math.max(...tracks.map(movieDuration));
  const next = Math.max(...tracks.map(({ head }) => head.id)) + 1;
  const chapters = options.chapters.length === 0 ? [] : [box('udta', chpl(options.chapters))];
  const moov = box('moov', mvhd(options.created, duration, next), ...traks, ...chapters);
  const head = [...ftyp('isom', 'iso2', 'mp41').pieces, ...moov.pieces, mdatHead(payloadBytes)];
  const headBytes = head.reduce((sum, piece) => sum + piece.length, 0);
  fillPlaces(chunks, places, { from: headBytes, isLong });
  return { head, headBytes, copies: copiesOf(chunks, tracks), payloadBytes };
}

function* chunksOf(samples: SampleTable, track: number, timescale: number): Generator<void, readonly Chunk[]> {
  const chunks: Chunk[] = [];
  let first = 0;
  let length = 0;
  for (let index = 0; index < samples.count; index++) {
    if (index % slice === 0) yield;
    length += samples.lengthOf(index);
    if (index + 1 < samples.count && isBeside(samples, index)) continue;
    chunks.push({ track, first, end: index + 1, seconds: samples.ticksOf(first) / timescale, length });
    first = index + 1;
    length = 0;
  }
  return chunks;
}

/** True when the next sample lies right behind this one. */
function isBeside(samples: SampleTable, index: number): boolean {
  return (
    samples.sourceOf(index) === samples.sourceOf(index + 1) &&
    samples.positionOf(index) + samples.lengthOf(index) === samples.positionOf(index + 1)
  );
}

function movieDuration({ head, samples }: MovieTrack): number {
  return Math.round((samples.end * movieTimescale) / head.timescale);
}

function* trakOf(
  track: MovieTrack,
  { created, heads }: { readonly created: number; readonly heads: readonly TrackHead[] },
  chunkBoxes: readonly Box[],
): Generator<void, Box> {
  const { head, samples } = track;
  const start = samples.ticksOf(0);
  const movie = movieDuration(track);
  const edits = start === 0 ? [] : [edts(Math.round((start * movieTimescale) / head.timescale), movie)];
  const times = { created, movie, track: samples.end - start };
  const tables = yield* timeTables(samples);
  return trak(placed(head, heads), times, [...tables, ...chunkBoxes], edits);
}

/** An edit list that begins with nothing for `empty` units of the movie. */
function edts(empty: number, duration: number): Box {
  const version = versionFor(duration);
  const writer = new ByteWriter(48).u32(2);
  timeField(writer, version, empty);
  (version === 0 ? writer : writer.u32(wordLimit - 1)).u32(wordLimit - 1).u32(0x0001_0000);
  timeField(writer, version, duration - empty);
  timeField(writer, version, 0).u32(0x0001_0000);
  return box('edts', fullBox('elst', version, 0, writer.finish()));
}

/** `stts`, `ctts` and `stss` where they are needed, `stsz`. */
function* timeTables(samples: SampleTable): Generator<void, readonly Box[]> {
  const { count } = samples;
  const durationOf = (index: number): number =>
    index + 1 === count ? samples.lastDuration : Math.max(0, samples.ticksOf(index + 1) - samples.ticksOf(index));
  const tables = [fullBox('stts', 0, 0, yield* runLengths(count, durationOf))];
  const offsets = yield* runLengths(count, (index) => samples.offsetOf(index));
  const sizes = new ByteWriter(count * 4 + 8).u32(0).u32(count);
  const keys = new ByteWriter().u32(0);
  let keyCount = 0;
  let hasOffsets = false;
  for (let index = 0; index < count; index++) {
    if (index % slice === 0) yield;
    sizes.u32(samples.lengthOf(index));
    if (samples.offsetOf(index) !== 0) hasOffsets = true;
    if (!samples.isKeyFrame(index)) continue;
    keys.u32(index + 1);
    keyCount += 1;
  }
  if (hasOffsets) tables.push(fullBox('ctts', 0, 0, offsets));
  if (keyCount < count) tables.push(fullBox('stss', 0, 0, withCount(keys.finish(), keyCount)));
  return [...tables, fullBox('stsz', 0, 0, sizes.finish())];
}

/** (count, value) for each run of equal values, with the number of runs in front. */
function* runLengths(count: number, valueOf: (index: number) => number): Generator<void, Uint8Array> {
  const writer = new ByteWriter(1024).u32(0);
  let runs = 0;
  let length = 0;
  let value = valueOf(0);
  for (let index = 0; index < count; index++) {
    if (index % slice === 0) yield;
    length += 1;
    const next = index + 1 < count ? valueOf(index + 1) : null;
    if (next === value) continue;
    writer.u32(length).u32(value);
    runs += 1;
    length = 0;
    value = next ?? 0;
  }
  return withCount(writer.finish(), runs);
}

function withCount(table: Uint8Array, count: number): Uint8Array {
  new DataView(table.buffer, table.byteOffset).setUint32(0, count);
  return table;
}

/** `stsc`, and `stco` or `co64` whose content is `places`, to be filled in later. */
function chunkTables(chunks: readonly Chunk[], places: Uint8Array, isLong: boolean): readonly Box[] {
  const writer = new ByteWriter(1024).u32(0);
  let runs = 0;
  let before = -1;
  for (const [index, { first, end }] of chunks.entries()) {
    if (end - first === before) continue;
    before = end - first;
    writer
      .u32(index + 1)
      .u32(before)
      .u32(1);
    runs += 1;
  }
  const count = new ByteWriter(4).u32(chunks.length).finish();
  return [
    fullBox('stsc', 0, 0, withCount(writer.finish(), runs)),
    fullBox(isLong ? 'co64' : 'stco', 0, 0, count, places),
  ];
}

function fillPlaces(
  chunks: readonly Chunk[],
  places: readonly Uint8Array[],
  layout: { readonly from: number; readonly isLong: boolean },
): void {
  const views = places.map((place) => new DataView(place.buffer));
  const written = places.map(() => 0);
  let at = layout.from;
  for (const { track, length } of chunks) {
    const offset = written[track] ?? 0;
    if (layout.isLong) views[track]?.setBigUint64(offset, BigInt(at));
    else views[track]?.setUint32(offset, at);
    written[track] = offset + (layout.isLong ? 8 : 4);
    at += length;
  }
}

function copiesOf(chunks: readonly Chunk[], tracks: readonly MovieTrack[]): readonly CopyRange[] {
  const copies: CopyRange[] = [];
  for (const { track, first, length } of chunks) {
    const samples = tracks[track]?.samples;
    if (samples === undefined) continue;
    const source = samples.sourceOf(first);
    const position = samples.positionOf(first);
    const last = copies.at(-1);
    if (last !== undefined && last.source === source && last.position + last.length === position) {
      copies[copies.length - 1] = { source, position: last.position, length: last.length + length };
    } else {
      copies.push({ source, position, length });
    }
  }
  return copies;
}

function mdatHead(payload: number): Uint8Array {
  const letters = Uint8Array.of(0x6d, 0x64, 0x61, 0x74);
  if (payload + 8 < wordLimit)
    return new ByteWriter(8)
      .u32(payload + 8)
      .bytes(letters)
      .finish();
  return u64(new ByteWriter(16).u32(1).bytes(letters), payload + 16).finish();
}

/** `chpl`, Nero's list of chapters that players read: times in units of 100 ns, texts in UTF-8. */
function chpl(chapters: readonly Chapter[]): Box {
  const kept = chapters.slice(0, mostChapters);
  const writer = new ByteWriter(256).u32(0).u8(kept.length);
  for (const { seconds, text } of kept) {
    const bytes = shortText(text);
    u64(writer, Math.max(0, Math.round(seconds * 1e7)))
      .u8(bytes.length)
      .bytes(bytes);
  }
  return fullBox('chpl', 1, 0, writer.finish());
}

/** UTF-8 of `text`, cut between characters. */
function shortText(text: string): Uint8Array {
  let cut = text;
  let bytes = encodeUtf8(cut);
  while (bytes.length > longestText) {
    cut = Array.from(cut).slice(0, -1).join('');
    bytes = encodeUtf8(cut);
  }
  return bytes;
}
