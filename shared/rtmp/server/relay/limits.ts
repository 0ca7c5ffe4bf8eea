/** The bounds of the relay: what one stream, one player and all streams together may hold. */
import type { Millis } from '../../../clock.ts';

export type RelayLimits = {
  /** Streams at once. */
  readonly streams: number;
  /** Players of one stream. */
  readonly playersPerStream: number;
  /** What is kept since the last key frame, in bytes and messages, per stream; beyond it players wait for the next one. */
  readonly gopBytes: number;
  readonly gopMessages: number;
  /** The same for all streams together, in bytes. */
  readonly totalGopBytes: number;
  /** What may wait in one player's socket: bytes, and milliseconds of media. */
  readonly playerBytes: number;
  readonly playerMillis: Millis;
  /** How long a player may take no byte at all before it is cut off. */
  readonly stallMillis: Millis;
  /** How long players stay with a stream whose publisher was lost. */
  readonly continueMillis: Millis;
  /** How long a publisher has to be silent before another may take its place. */
  readonly staleMillis: Millis;
};

export const relayLimits: RelayLimits = {
  streams: 200,
  playersPerStream: 1000,
  gopBytes: 16 * 1024 * 1024,
  gopMessages: 5000,
  totalGopBytes: 64 * 1024 * 1024,
  playerBytes: 8 * 1024 * 1024,
  playerMillis: 4000,
  stallMillis: 30_000,
  continueMillis: 20_000,
  staleMillis: 5000,
};

/** Payload bytes per chunk towards players, to be announced to every client: hardly a frame needs a second chunk. */
export const relayChunkSize = 65_535;
