/** The boxes of a movie's head (ISO 14496-12 8.2–8.5) that growing and finished files share. */
import { ByteWriter } from '../../../wire/byte-writer.ts';
import { box, fullBox, timeField, wordLimit, type Box } from './boxes.ts';

/** Units of a second in which a movie counts. */
export const movieTimescale = 90_000;
/** Seconds from 1904 to 1970. */
const epochOffset = 2_082_844_800;
/** `und`, five bits a letter. */
const language = 0x55c4;
const unity = 0x0001_0000;

/** What the head says about a track. */
export type TrackHead = {
  /** Number of the track from 1. */
  readonly id: number;
  readonly kind: 'video' | 'audio';
  /** Units of a second in which its samples count. */
  readonly timescale: number;
  /** The whole `stsd` box. */
  readonly description: Uint8Array;
  /** Pixels; 0 for sound. */
  readonly width: number;
  readonly height: number;
};

/** Times of a track or movie: `created` in ms since 1970, durations in units of the movie and of the track. */
export type HeadTimes = { readonly created: number; readonly movie: number; readonly track: number };

/** `ftyp`: `brand` comes first, then what else the file is. */
export function ftyp(brand: string, ...also: readonly string[]): Box {
  return box('ftyp', letters(brand), new ByteWriter(4).u32(512).finish(), letters(brand), ...also.map(letters));
}

function letters(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** `mvhd`; `duration` in units of the movie. */
export function mvhd(created: number, duration: number, nextTrack: number): Box {
  const version = versionFor(duration);
  const writer = new ByteWriter(112);
  timeField(writer, version, seconds1904(created));
  timeField(writer, version, seconds1904(created));
  timeField(writer.u32(movieTimescale), version, duration);
  writer.u32(unity).u16(0x0100).bytes(new Uint8Array(10)).bytes(unityMatrix());
  return fullBox('mvhd', version, 0, writer.bytes(new Uint8Array(24)).u32(nextTrack).finish());
}

/** `trak` with `tables`, the content of `stbl` after the description, and an edit list if one is given. */
export function trak(head: TrackHead, times: HeadTimes, tables: readonly Box[], edits: readonly Box[] = []): Box {
  const media =
    head.kind === 'video' ? fullBox('vmhd', 0, 1, new Uint8Array(8)) : fullBox('smhd', 0, 0, new Uint8Array(4));
  const here = fullBox('url ', 0, 1);
  const reference = box('dinf', fullBox('dref', 0, 0, new ByteWriter(4).u32(1).finish(), here));
  const stbl = box('stbl', head.description, ...tables);
  const mdia = box('mdia', mdhd(head, times), hdlr(head.kind), box('minf', media, reference, stbl));
  return box('trak', tkhd(head, times), ...edits, mdia);
}

/** Version 1 where four bytes don't hold the number. */
export function versionFor(duration: number): 0 | 1 {
  return duration < wordLimit ? 0 : 1;
}

function tkhd(head: TrackHead, times: HeadTimes): Box {
  const version = versionFor(times.movie);
  const writer = new ByteWriter(96);
  timeField(writer, version, seconds1904(times.created));
  timeField(writer, version, seconds1904(times.created));
  timeField(writer.u32(head.id).u32(0), version, times.movie);
  writer.u32(0).u32(0).u16(0).u16(0);
  writer
    .u16(head.kind === 'audio' ? 0x0100 : 0)
    .u16(0)
    .bytes(unityMatrix());
  // Enabled and part of the movie.
  return fullBox(
    'tkhd',
    version,
    3,
    writer
      .u32(head.width * unity)
      .u32(head.height * unity)
      .finish(),
  );
}

function mdhd(head: TrackHead, times: HeadTimes): Box {
  const version = versionFor(times.track);
  const writer = new ByteWriter(36);
  timeField(writer, version, seconds1904(times.created));
  timeField(writer, version, seconds1904(times.created));
  timeField(writer.u32(head.timescale), version, times.track);
  return fullBox('mdhd', version, 0, writer.u16(language).u16(0).finish());
}

function hdlr(kind: 'video' | 'audio'): Box {
  const text = `${kind === 'video' ? 'vide' : 'soun'}${'\0'.repeat(12)}${kind === 'video' ? 'Video' : 'Sound'}\0`;
  return fullBox('hdlr', 0, 0, new ByteWriter(4).u32(0).finish(), letters(text));
}

function unityMatrix(): Uint8Array {
  const writer = new ByteWriter(36);
  for (const value of [unity, 0, 0, 0, unity, 0, 0, 0, 0x4000_0000]) writer.u32(value);
  return writer.finish();
}

function seconds1904(millis: number): number {
  return (Math.floor(millis / 1000) + epochOffset) % wordLimit;
}
