/** What the FFmpeg 8.1 process is asked to do, and what it notes about the streams it copied: both cross as JSON. */
import { z } from 'zod';

/** An order: read `input` to its end, copy it into `output` and write what was read into `notes`, each if given. */
export const copyWishSchema = z.object({
  input: z.string(),
  /** Options of FFmpeg's protocol and demuxer, for example `listen`. */
  inputOptions: z.record(z.string(), z.string()).optional(),
  output: z.string().optional(),
  /** Media seconds per second that go into the output at most; as fast as it takes them when absent. */
  speed: z.number().optional(),
  notes: z.string().optional(),
});
export type CopyWish = z.infer<typeof copyWishSchema>;

/** Everything that was read. Times in ms, bytes in Base64. */
export const copyNotesSchema = z.object({
  streams: z.array(
    z.object({
      track: z.enum(['video', 'audio', 'other']),
      /** RFC 6381. */
      codec: z.string(),
      /** The configuration record. */
      description: z.string(),
      width: z.number(),
      height: z.number(),
      sampleRate: z.number(),
      channels: z.number(),
    }),
  ),
  packets: z.array(
    z.object({ stream: z.number(), dts: z.number(), pts: z.number(), isKeyFrame: z.boolean(), bytes: z.string() }),
  ),
});
export type CopyNotes = z.infer<typeof copyNotesSchema>;
