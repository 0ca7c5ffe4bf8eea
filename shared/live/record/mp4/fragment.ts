/** A growing MP4 file: its head, and fragments of about a second each, so that whatever is on the disk can be played. */
import type { AudioConfig, VideoConfig } from '../../../media/encoded-packet.ts';
import { ByteWriter } from '../../../wire/byte-writer.ts';
import { box, fullBox, joined, u64, type Box } from './boxes.ts';
import { ftyp, mvhd, placed, trak, type TrackHead } from './headers.ts';
import { sampleDescription } from './sample-entries.ts';

/** Units of a second for pictures: a whole number of them per frame at every usual frame rate. */
export const videoTimescale = 90_000;

/** Bytes of `moof` beside its tracks, of a track beside its samples, and of a sample. */
const lengths = { moof: 8 + 16, traf: 8 + 16 + 20 + 20, sample: 12, offset: 4, mdat: 8 } as const;

/** Sample flags (8.8.3.1): depends on no other, or depends on others and is no sync sample. */
export const sampleFlags = { key: 0x0200_0000, delta: 0x0101_0000 } as const;

/** The flags of `tfhd` and `trun` that we write and read (8.8.7, 8.8.8). */
export const runFlags = {
  baseIsMoof: 0x02_0000,
  dataOffset: 0x1,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  offset: 0x800,
} as const;

/** Units of the file's clock per second in a sound track; Opus always runs at 48 kHz. */
export function audioTimescale(config: AudioConfig): number {
  return config.codec === 'opus' ? 48_000 : config.sampleRate;
}

/** Number of sound track 1 in a file; the others follow. */
export const firstSoundId = 2;

/** What an MP4 file of ours can hold of a stream; null for a track that it can't. `name` is for people. */
export function trackHead(config: VideoConfig | AudioConfig, name = ''): TrackHead | null {
  const description = sampleDescription(config);
  if (description === null) return null;
  const stsd = joined(description.pieces);
  if (config.track === 'audio') {
    const id = firstSoundId + (config.trackId ?? 0);
    const timescale = audioTimescale(config);
    return { id, kind: 'audio', name, timescale, description: stsd, width: 0, height: 0 };
  }
  const { width, height } = config;
  return { id: 1, kind: 'video', name, timescale: videoTimescale, description: stsd, width, height };
}

/** `ftyp` and `moov` of a growing file; `created` in ms since 1970. */
export function writeGrowingHead(tracks: readonly TrackHead[], created: number): Uint8Array {
  const times = { created, movie: 0, track: 0 };
  const none = new ByteWriter(4).u32(0).finish();
  const tables = ['stts', 'stsc', 'stco'].map((type) => fullBox(type, 0, 0, none));
  tables.splice(2, 0, fullBox('stsz', 0, 0, none, none));
  const next = Math.max(...tracks.map(({ id }) => id)) + 1;
  const moov = box(
    'moov',
    mvhd(created, 0, next),
    ...tracks.map((head) => trak(placed(head, tracks), times, tables)),
    box('mvex', ...tracks.map(({ id }) => trex(id))),
  );
  return joined([...ftyp('iso5', 'iso6', 'mp41').pieces, ...moov.pieces]);
}

function trex(id: number): Box {
  return fullBox('trex', 0, 0, new ByteWriter(20).u32(id).u32(1).u32(0).u32(0).u32(0).finish());
}

/** One access unit with its times in units of its track since the file began. */
export type Sample = {
  /** Decoding time. */
  readonly ticks: number;
  /** Presentation minus decoding time, ≥ 0. */
  readonly offset: number;
  /** Up to the next sample's decoding time. */
  readonly duration: number;
  readonly isKeyFrame: boolean;
  readonly bytes: Uint8Array;
};

/** The samples of one track in a fragment, one at least. */
export type Run = { readonly trackId: number; readonly samples: readonly Sample[] };

/** `moof` and `mdat` (8.8.4), as pieces; the samples' bytes are the ones given. `sequence` counts from 1. */
export function writeFragment(sequence: number, runs: readonly Run[]): readonly Uint8Array[] {
  const moofLength = runs.reduce((sum, run) => sum + trafLength(run), lengths.moof);
  const payload = runs.reduce((sum, run) => sum + bytesOf(run), 0);
  const writer = new ByteWriter(moofLength + lengths.mdat).u32(moofLength);
  writer.bytes(fourLetters('moof')).u32(16).bytes(fourLetters('mfhd')).u32(0).u32(sequence);
  let dataOffset = moofLength + lengths.mdat;
  for (const run of runs) {
    writeTraf(writer, run, dataOffset);
    dataOffset += bytesOf(run);
  }
  writer.u32(lengths.mdat + payload).bytes(fourLetters('mdat'));
  return [writer.finish(), ...runs.flatMap(({ samples }) => samples.map(({ bytes }) => bytes))];
}

function writeTraf(writer: ByteWriter, run: Run, dataOffset: number): void {
  const hasOffsets = needsOffsets(run);
  writer.u32(trafLength(run)).bytes(fourLetters('traf'));
  writer.u32(16).bytes(fourLetters('tfhd')).u32(runFlags.baseIsMoof).u32(run.trackId);
  u64(writer.u32(20).bytes(fourLetters('tfdt')).u8(1).u24(0), run.samples[0]?.ticks ?? 0);
  const flags = runFlags.dataOffset | runFlags.duration | runFlags.size | runFlags.flags;
  writer.u32(trafLength(run) - 8 - 16 - 20).bytes(fourLetters('trun'));
  writer
    .u32(hasOffsets ? flags | runFlags.offset : flags)
    .u32(run.samples.length)
    .u32(dataOffset);
  for (const { duration, bytes, isKeyFrame, offset } of run.samples) {
    writer
      .u32(duration)
      .u32(bytes.length)
      .u32(isKeyFrame ? sampleFlags.key : sampleFlags.delta);
    if (hasOffsets) writer.u32(offset);
  }
}

function trafLength(run: Run): number {
  return lengths.traf + run.samples.length * (lengths.sample + (needsOffsets(run) ? lengths.offset : 0));
}

function needsOffsets({ samples }: Run): boolean {
  return samples.some(({ offset }) => offset !== 0);
}

function bytesOf({ samples }: Run): number {
  return samples.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function fourLetters(type: string): Uint8Array {
  return Uint8Array.from(type, (letter) => letter.charCodeAt(0));
}
