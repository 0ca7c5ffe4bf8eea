/** The session report: a versioned JSON document without secrets; docs/report.md explains each field. */
import { z } from 'zod';
import { flightEventSchema, outputStateSchema } from './delivery.ts';
import { studioErrorSchema } from './failure.ts';
import { sessionStateSchema } from './session.ts';

export const reportVersion = 2;

/** Most rows kept of each list that grows with the session. */
export const reportLimits = {
  events: 2000,
  reconnects: 500,
  missed: 1000,
  moves: 2000,
  rateSteps: 1000,
  chapters: 500,
};

/** A stretch in seconds since the session started; `to` is not part of it. */
const spanSchema = z.object({ from: z.number(), to: z.number() });

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

/** How one destination fared; counters run over all its connections. */
export const destinationReportSchema = z.object({
  id: z.string().max(64),
  name: z.string().max(80),
  service: z.string(),
  host: z.string(),
  port: z.int(),
  secure: z.boolean(),
  confirmedBy: z.enum(['acknowledged', 'accepted']).nullable(),
  /** Its state at the end of the session. */
  state: outputStateSchema,
  /** Seconds of the session when it was first confirmed; null when it never was. */
  firstLiveSeconds: z.number().nullable(),
  startToConfirmedMillis: z.number().nullable(),
  /** Share of the program since `firstLiveSeconds` that it got, 0…100; null when it was never live. */
  uptimePercent: z.number().nullable(),
  /** `seconds` until it was confirmed again; null when it never was. */
  reconnects: z.array(z.object({ atSeconds: z.number(), seconds: z.number().nullable(), cause: z.string().max(300) })),
  missed: z.array(spanSchema),
  missedSeconds: z.number(),
  averageKbps: z.number(),
  /** The lowest full second while it was live; null when there was none. */
  lowestKbps: z.number().nullable(),
  framesSent: z.int(),
  /** Frames dropped on the way to this destination, by what they were. */
  framesDropped: z.object({ disposable: z.int(), delta: z.int(), key: z.int(), audio: z.int() }),
  longestQueueAgeMillis: z.number(),
  /** The last words of the server. */
  serverSaid: z.string().max(300),
  moves: z.array(z.object({ atSeconds: z.number(), state: outputStateSchema })),
});
export type DestinationReport = z.infer<typeof destinationReportSchema>;

/** One file; a recording that was split has one row for each part. */
const recordingFileSchema = z.object({
  kind: z.enum(['recording', 'replay']),
  /** Without its folder. */
  file: z.string().max(255),
  /** Second of the session at which the file begins. */
  atSeconds: z.number(),
  seconds: z.number(),
  bytes: z.number(),
  /** True when it was opened again and read to its end; null when nobody tried. */
  verified: z.boolean().nullable(),
  /** Marks; `atSeconds` since the beginning of the file. */
  chapters: z.array(z.object({ atSeconds: z.number(), text: z.string().max(100) })),
  /** Why it is shorter than the session, or empty. */
  trouble: z.string().max(300),
});

/** What can be changed with one press. */
export const reportChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bitrate'), kbps: z.int() }),
  z.object({ kind: z.literal('frame-rate'), fps: z.int() }),
  z.object({ kind: z.literal('size'), width: z.int(), height: z.int() }),
  z.object({ kind: z.literal('record') }),
]);
export type ReportChange = z.infer<typeof reportChangeSchema>;

/** What version 2 tells beyond the session as a whole. */
const deliveryFields = {
  /** Second of the session at which program time 0 lies; null when nothing was encoded. */
  programAtSeconds: z.number().nullable(),
  destinations: z.array(destinationReportSchema).max(8),
  /** Every automatic step and every change by hand. */
  rateSteps: z.array(
    z.object({
      atSeconds: z.number(),
      fromKbps: z.number(),
      toKbps: z.number(),
      fps: z.number(),
      why: z.string().max(300),
    }),
  ),
  events: z.array(flightEventSchema),
  /** Frames lost in this computer, percent of those due. */
  loss: z.object({ latePercent: z.number(), encodePercent: z.number() }),
  sound: z.object({
    silent: z.array(spanSchema),
    /** Lowest and highest of what was measured once a second; null when nothing was. */
    skewMillis: z.object({ min: z.number(), max: z.number() }).nullable(),
  }),
  /** ms per stage, one sample a second. */
  latency: z.array(
    z.object({ stage: z.enum(['mix', 'encode', 'queue', 'round trip', 'received']), p50: z.number(), p95: z.number() }),
  ),
  recordings: z.array(recordingFileSchema),
  /** What went wrong, by time. */
  troubles: z
    .array(
      z.object({
        atSeconds: z.number(),
        cause: z.string().max(400),
        viewersSaw: z.string().max(300),
        weDid: z.string().max(300),
        avoid: z.string().max(300),
      }),
    )
    .max(5),
  nextTime: z.array(z.object({ text: z.string().max(300), change: reportChangeSchema.nullable() })).max(2),
};

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
  /** Why it failed, or why nobody received any more when it was ended. */
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
    /** Pictures of the slate, sent in the page's place. */
    slate: z.int(),
    /** Places for a picture on the time line of what was sent, the empty ones included. */
    places: z.int(),
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
  ...deliveryFields,
});
export type Report = z.infer<typeof reportSchema>;
