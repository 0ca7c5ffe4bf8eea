/** The one typed contract between window and main: every call with its input and output, and every event. */
import { z } from 'zod';
import { captureCalls } from './show/capture.ts';
import { flightEventSchema, flightRowSchema, rehearsalFaultSchema, unfinishedRecordingSchema } from './delivery.ts';
import { reportSchema } from './report.ts';
import { studioErrorSchema } from './failure.ts';
import { sessionSnapshotSchema } from './session.ts';
import { showCalls, showEvents } from './show/show.ts';
import {
  destinationPatchSchema,
  destinationWishSchema,
  keyStateSchema,
  maxKeyLength,
  maxNameLength,
  profilePatchSchema,
  profileViewSchema,
  serviceIdSchema,
  settingsPatchSchema,
  settingsSchema,
  videoKbpsSchema,
} from './settings.ts';

const nothing = z.null();
const profileId = z.uuid();
const key = z.string().min(1).max(maxKeyLength);
const keyAnswer = z.object({ key: keyStateSchema });

/** A destination beside the main one of a profile. */
const destination = { profileId, id: z.uuid() };

/** One destination of the running session, by its id there. */
const output = z.strictObject({ id: z.string().min(1).max(64) });

/** One recording that was not finished. */
const unfinished = z.strictObject({ id: z.string().min(1).max(64) });

/** Path or name of a file that was written; null when the user cancelled. */
const writtenFile = z.string().max(4096).nullable();

/** Where a mark was noted; nowhere while nothing is recorded and nothing is on air. */
const markedSchema = z.object({ inFile: z.boolean(), inReport: z.boolean() });

/** What a destination missed, as a file. */
const exportedSchema = z.object({
  /** Absolute; not always the one picked, since nothing is replaced without being asked. */
  path: z.string().max(4096),
  /** Missed seconds that are in no recording, so not in the file either. */
  lackingSeconds: z.number().min(0),
});

/** What the system's file dialog offers: pictures, films and sounds, colour tables (.cube), or plain texts. */
export const fileKindSchema = z.enum(['picture', 'film', 'lut', 'text']);
export type FileKind = z.infer<typeof fileKindSchema>;

/** Longest look back at the flight recorder: as long as the graph, in seconds. */
const longestFlightSeconds = 900;

/** How one side of the capture stands. */
export const captureStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('opening') }),
  z.object({
    state: z.literal('running'),
    /** Device or source name as the system gives it. */
    label: z.string().max(512),
    width: z.number().nullable(),
    height: z.number().nullable(),
    fps: z.number().nullable(),
  }),
  z.object({ state: z.literal('failed'), error: studioErrorSchema, label: z.string().max(512) }),
]);
export type CaptureState = z.infer<typeof captureStateSchema>;

/** What the page tells main about its devices. */
export const captureStatusSchema = z.object({ video: captureStateSchema, audio: captureStateSchema });
export type CaptureStatus = z.infer<typeof captureStatusSchema>;

export const platformSchema = z.object({
  os: z.string(),
  appVersion: z.string(),
  electron: z.string(),
  chromium: z.string(),
  /** False when the system has no real key store: keys then live for this run only. */
  keyStore: z.boolean(),
  /** Name of the key store for the "stored in…" line. */
  keyStoreName: z.string(),
  fakeDevices: z.boolean(),
  /** Why the profile file was set aside, and where it is now; null when all is well. */
  damagedFile: z.string().nullable(),
});
export type Platform = z.infer<typeof platformSchema>;

export const profilesSchema = z.object({ selectedId: profileId, profiles: z.array(profileViewSchema) });
export type Profiles = z.infer<typeof profilesSchema>;

/** Everything a fresh window needs. */
export const studioSchema = z.object({
  profiles: profilesSchema,
  settings: settingsSchema,
  session: sessionSnapshotSchema,
  platform: platformSchema,
});
export type Studio = z.infer<typeof studioSchema>;

/** What became of keys that should work while another program has the focus. */
const globalShortcutSchema = z.strictObject({
  /** Name of the command. */
  id: z.string().max(64),
  keys: z.string().max(40),
  /** `taken`: another program has them; `focused-only`: this desktop may give none away; `invalid`: no such keys. */
  state: z.enum(['works', 'taken', 'focused-only', 'invalid']),
});
export type GlobalShortcutState = z.infer<typeof globalShortcutSchema>;
const globalShortcutsSchema = z.array(globalShortcutSchema).max(200);

