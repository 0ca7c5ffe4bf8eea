/** The boxes of a movie's head (ISO 14496-12 8.2–8.5) that growing and finished files share. */
import { ByteWriter } from '../../../wire/byte-writer.ts';
import { encodeUtf8 } from '../../../wire/utf8.ts';
import { box, fullBox, timeField, wordLimit, type Box } from './boxes.ts';

/** Units of a second in which a movie counts. */
export const movieTimescale = 90_000;
/** Seconds from 1904 to 1970. */
const epochOffset = 2_082_844_800;
/** `und`, five bits a letter. */
const language = 0x55c4;
const unity = 0x0001_0000;
/** Enabled, and part of the movie (8.3.2). */
const trackFlags = { played: 3, other: 2 } as const;
/** Of sounds only one is played at a time. */
const soundGroup = 1;

/** What the head says about a track. */
export type TrackHead = {
  /** Number of the track from 1. */
  readonly id: number;
  readonly kind: 'video' | 'audio';
  /** What players show in a list of tracks; empty: nothing special. */
  readonly name: string;
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

/** A track as it stands beside the others: of several sounds the first is played, and one can be chosen in its place. */
export function placed(head: TrackHead, all: readonly TrackHead[]): PlacedHead {
  const sounds = all.filter(({ kind }) => kind === 'audio');
  const isOneOfSeveral = head.kind === 'audio' && sounds.length > 1;
  return { ...head, group: isOneOfSeveral ? soundGroup : 0, isPlayed: !isOneOfSeveral || sounds[0] === head };
}

type PlacedHead = TrackHead & { readonly group: number; readonly isPlayed: boolean };

/** `trak` with `tables`, the content of `stbl` after the description, and an edit list if one is given. */
export function trak(head: PlacedHead, times: HeadTimes, tables: readonly Box[], edits: readonly Box[] = []): Box {
  const media =
    head.kind === 'video' ? fullBox('vmhd', 0, 1, new Uint8Array(8)) : fullBox('smhd', 0, 0, new Uint8Array(4));
  const here = fullBox('url ', 0, 1);
  const reference = box('dinf', fullBox('dref', 0, 0, new ByteWriter(4).u32(1).finish(), here));
  const stbl = box('stbl', head.description, ...tables);
  const mdia = box('mdia', mdhd(head, times), hdlr(head), box('minf', media, reference, stbl));
  // Some players read the name here, others in `hdlr`.
  const named = head.name === '' ? [] : [box('udta', box('name', encodeUtf8(head.name)))];
  return box('trak', tkhd(head, times), ...edits, mdia, ...named);
}

/** Version 1 where four bytes don't hold the number. */
export function versionFor(duration: number): 0 | 1 {
  return duration < wordLimit ? 0 : 1;
}

function tkhd(head: PlacedHead, times: HeadTimes): Box {
  const version = versionFor(times.movie);
  const writer = new ByteWriter(96);
  timeField(writer, version, seconds1904(times.created));
  timeField(writer, version, seconds1904(times.created));
  timeField(writer.u32(head.id).u32(0), version, times.movie);
  writer.u32(0).u32(0).u16(0).u16(head.group);
  writer
    .u16(head.kind === 'audio' ? 0x0100 : 0)
    .u16(0)
    .bytes(unityMatrix());
  return fullBox(
    'tkhd',
    version,
    head.isPlayed ? trackFlags.played : trackFlags.other,
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

const usualNames = { video: 'Video', audio: 'Sound' } as const;

function hdlr({ kind, name }: TrackHead): Box {
  const handler = letters(`${kind === 'video' ? 'vide' : 'soun'}${'\0'.repeat(12)}`);
  // It ends with a zero, so it can have none within.
  const text = (name === '' ? usualNames[kind] : name).replaceAll('\0', '');
  return fullBox('hdlr', 0, 0, new ByteWriter(4).u32(0).finish(), handler, encodeUtf8(`${text}\0`));
}

function unityMatrix(): Uint8Array {
  const writer = new ByteWriter(36);
  for (const value of [unity, 0, 0, 0, unity, 0, 0, 0, 0x4000_0000]) writer.u32(value);
  return writer.finish();
}

function seconds1904(millis: number): number {
  return (Math.floor(millis / 1000) + epochOffset) % wordLimit;
}
