/** What travels on the media port between the Media Worker and main: encoded packets one way, orders and credits back. */
import { z } from 'zod';
import type { Slate } from '../live/bus/slate-player.ts';
import type { AudioConfig, StreamConfig, VideoConfig } from '../media/encoded-packet.ts';
import { audioFormatSchema, codecsSchema, videoFormatSchema } from './settings.ts';

/** Largest access unit accepted from the Worker, in bytes. */
export const maxPacketBytes = 8 * 1024 * 1024;

/** Bytes the Worker may have on the port without an answer; beyond, it drops to the next key frame. */
export const portCreditBytes = 2 * 1024 * 1024;

/** Most pictures in a slate, and the bytes of all of them together. */
export const maxSlateFrames = 600;
export const maxSlateBytes = 1024 * 1024;

/** Largest silent access unit of a slate, in bytes. */
const maxSilenceBytes = 4096;

const micros = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const bytes = (max: number) => z.instanceof(ArrayBuffer).refine((buffer) => buffer.byteLength <= max, 'too long');

/** Which encoding something belongs to: 0, or absent, the main one; 1 the second, for destinations that need another. */
const rendition = z.literal([0, 1]).optional();

/** Sound tracks beside the first: 1 to 5 are what people know as tracks 2 to 6. */
export const mostFurtherTracks = 5;

/** Number of a sound track; 0, or absent, the one that is sent to everybody who has not chosen another. */
const trackId = z.int().min(0).max(mostFurtherTracks).optional();

/** Which sound tracks, as bits: 1 is track 1, 2 is track 2, 4 is track 3 … */
const trackBits = z.int().min(0).max(63);

/** One access unit. Posted WITHOUT a transfer list: main would receive null (electron#34905). */
const packetFields = z.object({
  kind: z.literal('packet'),
  track: z.enum(['video', 'audio']),
  rendition,
  /** Of sound only, and of the main rendition only. */
  trackId,
  /** Counts up by one per packet or slate of this port, over both tracks. */
  seq: count,
  /** µs since the session epoch. */
  pts: micros,
  dts: micros,
  key: z.boolean(),
  /** When the picture or sound was captured, µs on main's monotonic clock (hrtime); 0 when unknown. */
  captured: micros,
  data: bytes(maxPacketBytes),
});
/** Further tracks are sounds of the main rendition. */
export const packetMessageSchema = packetFields.refine(
  (packet) => (packet.trackId ?? 0) === 0 || (packet.track === 'audio' && (packet.rendition ?? 0) === 0),
  'a track that there is not',
);
export type PacketMessage = z.infer<typeof packetMessageSchema>;

const videoConfigSchema = z.object({
  kind: z.literal('config'),
  track: z.literal('video'),
  rendition,
  codec: z.string().max(64),
  description: bytes(64 * 1024),
  width: z.int().min(16).max(8192),
  height: z.int().min(16).max(8192),
  fps: z.number().min(1).max(240),
  kbps: z.number().min(1).max(200_000),
  /** What a person may read: "OpenH264 baseline, software". */
  encoder: z.string().max(120),
  hardware: z.boolean(),
});

const audioConfigSchema = z.object({
  kind: z.literal('config'),
  track: z.literal('audio'),
  rendition,
  trackId,
  codec: z.string().max(64),
  description: bytes(1024),
  sampleRate: z.int().min(8000).max(192_000),
  channels: z.int().min(1).max(8),
  kbps: z.number().min(1).max(2000),
  encoder: z.string().max(120),
});

/** A codec configuration; `description` is avcC, av1C, AudioSpecificConfig or OpusHead. Sent before the first packet and on change. */
export const configMessageSchema = z.discriminatedUnion('track', [videoConfigSchema, audioConfigSchema]);
export type ConfigMessage = z.infer<typeof configMessageSchema>;

/**
 * What main sends while the page is gone: one GOP of the holding picture and one silent access unit, in the codecs on
 * air. Comes a few seconds after encoding has started, and again when the codecs or the encoder change; the last counts.
 */
export const slateMessageSchema = z.object({
  kind: z.literal('slate'),
  rendition,
  /** From the same count as the packets'; main acknowledges it at once. */
  seq: count,
  video: z.object({
    config: videoConfigSchema,
    /** In order, one a slot of `config.fps`; the first is a key frame. */
    frames: z
      .array(z.object({ key: z.boolean(), data: bytes(maxSlateBytes) }))
      .min(1)
      .max(maxSlateFrames)
      .refine(([first]) => first?.key === true, 'begins without a key frame')
      .refine((frames) => frames.reduce((sum, { data }) => sum + data.byteLength, 0) <= maxSlateBytes, 'too long'),
  }),
  audio: z.object({
    config: audioConfigSchema,
    data: bytes(maxSilenceBytes),
    /** Samples that it decodes to. */
    samples: z.int().min(16).max(16_384),
  }),
});
export type SlateMessage = z.infer<typeof slateMessageSchema>;

/** Counters since the port's start order; sent once a second, also while only previewing. */
export const statsMessageSchema = z.object({
  kind: z.literal('stats'),
  /** Frames that arrived from the source. */
  captured: count,
  /** Ticks of the program clock that made a frame. */
  mixed: count,
  /** Frames handed to the encoder / packets that came out. */
  submitted: count,
  encoded: count,
  audioPackets: count,
  /** Ticks skipped because the clock ran late, the encoder queue was full, or the port was out of credit. */
  droppedLate: count,
  droppedEncode: count,
  droppedPort: count,
  /** Age of the newest source frame in ms; null without a source. */
  sourceAgeMillis: z.number().min(0).nullable(),
  /** Median time from tick to composed frame and from submit to packet, ms, last second. */
  mixMillis: z.number().min(0),
  encodeMillis: z.number().min(0),
  encodeQueue: count,
  /** Frames per second that came from the source in the last second. */
  captureFps: z.number().min(0),
  /** Milliseconds of silence inserted or audio dropped to keep sync, since start. */
  audioFixMillis: z.number().min(0),
});
export type StatsMessage = z.infer<typeof statsMessageSchema>;

