/** What main and the Media Worker say on the ports of single sources: painted web pages, and packets of other encoders. */
import { z } from 'zod';

/** Pixels of one message at most: a whole page of the largest size. */
const maxPaintBytes = 3840 * 3840 * 4;

/** Paints that may be on their way without an answer; further ones are joined into one. */
export const paintsInFlight = 2;

/** Packets that may be on their way without an answer; further ones are dropped up to the next key frame. */
export const packetsInFlight = 240;

const side = z.int().min(1).max(3840);
const place = z.int().min(0).max(3840);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const bytes = (max: number) => z.instanceof(ArrayBuffer).refine((buffer) => buffer.byteLength <= max, 'too long');

/** A source on main's side, told once it changes; `why` may stand in a sentence. */
const stateSchema = z.object({
  kind: z.literal('state'),
  state: z.enum(['opening', 'running', 'failed']),
  why: z.string().max(200),
});

/** A changed part of a page: B, G, R, A, premultiplied, rows without gaps. Posted without a transfer list. */
const paintSchema = z.object({
  kind: z.literal('paint'),
  seq: count,
  /** Of the whole page. */
  width: side,
  height: side,
  x: place,
  y: place,
  partWidth: side,
  partHeight: side,
  pixels: bytes(maxPaintBytes),
});

/** Main → Worker for a page. */
export const pageMessageSchema = z
  .discriminatedUnion('kind', [stateSchema, paintSchema])
  .refine((message) => message.kind === 'state' || fits(message), 'the part lies outside the page');
export type PaintMessage = z.infer<typeof paintSchema>;
export type PageMessage = z.infer<typeof pageMessageSchema>;

function fits({ width, height, x, y, partWidth, partHeight, pixels }: PaintMessage): boolean {
  return x + partWidth <= width && y + partHeight <= height && pixels.byteLength === partWidth * partHeight * 4;
}

const configSchema = z.object({
  kind: z.literal('config'),
  track: z.enum(['video', 'audio']),
  codec: z.string().max(64),
  description: bytes(64 * 1024).nullable(),
  /** Hz and channels; 0 for pictures. */
  sampleRate: z.int().min(0).max(192_000),
  channels: z.int().min(0).max(8),
});

const packetSchema = z.object({
  kind: z.literal('packet'),
  track: z.enum(['video', 'audio']),
  seq: count,
  /** µs on the sender's own line of time. */
  pts: z.number().min(-1e15).max(1e15),
  key: z.boolean(),
  data: bytes(8 * 1024 * 1024),
});

/** Main → Worker for another encoder's stream. */
export const packetsMessageSchema = z.discriminatedUnion('kind', [stateSchema, configSchema, packetSchema]);
export type PacketsMessage = z.infer<typeof packetsMessageSchema>;

/** Worker → main on either port. */
export const sourceAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ack'), seq: count }),
  /** Nobody sees it: nothing need be painted or sent. */
  z.object({ kind: z.literal('shown'), shown: z.boolean() }),
]);
export type SourceAnswer = z.infer<typeof sourceAnswerSchema>;
