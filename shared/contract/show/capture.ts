/** Calls about screens, windows and web pages as sources: what there is, and what the page is about to open. */
import { z } from 'zod';
import { sourceStates } from '../../studio/scene/source-status.ts';

/** Longest name of a screen or window; longer titles are cut. */
export const captureNameLength = 512;
const label = z.string().max(captureNameLength);
const captureId = z.string().max(200);

/** Most screens and windows in a list, and the longest thumbnail, as a data address. */
const maxListed = 64;
const thumbnail = z.string().max(200_000);

const listed = {
  /** What `capture.choose` takes. */
  id: captureId,
  name: label,
  /** `data:image/jpeg;…` at most 320 × 180; empty when there is none. */
  thumbnail,
};

export const screensSchema = z.object({
  /**
   * `ours`: the lists are complete. `system`: this desktop asks the user itself when a source is opened, as Wayland
   * does; the lists then hold one entry each that stands for its question.
   */
  picker: z.enum(['ours', 'system']),
  screens: z.array(z.object({ ...listed, isPrimary: z.boolean() })).max(maxListed),
  windows: z.array(z.object({ ...listed, isOurs: z.boolean() })).max(maxListed),
  /** Whether the system lets us record what the computer plays without a device of its own. */
  systemAudio: z.boolean(),
});
export type Screens = z.infer<typeof screensSchema>;

/** What the next display capture of the page shall show. */
export const captureChoiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('screen'), id: captureId, label }),
  z.strictObject({ kind: z.literal('window'), id: captureId, label }),
  z.strictObject({ kind: z.literal('system-audio') }),
  /** The sound of a web page that is a source. */
  z.strictObject({ kind: z.literal('page-sound'), sourceId: captureId }),
]);
export type CaptureChoice = z.infer<typeof captureChoiceSchema>;

/** What was found for a choice: it may have another id than before. */
const chosenSchema = z.object({ id: captureId, label });

const sourceId = z.strictObject({ sourceId: captureId });

export const captureCalls = {
  /** `thumbnails: false` is quick; thumbnails take a moment. */
  'capture.screens': { input: z.strictObject({ thumbnails: z.boolean() }), output: screensSchema },
  /** To be called right before `getDisplayMedia`, which then gets exactly this; errors begin with `screen-`. */
  'capture.choose': { input: captureChoiceSchema, output: chosenSchema },
  /** Opens the web page, or the other encoder's stream, of this source; its port arrives as a window message. */
  'capture.openPort': { input: sourceId, output: z.null() },
  'capture.closePort': { input: sourceId, output: z.null() },
  'capture.reloadPage': { input: sourceId, output: z.null() },
  /** The picture that the built-in ingest receives comes over a port of its own, until it is closed. */
  'capture.openReceived': { input: z.null(), output: z.null() },
  'capture.closeReceived': { input: z.null(), output: z.null() },
  /** A source stands otherwise than before: on air, the report tells of it. */
  'capture.standing': {
    input: z.strictObject({ sourceId: captureId, state: z.enum(sourceStates) }),
    output: z.null(),
  },
  /** Where another encoder publishes for this source, once its port is open. */
  'capture.ingestAddress': {
    input: sourceId,
    output: z.object({ url: z.string().max(300), key: z.string().max(64) }).nullable(),
  },
} as const;