/** Requests: the window asks, main answers with `Reply<output>`. */
export const calls = {
  ...showCalls,
  ...captureCalls,
  'studio.load': { input: nothing, output: studioSchema },
  /** Where recordings go stays as it is, whatever is given: `record.chooseFolder` changes it. */
  'settings.update': { input: settingsPatchSchema, output: settingsSchema },
  'profile.create': {
    input: z.strictObject({ name: z.string().trim().min(1).max(maxNameLength), serviceId: serviceIdSchema }),
    output: profileViewSchema,
  },
  'profile.update': { input: z.strictObject({ id: profileId, patch: profilePatchSchema }), output: profileViewSchema },
  'profile.duplicate': { input: z.strictObject({ id: profileId }), output: profileViewSchema },
  'profile.remove': { input: z.strictObject({ id: profileId }), output: profilesSchema },
  'profile.select': { input: z.strictObject({ id: profileId }), output: profilesSchema },
  'profile.setKey': {
    input: z.strictObject({ id: profileId, key }),
    output: keyAnswer,
  },
  'profile.clearKey': { input: z.strictObject({ id: profileId }), output: keyAnswer },
  /** Opens the system's save dialog; null when the user cancelled, else the path. */
  'profile.export': { input: z.strictObject({ id: profileId }), output: z.string().nullable() },
  /** Opens the system's open dialog; null when the user cancelled. */
  'profile.import': { input: nothing, output: profileViewSchema.nullable() },
  /** Adds a destination beside the main one; while this profile is on air it joins at the next key frame if enabled. */
  'destination.add': {
    input: z.strictObject({ profileId, destination: destinationWishSchema, key: key.nullable() }),
    output: profileViewSchema,
  },
  'destination.update': {
    input: z.strictObject({ ...destination, patch: destinationPatchSchema }),
    output: profileViewSchema,
  },
  'destination.remove': { input: z.strictObject(destination), output: profileViewSchema },
  'destination.setKey': { input: z.strictObject({ ...destination, key }), output: keyAnswer },
  'destination.clearKey': { input: z.strictObject(destination), output: keyAnswer },
  'live.start': { input: z.strictObject({ mode: z.enum(['rehearsal', 'live']) }), output: nothing },
  'live.stop': { input: nothing, output: nothing },
  'live.retryNow': { input: nothing, output: nothing },
  /** Leaves ended or failed for off air. */
  'live.dismiss': { input: nothing, output: nothing },
  /** One destination of the running session; nobody else notices. */
  'output.start': { input: output, output: nothing },
  'output.stop': { input: output, output: nothing },
  'output.retry': { input: output, output: nothing },
  'output.pause': { input: output, output: nothing },
  'output.resume': { input: output, output: nothing },
  /** The user's two numbers, applied at once. */
  'rate.set': {
    input: z
      .strictObject({ targetKbps: videoKbpsSchema, ceilingKbps: videoKbpsSchema })
      .refine(({ targetKbps, ceilingKbps }) => ceilingKbps >= targetKbps, 'the ceiling is below the target'),
    output: nothing,
  },
  /** Leaves out every second picture of the running session, or sends all again; applied at once. */
  'rate.halve': { input: z.strictObject({ halved: z.boolean() }), output: nothing },
  'record.start': { input: nothing, output: nothing },
  'record.stop': { input: nothing, output: nothing },
  /** A mark at this moment: a chapter of the recording and a line of the report, or what of the two there is now. */
  'record.mark': { input: z.strictObject({ text: z.string().trim().max(100) }), output: markedSchema },
  /** Opens the system's folder dialog and keeps the choice; null when the user cancelled. */
  'record.chooseFolder': { input: nothing, output: writtenFile },
  /** Shows the folder of recordings in the system's file manager. */
  'record.openFolder': { input: nothing, output: nothing },
  /** Writes the replay buffer to a file; its name. */
  'replay.save': { input: nothing, output: z.string().max(4096) },
  /** Recordings that were not finished properly. */
  'recovery.list': { input: nothing, output: z.array(unfinishedRecordingSchema).max(100) },
  /** Finishes one; the name of the file. */
  'recovery.recover': { input: unfinished, output: z.string().max(4096) },
  'recovery.discard': { input: unfinished, output: nothing },
  'report.last': { input: nothing, output: reportSchema.nullable() },
  'report.save': { input: nothing, output: writtenFile },
  /** The report as one self-contained page. */
  'report.saveHtml': { input: nothing, output: writtenFile },
  /** Writes what one destination missed to a file of its own, out of the recording; null when the user cancelled. */
  'report.exportMissing': { input: z.strictObject({ outputId: output.shape.id }), output: exportedSchema.nullable() },
  /** The flight recorder's last seconds: for a window that came back. */
  'flight.recent': {
    input: z.strictObject({ seconds: z.int().min(1).max(longestFlightSeconds) }),
    output: z.object({
      rows: z.array(flightRowSchema).max(longestFlightSeconds),
      events: z.array(flightEventSchema).max(2000),
    }),
  },
  /** Breaks something on purpose, or mends it; refused outside a rehearsal. */
  'rehearsal.fault': { input: z.strictObject({ kind: rehearsalFaultSchema, on: z.boolean() }), output: nothing },
  /** The page's view of the network. */
  'network.changed': { input: z.strictObject({ online: z.boolean() }), output: nothing },
  /** Asks for a fresh media port; it arrives as a window message of type `uplink-media-port`. */
  'media.connect': { input: nothing, output: nothing },
  'media.status': { input: captureStatusSchema, output: nothing },
  /** Opens the system's file dialog; absolute paths in the dialog's order, none when the user cancelled. */
  'files.choose': {
    input: z.strictObject({ kind: fileKindSchema, several: z.boolean() }),
    output: z.array(z.string().min(1).max(4096)).max(500),
  },
  'shortcuts.global': { input: nothing, output: globalShortcutsSchema },
  /** Opens the dashboard or key page of the service in the system's browser. */
  'service.open': { input: z.strictObject({ serviceId: serviceIdSchema }), output: nothing },
} as const;

export type CallName = keyof typeof calls;
export type CallInput<Name extends CallName> = z.input<(typeof calls)[Name]['input']>;
export type CallOutput<Name extends CallName> = z.output<(typeof calls)[Name]['output']>;

/** Announcements from main to the window. */
export const events = {
  ...showEvents,
  'session.changed': sessionSnapshotSchema,
  'profiles.changed': profilesSchema,
  'settings.changed': settingsSchema,
  /** False while the window is hidden or minimised: nobody sees a preview then. */
  'window.shown': z.object({ shown: z.boolean() }),
  'shortcuts.changed': globalShortcutsSchema,
  /** Global keys of a command were pressed. */
  'shortcuts.pressed': z.strictObject({ id: z.string().max(64) }),
  /** A sentence worth a toast; `next` says what to do. */
  notice: z.object({
    tone: z.enum(['good', 'info', 'warn', 'bad']),
    text: z.string().max(400),
    next: z.string().max(300),
  }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]>;
export type Notice = EventPayload<'notice'>;
