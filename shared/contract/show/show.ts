/** The show between window and main: the one that is open, the commands that change it, its versions, and what comes from a file. */
import { z } from 'zod';
import { idSchema } from '../../studio/document/basics.ts';
import { showSchema } from '../../studio/document/show.ts';
import { commandSchema } from '../../studio/edit/commands.ts';
import { labelSchema } from '../../studio/edit/label.ts';

/** Most commands of one gesture (a drag) within a second; faster ones are refused as `busy`, so the window sends the newest. */
export const gestureCommandsPerSecond = 20;

/** Most steps that the window lists; more can be undone. */
const maxListedSteps = 50;

/** The show of the selected profile as main owns it. */
export const showStateSchema = z.strictObject({
  profileId: z.uuid(),
  /** One more with each change, also over restarts. */
  revision: z.int().min(0),
  show: showSchema,
  /** What undo and redo would do; null: nothing. */
  undo: labelSchema.nullable(),
  redo: labelSchema.nullable(),
  /** Newest first. */
  undoSteps: z.array(labelSchema).max(maxListedSteps),
});
export type ShowState = z.infer<typeof showStateSchema>;

/** Why a version was taken: in the course of editing, or before something replaced the whole show. */
export const versionNoteSchema = z.enum(['edited', 'before-restore', 'before-import']);
export type VersionNote = z.infer<typeof versionNoteSchema>;

export const versionIdSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.[a-z-]{1,20}$/);

/** An automatic version of the show. */
export const showVersionSchema = z.strictObject({
  id: versionIdSchema,
  /** When it was taken, ms since 1970. */
  at: z.number().min(0),
  note: versionNoteSchema,
});
export type ShowVersion = z.infer<typeof showVersionSchema>;

/** What did not come along from another program, and why. */
const importNoteSchema = z.strictObject({ what: z.string().max(300), why: z.string().max(500) });

const nothing = z.null();
const revised = z.object({ revision: z.int().min(0) });

/** Whose show the window had before it; refused once another one is open. */
const ofProfile = { profileId: z.uuid() };

export const showCalls = {
  /** Opens the show of the selected profile where it is not open yet. */
  'show.load': { input: nothing, output: showStateSchema },
  /** The answer comes when the command is on the disk; commands of one `gesture` in a row are one step of undo. */
  'show.do': {
    input: z.strictObject({ ...ofProfile, command: commandSchema, gesture: idSchema.nullable() }),
    output: revised,
  },
  /** Nothing to undo or redo is no failure: the revision stays. */
  'show.undo': { input: z.strictObject(ofProfile), output: revised },
  'show.redo': { input: z.strictObject(ofProfile), output: revised },
  /** Newest first. */
  'show.versions': { input: nothing, output: z.array(showVersionSchema).max(100) },
  /** The show as it was then; what it is now becomes a version first. */
  'show.restore': { input: z.strictObject({ id: versionIdSchema }), output: revised },
  /**
   * Asks for files of OBS: a scene collection replaces the show, with a `basic.ini` (and the JSON files beside it) both
   * become a new profile, selected. Answers with what did not come along; null when the user cancelled.
   */
  'show.importObs': {
    input: nothing,
    output: z.object({ notes: z.array(importNoteSchema).max(1000) }).nullable(),
  },
  /** Asks where; the path, or null when the user cancelled. */
  'show.export': { input: nothing, output: z.string().max(4096).nullable() },
  /** Asks which and replaces the show; null when the user cancelled. */
  'show.import': { input: nothing, output: revised.nullable() },
} as const;

export const showEvents = {
  /** After every change, at most ten a second during a gesture; the newest state, not each. */
  'show.changed': showStateSchema,
} as const;
