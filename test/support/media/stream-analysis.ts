/** Measures a recorded stream with ffprobe and ffmpeg: cadence, order, key frames, rates, decodability and lip sync. */
import { z } from 'zod';
import { run, runWell } from '../processes.ts';
import { syncOf, type Sync } from './lip-sync.ts';

/** One packet as recorded; times in ms. */
export type RecordedPacket = {
  readonly pts: number;
  readonly dts: number;
  readonly size: number;
  readonly isKeyFrame: boolean;
};

/** Everything that the promises about a stream speak of. Times in ms unless the name says otherwise. */
export type StreamFigures = {
  readonly videoCodec: string;
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  readonly audioCodec: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly seconds: number;
  readonly frames: number;
  readonly audioPackets: number;
  /** Frames per second between first and last timestamp. */
  readonly fps: number;
  readonly longestVideoGap: number;
  readonly longestAudioGap: number;
  readonly longestKeyFrameGap: number;
  readonly isDtsMonotonic: boolean;
  readonly videoKbps: number;
  readonly audioKbps: number;
  readonly videoBytes: number;
  readonly audioBytes: number;
  /** What a strict decoder complained about; empty when all is well. */
  readonly decodeErrors: string;
  readonly sync: Sync;
};

const probeSchema = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string().default(''),
      profile: z.string().default(''),
      width: z.number().default(0),
      height: z.number().default(0),
      sample_rate: z.coerce.number().default(0),
      channels: z.number().default(0),
    }),
  ),
  packets: z.array(
    z.object({
      codec_type: z.string(),
      pts: z.number(),
      dts: z.number(),
      size: z.coerce.number(),
      flags: z.string(),
    }),
  ),
});
type Streams = z.infer<typeof probeSchema>['streams'];

/** Reads packets and parameters with ffprobe. */
async function readPackets(file: string): Promise<{
  readonly video: readonly RecordedPacket[];
  readonly audio: readonly RecordedPacket[];
  readonly streams: Streams;
}> {
  const text = await runWell('ffprobe', ['-v', 'error', '-show_streams', '-show_packets', '-of', 'json', file]);
  const { streams, packets } = probeSchema.parse(JSON.parse(text.toString('utf8')));
  const packetsOf = (track: string): RecordedPacket[] =>
    packets
      .filter((packet) => packet.codec_type === track)
      .map(({ pts, dts, size, flags }) => ({ pts, dts, size, isKeyFrame: flags.startsWith('K') }));
  return { video: packetsOf('video'), audio: packetsOf('audio'), streams };
}

/** Measures `file`; `sync` false skips lip sync, for pictures that do not flash. */
export async function analyseStream(
  file: string,
  wish: { readonly sync: boolean } = { sync: true },
): Promise<StreamFigures> {
  const { video, audio, streams } = await readPackets(file);
  const [decodeErrors, sync] = await Promise.all([
    decodeStrictly(file),
    wish.sync ? syncOf(file, { video, audio }) : noSync,
  ]);
  const times = [...video, ...audio].map(({ dts }) => dts);
  const keyFrames = video.filter(({ isKeyFrame }) => isKeyFrame);
  return {
    ...formatOf(streams),
    seconds: times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / 1000,
    frames: video.length,
    audioPackets: audio.length,
    fps: perSecond(video),
    longestVideoGap: longestGap(video.map(({ dts }) => dts)),
    longestAudioGap: longestGap(audio.map(({ dts }) => dts)),
    longestKeyFrameGap: longestGap(keyFrames.map(({ pts }) => pts)),
    isDtsMonotonic: isMonotonic(video) && isMonotonic(audio),
    videoKbps: kbps(video),
    audioKbps: kbps(audio),
    videoBytes: bytesOf(video),
    audioBytes: bytesOf(audio),
    decodeErrors,
    sync,
  };
}

type Format = Pick<
  StreamFigures,
  'videoCodec' | 'profile' | 'width' | 'height' | 'audioCodec' | 'sampleRate' | 'channels'
>;

const noTrack = { codec_name: '', profile: '', width: 0, height: 0, sample_rate: 0, channels: 0 };

function formatOf(streams: Streams): Format {
  const video = streams.find(({ codec_type: type }) => type === 'video') ?? noTrack;
  const audio = streams.find(({ codec_type: type }) => type === 'audio') ?? noTrack;
  return {
    videoCodec: video.codec_name,
    profile: video.profile,
    width: video.width,
    height: video.height,
    audioCodec: audio.codec_name,
    sampleRate: audio.sample_rate,
    channels: audio.channels,
  };
}

const noSync: Sync = { offsets: [], median: 0, drift: 0, flashes: 0, beeps: 0 };

/** Decodes everything, treating every flaw as an error. */
async function decodeStrictly(file: string): Promise<string> {
  const strict = ['-v', 'error', '-xerror', '-err_detect', 'explode'];
  const { code, stderr } = await run('ffmpeg', ['-nostdin', ...strict, '-i', file, '-f', 'null', '-']);
  return code === 0 ? stderr.trim() : `code ${code}: ${stderr.trim()}`;
}

function bytesOf(packets: readonly RecordedPacket[]): number {
  return packets.reduce((sum, { size }) => sum + size, 0);
}

/** Packets per second between the first and the last one. */
function perSecond(packets: readonly RecordedPacket[]): number {
  const span = (packets.at(-1)?.dts ?? 0) - (packets[0]?.dts ?? 0);
  return span <= 0 ? 0 : ((packets.length - 1) * 1000) / span;
}

/** Mean rate; the last packet counts with its own duration. */
function kbps(packets: readonly RecordedPacket[]): number {
  return packets.length === 0 ? 0 : (bytesOf(packets) / packets.length) * perSecond(packets) * 0.008;
}

function longestGap(times: readonly number[]): number {
  return times.reduce((longest, time, index) => Math.max(longest, time - (times[index - 1] ?? time)), 0);
}

/** A decoder needs strictly rising times per track. */
function isMonotonic(packets: readonly RecordedPacket[]): boolean {
  return packets.every(({ dts }, index) => index === 0 || dts > (packets[index - 1]?.dts ?? Number.NEGATIVE_INFINITY));
}
