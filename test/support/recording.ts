/** What tests of recordings share: streams to record, a desk in a folder of its own, and what ffprobe sees in a file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realFiles, writeAtomically } from '../../electron/store/atomic-file.ts';
import { RecordingDesk, type RecordWish } from '../../electron/record/recording-desk.ts';
import { TagDemuxer } from '../../shared/flv/demuxer.ts';
import { readFlvFile } from '../../shared/flv/flv-file.ts';
import type { EncodedPacket, StreamConfig } from '../../shared/media/encoded-packet.ts';
import { messageType } from '../../shared/rtmp/chunk/message.ts';
import { temporaryFolder } from './loopback.ts';
import { runWell } from './processes.ts';

/** Configurations and packets, in the order of the file. */
export type RecordableStream = {
  readonly configs: readonly StreamConfig[];
  readonly packets: readonly EncodedPacket[];
};

/** Reads an FLV file of any codec. */
export async function readStream(file: string): Promise<RecordableStream> {
  const content = readFlvFile(await readFile(file));
  if (!content.ok) throw new Error(`${file} is no FLV file`);
  const demuxer = new TagDemuxer();
  const configs: StreamConfig[] = [];
  const packets: EncodedPacket[] = [];
  for (const { type, timestamp, body } of content.value.tags) {
    if (type === messageType.data) continue;
    for (const item of demuxer.push(type === messageType.video ? 'video' : 'audio', timestamp, body)) {
      if (item.kind === 'config') configs.push(item.config);
      if (item.kind === 'packet') packets.push(item.packet);
    }
  }
  return { configs, packets };
}

/** The stream over and over for `seconds`; `period` is its length in s, a whole number of GOPs. */
export function looped(stream: RecordableStream, period: number, seconds: number): readonly EncodedPacket[] {
  const rounds = Math.ceil(seconds / period);
  const inside = stream.packets.filter(({ dts }) => dts < period * 1e6);
  const all = Array.from({ length: rounds }, (_, round) =>
    inside.map((packet) => ({
      ...packet,
      pts: packet.pts + round * period * 1e6,
      dts: packet.dts + round * period * 1e6,
    })),
  ).flat();
  return all.filter(({ dts }) => dts < seconds * 1e6);
}

export type DeskRig = {
  readonly desk: RecordingDesk;
  /** Where its files go. */
  readonly folder: string;
  readonly journalFolder: string;
  /** What the snapshot said, one line per change of state or sentence. */
  readonly said: readonly string[];
  readonly wish: RecordWish;
  readonly remove: () => Promise<void>;
};

export type RigOptions = {
  readonly folder?: string;
  readonly journalFolder?: string;
  readonly freeBytes?: (folder: string) => Promise<number | null>;
};

/** A desk on real files; the clock runs, the wall clock stands at 2026-11-22 21:30:05 local time. */
export async function deskRig(options: RigOptions = {}): Promise<DeskRig> {
  const own = await temporaryFolder();
  const folder = options.folder ?? join(own.path, 'videos');
  const journalFolder = options.journalFolder ?? join(own.path, 'journal');
  const said: string[] = [];
  const wallclock = new Date(2026, 10, 22, 21, 30, 5).getTime();
  const desk: RecordingDesk = new RecordingDesk({
    clock: { now: () => performance.now(), wallclock: () => wallclock },
    journalFolder,
    writeWhole: (path, text) => writeAtomically(path, text, realFiles),
    onChange: () => {
      const { state, sentence } = desk.snapshot();
      const line = `${state} ${sentence}`;
      if (said.at(-1) !== line) said.push(line);
    },
    ...(options.freeBytes === undefined ? {} : { freeBytes: options.freeBytes }),
  });
  const wish: RecordWish = { folder, name: 'Show', container: 'mp4', splitMinutes: null, splitMegabytes: null };
  return { desk, folder, journalFolder, said, wish, remove: own.remove };
}

/** Hands over configurations and packets as the session would; the disk gets its turns. */
export async function feed(
  desk: RecordingDesk,
  configs: readonly StreamConfig[],
  packets: readonly EncodedPacket[],
): Promise<void> {
  for (const config of configs) desk.onConfig(config);
  for (const [index, packet] of packets.entries()) {
    desk.onPacket(packet);
    if (index % 50 === 0) await breathe();
    while (isFarAhead(desk, packet)) await breathe();
  }
}

/** A test is faster than real time: it waits for a disk that is more than 4 s of media behind. */
function isFarAhead(desk: RecordingDesk, { dts }: EncodedPacket): boolean {
  const written = desk.files().findLast(({ kind }) => kind === 'recording');
  return (
    desk.snapshot().parts > 0 &&
    desk.snapshot().state === 'recording' &&
    written !== undefined &&
    dts - written.toMicros > 4e6
  );
}

/** Lets what is in flight go on. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}

/** One packet as ffprobe reports it, in seconds. */
export type SeenPacket = { readonly pts: number; readonly isKeyFrame: boolean };

/** The packets of a track, by presentation time. */
export async function packetsSeen(file: string, track: 'v' | 'a'): Promise<readonly SeenPacket[]> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    `${track}:0`,
    '-show_entries',
    'packet=pts_time,flags',
    '-of',
    'csv=p=0',
    file,
  ];
  const lines = (await runWell('ffprobe', args)).toString('utf8').split('\n').filter(Boolean);
  const packets = lines.map((line) => {
    const [pts = '', flags = ''] = line.split(',');
    return { pts: Number(pts), isKeyFrame: flags.startsWith('K') };
  });
  return packets.toSorted((one, other) => one.pts - other.pts);
}

/** Pictures that ffmpeg decodes from `file`, and everything it complains about. */
export async function decoded(file: string): Promise<{ readonly frames: number; readonly complaints: string }> {
  const args = [
    '-v',
    'error',
    '-count_frames',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=nb_read_frames',
    '-of',
    'csv=p=0',
    file,
  ];
  const frames = Number.parseInt((await runWell('ffprobe', args)).toString('utf8'), 10);
  const shell = ['-c', 'ffmpeg -nostdin -v warning -i "$0" -f null - 2>&1', file];
  const complaints = (await runWell('sh', shell)).toString('utf8');
  return { frames, complaints };
}

/** Chapters as ffprobe names them: seconds and title. */
export async function chaptersSeen(file: string): Promise<readonly string[]> {
  const args = ['-v', 'error', '-show_entries', 'chapter=start_time:chapter_tags=title', '-of', 'csv=p=0', file];
  return (await runWell('ffprobe', args)).toString('utf8').split('\n').filter(Boolean);
}

/** Seconds that ffprobe says the file lasts. */
export async function secondsSeen(file: string): Promise<number> {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file];
  return Number.parseFloat((await runWell('ffprobe', args)).toString('utf8'));
}