/** Something the user should know about the pipeline. */
export const noticeMessageSchema = z.object({
  kind: z.literal('notice'),
  rendition,
  /** The sound track that it is about, where it is not the first. */
  trackId,
  code: z.enum([
    'encoder-stalled',
    'encoder-failed',
    'encoder-unavailable',
    'audio-encoder-failed',
    'source-failed',
    'scene-failed',
    'noise-suppression-failed',
  ]),
  /** The name of the source that it is about. */
  source: z.string().max(200).optional(),
  /** True when the pipeline helped itself and goes on. */
  recovered: z.boolean(),
  detail: z.string().max(300),
});

/** Asks main for its monotonic time; main answers at once with `clock`. */
export const clockRequestSchema = z.object({ kind: z.literal('clock'), workerMicros: micros });

/** The Worker exists and its preview runs; sent first on each port. */
const readyMessageSchema = z.object({ kind: z.literal('ready') });

/** The last packets of a stopped session are out. */
const stoppedMessageSchema = z.object({ kind: z.literal('stopped') });

export const workerMessageSchema = z.union([
  packetMessageSchema,
  configMessageSchema,
  slateMessageSchema,
  statsMessageSchema,
  noticeMessageSchema,
  clockRequestSchema,
  readyMessageSchema,
  stoppedMessageSchema,
]);
/** Worker → main. */
export type WorkerMessage = z.infer<typeof workerMessageSchema>;

/** Begins encoding. Program time, and with it pts, starts at `startPts` (0, or where a lost page left off). */
export const startOrderSchema = z.object({
  kind: z.literal('start'),
  video: videoFormatSchema,
  audio: audioFormatSchema,
  codecs: codecsSchema,
  startPts: micros,
  /** Sound tracks that are encoded; absent: only the first, which always is. */
  tracks: trackBits.optional(),
  /** Seconds between key frames. */
  gopSeconds: z.number().min(0.5).max(10),
});

/**
 * The second rendition beside what is encoded for all: same size, rate and program time, keyed together with the main
 * one. `sound` says whether it shares the main sound or has AAC of its own. Null ends it.
 */
const secondOrderSchema = z.object({
  kind: z.literal('second'),
  wish: z
    .object({ codec: z.literal('avc'), kbps: z.number().min(50).max(200_000), sound: z.enum(['main', 'aac']) })
    .nullable(),
});

/** From now on these sound tracks are encoded. Those that go on are not touched. */
const tracksOrderSchema = z.object({ kind: z.literal('tracks'), tracks: trackBits });

export const orderSchema = z.union([
  startOrderSchema,
  secondOrderSchema,
  tracksOrderSchema,
  z.object({ kind: z.literal('stop') }),
  /** Of both renditions. */
  z.object({ kind: z.literal('key-frame') }),
  z.object({ kind: z.literal('bitrate'), rendition, kbps: z.number().min(50).max(200_000) }),
  /** 2 encodes every second slot only; times stay on the grid of the full rate. */
  z.object({ kind: z.literal('frame-rate'), divisor: z.literal([1, 2]) }),
  /** Failure rehearsal, sent in rehearsals only: the source gives nothing for 10 s, or the encoder throws once. */
  z.object({ kind: z.literal('break'), what: z.enum(['camera', 'encoder']) }),
  /** Credits: everything up to and including `seq` was taken. Sent every few packets. */
  z.object({ kind: z.literal('ack'), seq: count }),
  z.object({ kind: z.literal('clock'), workerMicros: micros, mainMicros: micros }),
]);
/** Main → Worker. */
export type Order = z.infer<typeof orderSchema>;
export type StartOrder = z.infer<typeof startOrderSchema>;
export type TracksOrder = z.infer<typeof tracksOrderSchema>;
export type SecondOrder = z.infer<typeof secondOrderSchema>;

/** The port's message as publishers and files want it; the bytes are shared. */
export function streamConfig(config: ConfigMessage): StreamConfig {
  return config.track === 'video' ? videoStream(config) : audioStream(config);
}

/** The slate as `SlatePlayer` wants it; the bytes are shared. */
export function slateOf({ video, audio }: SlateMessage): Slate {
  return {
    video: {
      config: videoStream(video.config),
      frames: video.frames.map(({ key, data }) => ({ isKeyFrame: key, bytes: new Uint8Array(data) })),
    },
    audio: { config: audioStream(audio.config), bytes: new Uint8Array(audio.data), samples: audio.samples },
  };
}

function videoStream(config: z.infer<typeof videoConfigSchema>): VideoConfig {
  const { codec, width, height, fps, kbps } = config;
  const description = new Uint8Array(config.description);
  return { track: 'video', codec, description, width, height, frameRate: fps, kbps };
}

function audioStream(config: z.infer<typeof audioConfigSchema>): AudioConfig {
  const { codec, sampleRate, channels, kbps, trackId: number = 0 } = config;
  const stream = { codec, description: new Uint8Array(config.description), sampleRate, channels, kbps };
  return number === 0 ? { track: 'audio', ...stream } : { track: 'audio', trackId: number, ...stream };
}
