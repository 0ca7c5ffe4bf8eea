/** The session report: a versioned JSON document without secrets; docs/report.md explains each field. */
import { z } from 'zod';
import { sessionStateSchema, studioErrorSchema } from './session.ts';

export const reportVersion = 1;

/** p50, p95 and max of a set of milliseconds. */
const spread = z.object({ p50: z.number(), p95: z.number(), max: z.number() });

/** What the built-in ingest received and found. */
export const receivedSchema = z.object({
  videoFrames: z.int(),
  audioFrames: z.int(),
  bytes: z.int(),
  keyFrames: z.int(),
  longestKeyFrameGapMillis: z.number(),
  longestVideoGapMillis: z.number(),
  averageFps: z.number(),
  /** RFC 6381, as the sequence headers say; null if none came. */
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  sampleRate: z.int().nullable(),
  channels: z.int().nullable(),
  videoKbps: z.number(),
  audioKbps: z.number(),
  /** (Capture − timestamp) of video minus that of audio, ms: median and worst; positive means the picture is early. */
  skewMedianMillis: z.number(),
  skewWorstMillis: z.number(),
  /** Capture → received, ms. */
  videoLatency: spread.nullable(),
  audioLatency: spread.nullable(),
  /** Findings of the checker; empty when everything was in order. */
  problems: z.array(z.string()),
});
export type Received = z.infer<typeof receivedSchema>;

export const reportSchema = z.object({
  uplinkReport: z.literal(reportVersion),
  appVersion: z.string(),
  mode: z.enum(['rehearsal', 'live']),
  /** ISO 8601. */
  startedAt: z.string(),
  endedAt: z.string(),
  /** Seconds from the first LIVE or REHEARSAL to the end; 0 when it was never reached. */
  liveSeconds: z.number(),
  outcome: z.enum(['ended', 'failed']),
  error: studioErrorSchema.nullable(),
  /** One sentence for a person. */
  headline: z.string(),
  /** Seconds since the start of the session. */
  history: z.array(z.object({ atSeconds: z.number(), state: sessionStateSchema, reason: z.string() })),
  destination: z.object({
    profileName: z.string(),
    service: z.string(),
    host: z.string(),
    port: z.int(),
    secure: z.boolean(),
  }),
  confirmedBy: z.enum(['acknowledged', 'accepted']).nullable(),
  format: z.object({
    width: z.int(),
    height: z.int(),
    fps: z.number(),
    videoKbps: z.number(),
    audioKbps: z.number(),
    videoEncoder: z.string(),
    audioEncoder: z.string(),
    source: z.string(),
  }),
  frames: z.object({
    captured: z.int(),
    mixed: z.int(),
    encoded: z.int(),
    sent: z.int(),
    droppedMix: z.int(),
    droppedEncode: z.int(),
    droppedPort: z.int(),
    droppedSend: z.int(),
  }),
  audioPackets: z.object({ encoded: z.int(), sent: z.int() }),
  bytes: z.object({
    /** On the wire, handshake and chunk headers included. */
    sent: z.int(),
    acknowledged: z.int().nullable(),
    /** FLV tag bodies of video and audio only. */
    media: z.int(),
  }),
  averageKbps: z.number(),
  rttMillis: spread.nullable(),
  worstQueueAgeMillis: z.number(),
  reconnects: z.int(),
  perSecond: z.array(
    z.object({
      second: z.number(),
      videoKbps: z.number(),
      audioKbps: z.number(),
      fps: z.number(),
      rttMillis: z.number().nullable(),
      queueAgeMillis: z.number(),
      inFlightBytes: z.number(),
      mixMillis: z.number(),
      encodeMillis: z.number(),
    }),
  ),
  received: receivedSchema.nullable(),
  /** CPU share of one core and memory in MB per process, medians over the run. */
  processes: z.array(z.object({ name: z.string(), cpuPercent: z.number(), memoryMb: z.number() })),
  /** Sum of all processes' memory in MB, once a second. */
  memoryMbPerSecond: z.array(z.number()),
});
export type Report = z.infer<typeof reportSchema>;
