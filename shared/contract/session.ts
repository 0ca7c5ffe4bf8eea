/** The go-live session as main owns it and the window mirrors it: state, numbers and the five-stage strip. */
import { z } from 'zod';
import { connectSteps, sessionStates } from '../live/session/status.ts';
import { liveWords } from '../live/diagnosis/on-air.ts';
import { stageIds } from '../live/diagnosis/stages.ts';
import {
  outputSnapshotSchema,
  rateSnapshotSchema,
  recordingSnapshotSchema,
  rehearsalFaultSchema,
  verdictSchema,
} from './delivery.ts';
import { studioErrorSchema } from './failure.ts';
import { serviceIdSchema } from './settings.ts';

/** One state machine in main; see `shared/live/session/status.ts` for the moves. */
export const sessionStateSchema = z.enum(sessionStates);

const connectStepSchema = z.enum(connectSteps);

/** One second of the session; `null` where nothing is known. Rates are kb/s over the last second. */
export const liveStatsSchema = z.object({
  /** Seconds since the session started. */
  second: z.number().min(0),
  videoKbps: z.number(),
  audioKbps: z.number(),
  sentKbps: z.number(),
  acknowledgedKbps: z.number().nullable(),
  /** Frames per second handed to the network. */
  fps: z.number(),
  captureFps: z.number(),
  framesSent: z.number(),
  /** Frames lost since the start, by stage. */
  droppedMix: z.number(),
  droppedEncode: z.number(),
  droppedPort: z.number(),
  droppedSend: z.number(),
  bytesSent: z.number(),
  bytesAcknowledged: z.number().nullable(),
  inFlightBytes: z.number(),
  rttMillis: z.number().nullable(),
  /** Age of the oldest packet that waits for the socket. */
  queueAgeMillis: z.number(),
  mixMillis: z.number(),
  encodeMillis: z.number(),
  /** From the built-in ingest only. */
  receivedFps: z.number().nullable(),
  skewMillis: z.number().nullable(),
  latencyMillis: z.number().nullable(),
});
export type LiveStats = z.infer<typeof liveStatsSchema>;

export const stageSchema = z.object({
  id: z.enum(stageIds),
  health: z.enum(['idle', 'ok', 'weak', 'bad']),
  /** Short figure with unit, for example "30.0 fps"; empty when idle. */
  figure: z.string().max(40),
  /** One sentence when not ok, else empty. */
  verdict: z.string().max(300),
});
export type Stage = z.infer<typeof stageSchema>;

/** The mirror that the window draws. */
export const sessionSnapshotSchema = z.object({
  state: sessionStateSchema,
  mode: z.enum(['rehearsal', 'live']).nullable(),
  /** Wall clock (ms since 1970) of the first LIVE or REHEARSAL of this session. */
  liveSince: z.number().nullable(),
  /** Wall clock when the timer stopped (ended), else null. */
  endedAt: z.number().nullable(),
  destination: z
    .object({ profileName: z.string(), serviceId: serviceIdSchema, host: z.string(), secure: z.boolean() })
    .nullable(),
  /** Last step reached while connecting, else null. */
  step: connectStepSchema.nullable(),
  /** How LIVE is known: acknowledged bytes, or, for a server that never acks, accepted without error for 2 s. */
  confirmedBy: z.enum(['acknowledged', 'accepted']).nullable(),
  /** Why it failed or reconnects. */
  reason: studioErrorSchema.nullable(),
  reconnect: z.object({ attempt: z.number(), nextAttemptAt: z.number().nullable(), lostAt: z.number() }).nullable(),
  /** The last words of the server, bounded and redacted. */
  serverSaid: z.string().max(300),
  stats: liveStatsSchema.nullable(),
  stages: z.array(stageSchema).length(5),
  /** Every destination of this session, in the profile's order; the fields above speak of the first that is live, else of the first. */
  outputs: z.array(outputSnapshotSchema).max(8),
  /** Null while nothing is encoded. */
  rate: rateSnapshotSchema.nullable(),
  /** Null where nothing can be recorded. */
  recording: recordingSnapshotSchema.nullable(),
  /** Null while everything is in order. */
  verdict: verdictSchema.nullable(),
  /** What the pill says while live, by what destinations and the copy really get; null in every other state. */
  liveWord: z.enum(liveWords).nullable(),
  /** What is broken on purpose now; absent or empty outside a failure rehearsal. */
  broken: z.array(rehearsalFaultSchema).max(8).optional(),
  /** A report of the last session can be opened. */
  reportReady: z.boolean(),
});
export type SessionSnapshot = z.infer<typeof sessionSnapshotSchema>;
