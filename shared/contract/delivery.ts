/** Destinations of one session as main owns them and the window mirrors them, the controller's state and the recording. */
import { z } from 'zod';
import { connectSteps, outputStates } from '../live/session/status.ts';
import { stageIds } from '../live/diagnosis/stages.ts';
import { studioErrorSchema } from './failure.ts';
import { serviceIdSchema } from './settings.ts';

export const outputStateSchema = z.enum(outputStates);
export type OutputState = z.infer<typeof outputStateSchema>;

/** One destination, once a second and at each change. Counters run since the session started, over all connections. */
export const outputSnapshotSchema = z.object({
  /** The destination's id in the profile; the profile's own id for its main destination. */
  id: z.string().max(64),
  name: z.string().max(80),
  serviceId: serviceIdSchema,
  host: z.string(),
  secure: z.boolean(),
  state: outputStateSchema,
  step: z.enum(connectSteps).nullable(),
  confirmedBy: z.enum(['acknowledged', 'accepted']).nullable(),
  reason: studioErrorSchema.nullable(),
  reconnect: z.object({ attempt: z.number(), nextAttemptAt: z.number().nullable(), lostAt: z.number() }).nullable(),
  serverSaid: z.string().max(300),
  /** Which addresses carry it now. */
  address: z.enum(['primary', 'backup', 'both']),
  /** True during the first 3 s after a reconnect, while what was sent is checked. */
  verifying: z.boolean(),
  /** Wall clock, ms; null until first confirmed. */
  liveSince: z.number().nullable(),
  sentKbps: z.number(),
  acknowledgedKbps: z.number().nullable(),
  rttMillis: z.number().nullable(),
  queueAgeMillis: z.number(),
  inFlightBytes: z.number(),
  framesSent: z.number(),
  framesDropped: z.number(),
  reconnects: z.number(),
  /** Seconds of program time that it did not get since it was first live. */
  missedSeconds: z.number(),
  /** 1 is the most important; who suffers last when the uplink is short. */
  priority: z.int().min(1).max(8),
  /** What it is sent: `isOwn` for the second rendition; kb/s of video as ordered now. Absent while nothing is encoded. */
  rendition: z.object({ isOwn: z.boolean(), codec: z.enum(['avc', 'av1']), kbps: z.number() }).optional(),
});
export type OutputSnapshot = z.infer<typeof outputSnapshotSchema>;

/** What the bitrate controller does: `targetKbps` and `ceilingKbps` are the user's two numbers, `kbps` what is encoded now. */
export const rateSnapshotSchema = z.object({
  kbps: z.number(),
  targetKbps: z.number(),
  ceilingKbps: z.number(),
  fps: z.number(),
  /** True from the user's order to halve the frame rate until they take it back. */
  halved: z.boolean(),
  /** Why `kbps` is below the target; empty when it is not. */
  reason: z.string().max(200),
});
export type RateSnapshot = z.infer<typeof rateSnapshotSchema>;

export const recordingSnapshotSchema = z.object({
  state: z.enum(['off', 'recording', 'finishing', 'failed']),
  /** Name of the file being written or written last, without its folder; empty before the first. */
  file: z.string().max(255),
  folder: z.string().max(4096),
  seconds: z.number(),
  bytes: z.number(),
  parts: z.number(),
  marks: z.number(),
  /** Minutes of disk space left at the present rate; null while unknown. */
  minutesLeft: z.number().nullable(),
  /** What to tell the user, or empty. */
  sentence: z.string().max(300),
  /** Seconds that the replay buffer could save now; 0 when it is off. */
  replaySeconds: z.number(),
});
export type RecordingSnapshot = z.infer<typeof recordingSnapshotSchema>;

/** What one button of a verdict does. */
export const verdictActions = [
  'retry-now',
  'lower-bitrate',
  'lower-fps',
  'reopen-camera',
  'choose-folder',
  'open-dashboard',
  'none',
] as const;

/** The one sentence under the strip: the stage that is to blame, what viewers see, and one action. */
export const verdictSchema = z.object({
  stage: z.enum(stageIds),
  /** Which destination, when only some suffer; null for all. */
  outputId: z.string().max(64).nullable(),
  text: z.string().max(300),
  action: z.enum(verdictActions),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** Flags on the graph and lines of the flight recorder. */
export const flightEventSchema = z.object({
  /** Seconds since the session started. */
  second: z.number(),
  kind: z.enum(['state', 'bitrate', 'drop', 'capture', 'encoder', 'page', 'recording', 'mark', 'verdict', 'fault']),
  outputId: z.string().max(64).nullable(),
  text: z.string().max(300),
});
export type FlightEvent = z.infer<typeof flightEventSchema>;

/** One second of the flight recorder, as the graph draws it; rates in kb/s. */
export const flightRowSchema = z.object({
  /** Seconds since the session started. */
  second: z.number(),
  encoderKbps: z.number(),
  fps: z.number(),
  outputs: z
    .array(z.object({ id: z.string().max(64), sentKbps: z.number(), acknowledgedKbps: z.number().nullable() }))
    .max(8),
});
export type FlightRow = z.infer<typeof flightRowSchema>;

/** What can be broken on purpose, in a rehearsal only. */
const rehearsalFaults = [
  'network-cut',
  'network-limited',
  'camera-unplugged',
  'disk-full',
  'encoder-killed',
  'window-killed',
] as const;
export const rehearsalFaultSchema = z.enum(rehearsalFaults);
export type RehearsalFault = z.infer<typeof rehearsalFaultSchema>;

/** A recording that was not finished properly, found at start. */
export const unfinishedRecordingSchema = z.object({
  id: z.string().max(64),
  name: z.string().max(255),
  seconds: z.number(),
  bytes: z.number(),
  startedAt: z.number(),
});
export type UnfinishedRecording = z.infer<typeof unfinishedRecordingSchema>;
