/** What Uplink keeps between runs: stream profiles with their destinations, and studio settings; with bounds, defaults and a version. */
import { z } from 'zod';
import { serviceIds } from '../live/services/presets.ts';

/** Bumped when a stored shape changes; `electron/store` migrates older files. */
export const settingsVersion = 2;

/** A session has at most this many destinations: the profile's main one and seven more. */
export const maxDestinations = 8;

/** Longest text fields accepted from the window or a file. */
export const maxNameLength = 80;
const maxUrlLength = 1024;
export const maxKeyLength = 2048;

/** Names a service preset. */
export const serviceIdSchema = z.enum(serviceIds);
export type ServiceId = z.infer<typeof serviceIdSchema>;

/** Even sizes only: 4:2:0 sampling halves both. */
const evenSize = (max: number) => z.int().min(160).max(max).multipleOf(2);

/** Video bitrate in kb/s of 1000 bits, also for the two numbers of the bitrate control. */
export const videoKbpsSchema = z.int().min(200).max(51_000);

/** What the video encoder is asked for; kb/s are 1000 bits. */
export const videoFormatSchema = z.strictObject({
  width: evenSize(3840),
  height: evenSize(3840),
  fps: z.int().min(10).max(60),
  kbps: videoKbpsSchema,
});
export type VideoFormat = z.infer<typeof videoFormatSchema>;

/** What the audio encoder is asked for: always 48 kHz, stereo. */
export const audioFormatSchema = z.strictObject({ kbps: z.int().min(64).max(320) });
export type AudioFormat = z.infer<typeof audioFormatSchema>;

/** What picture and sound are encoded with; the service's preset says what it takes. */
export const codecsSchema = z.strictObject({ video: z.enum(['avc', 'av1']), audio: z.enum(['aac', 'opus']) });
export type Codecs = z.infer<typeof codecsSchema>;

/** Sound tracks of a show's mixer. */
const soundTracks = 6;

/** One of them, as people count them. */
const soundTrackSchema = z.int().min(1).max(soundTracks);

/** H.264 and AAC: what every service takes. */
export const defaultCodecs: Codecs = { video: 'avc', audio: 'aac' };

/** Where one destination streams to. */
const addressFields = {
  serviceId: serviceIdSchema,
  /** rtmp:// or rtmps:// without the key; empty for the rehearsal. */
  serverUrl: z.string().trim().max(maxUrlLength),
  /** A second address for the same key, tried in turn after two failures; empty when there is none. */
  backupUrl: z.string().trim().max(maxUrlLength),
  /** Sends to both addresses at once. */
  hotStandby: z.boolean(),
  /** 1 is the most important; who suffers last when the uplink is short. */
  priority: z.int().min(1).max(maxDestinations),
  /** False leaves it out when the session starts. */
  enabled: z.boolean(),
  /** The sound track that is sent there; absent: 1, also in documents from before there was a choice. */
  soundTrack: soundTrackSchema.optional(),
};

const nameSchema = z.string().trim().min(1).max(maxNameLength);

/** A destination beside the profile's main one, as it is made and exported. */
export const destinationWishSchema = z.strictObject({
  name: nameSchema,
  ...addressFields,
  /** The most that is sent there, kb/s of video; far below the others' it gets an encoding of its own. Null, absent: no limit. */
  ceilingKbps: videoKbpsSchema.nullish(),
});
export type DestinationWish = z.infer<typeof destinationWishSchema>;

/** A destination beside the profile's main one, as stored; its key lives elsewhere, under the same id. */
export const destinationSchema = z.strictObject({ id: z.uuid(), ...destinationWishSchema.shape });
export type Destination = z.infer<typeof destinationSchema>;

/** What the window may change of a destination. */
export const destinationPatchSchema = destinationWishSchema.partial();
export type DestinationPatch = z.infer<typeof destinationPatchSchema>;

const profileFields = {
  name: nameSchema,
  ...addressFields,
  video: videoFormatSchema,
  audio: audioFormatSchema,
  codecs: codecsSchema,
  /** The bitrate never goes above this, nor below `video.kbps` is it ever set; null: `video.kbps` is the ceiling too. */
  ceilingKbps: videoKbpsSchema.nullable(),
};

/** Documents from before there was a choice lack these; a patch must not bring them in, so defaults stand here alone. */
const storedFields = {
  ...profileFields,
  backupUrl: addressFields.backupUrl.default(''),
  hotStandby: addressFields.hotStandby.default(false),
  priority: addressFields.priority.default(1),
  enabled: addressFields.enabled.default(true),
  codecs: codecsSchema.default(defaultCodecs),
  ceilingKbps: profileFields.ceilingKbps.default(null),
};

const others = <Schema extends z.ZodType>(destination: Schema) => z.array(destination).max(maxDestinations - 1);

/** A stream profile as stored: its own fields are its main destination. Keys live elsewhere, encrypted. */
export const profileSchema = z.strictObject({
  id: z.uuid(),
  ...storedFields,
  destinations: others(destinationSchema).default([]),
});
export type Profile = z.infer<typeof profileSchema>;

/** What the window may change of a profile; the other destinations have calls of their own. */
export const profilePatchSchema = z.strictObject(profileFields).partial();
export type ProfilePatch = z.infer<typeof profilePatchSchema>;

/** Whether a destination has a key, and whether it outlives this run. */
export const keyStateSchema = z.enum(['none', 'stored', 'this-run']);
export type KeyState = z.infer<typeof keyStateSchema>;

/**
 * That a service took key and pictures at this address, when (ms since 1970), and whether this computer is in the same
 * network now. Absent: not since address or key were changed.
 */
const proof = z.strictObject({ at: z.number().min(0), isHere: z.boolean() }).optional();

/** A destination as the window sees it: never the key itself. */
export const destinationViewSchema = z.strictObject({ ...destinationSchema.shape, key: keyStateSchema, proof });
export type DestinationView = z.infer<typeof destinationViewSchema>;

/** A profile as the window sees it: never a key itself. */
export const profileViewSchema = z.strictObject({
  id: z.uuid(),
  ...profileFields,
  key: keyStateSchema,
  proof,
  destinations: others(destinationViewSchema),
});
export type ProfileView = z.infer<typeof profileViewSchema>;

/** Where the picture comes from. A device keeps its identity while unplugged. */
export const videoSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('test') }),
  z.strictObject({
    kind: z.literal('camera'),
    /** Empty: the first camera there is. */
    deviceId: z.string().max(512),
    label: z.string().max(512),
    /** Asked of the device; null lets it choose. */
    width: z.int().min(16).max(7680).nullable(),
    height: z.int().min(16).max(4320).nullable(),
    fps: z.number().min(1).max(240).nullable(),
  }),
]);
export type VideoSource = z.infer<typeof videoSourceSchema>;

/** Where the sound comes from. `test` is the beep of the sync test source. */
const audioSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('test') }),
  z.strictObject({ kind: z.literal('silence') }),
  z.strictObject({ kind: z.literal('microphone'), deviceId: z.string().max(512), label: z.string().max(512) }),
]);

/** JSON knows no -0; what is kept in memory must be what a file gives back. */
const gainDb = z
  .number()
  .min(-60)
  .max(12)
  .overwrite((gain) => gain + 0);

/** The one fader from before there were shows: gain in dB. */
const mixSchema = z.strictObject({ gainDb, muted: z.boolean() });

export const themeSchema = z.enum(['dark', 'light', 'system']);

/** `system`: the first of the system's languages that has a catalogue. */
export const languageSchema = z.enum(['system', 'en', 'de']);

/** How close the rows stand. */
export const densitySchema = z.enum(['comfortable', 'compact']);

/** Size of all text, percent of the designed one. */
export const minTextPercent = 90;
export const maxTextPercent = 150;
const textPercentSchema = z.int().min(minTextPercent).max(maxTextPercent);

/** Command ids to keys such as `Ctrl+Shift+E`; an empty text is a command without keys. What is absent has its own default. */
const shortcutsSchema = z
  .record(z.string().regex(/^[a-z][\w.-]{0,63}$/), z.string().max(40))
  .refine((shortcuts) => Object.keys(shortcuts).length <= 200);

/** Where and how the programme is recorded. */
export const recordingSettingsSchema = z.strictObject({
  /** Absolute; null: the system's folder for videos. */
  folder: z.string().min(1).max(4096).nullable(),
  container: z.enum(['mp4', 'mkv']),
  /** True: recording begins and ends with each session. */
  withStream: z.boolean(),
  /** A new file after so many minutes, or so many MB (10⁶ bytes); null: never. */
  splitMinutes: z.int().min(1).max(1440).nullable(),
  splitMegabytes: z.int().min(50).max(1_000_000).nullable(),
  /** How many seconds the replay buffer keeps; 0: off. */
  replaySeconds: z.union([z.literal(0), z.int().min(5).max(600)]),
  /** Sound tracks in the files, each once. */
  tracks: z
    .array(soundTrackSchema)
    .min(1)
    .max(soundTracks)
    .refine((tracks) => new Set(tracks).size === tracks.length),
});
export type RecordingSettings = z.infer<typeof recordingSettingsSchema>;

/** Where the user listens to what is monitored; null: the system's own output. */
const monitorDeviceSchema = z.strictObject({ deviceId: z.string().max(512), label: z.string().max(512) }).nullable();

/** What the bitrate controller may do by itself. */
export const rateSettingsSchema = z.strictObject({
  /** Lowers the bitrate when a connection is too slow, and raises it again. */
  adaptive: z.boolean(),
  /** Then halves the frame rate. */
  mayHalveFps: z.boolean(),
  /** Then pauses the least important destination. */
  mayPause: z.boolean(),
});
export type RateSettings = z.infer<typeof rateSettingsSchema>;

export const defaultRecording: RecordingSettings = {
  folder: null,
  container: 'mp4',
  withStream: false,
  splitMinutes: null,
  splitMegabytes: null,
  replaySeconds: 0,
  tracks: [1],
};

export const defaultRate: RateSettings = { adaptive: true, mayHalveFps: true, mayPause: false };

/** Studio settings that are not part of a profile. */
export const settingsSchema = z.strictObject({
  videoSource: videoSourceSchema,
  audioSource: audioSourceSchema,
  mix: mixSchema,
  theme: themeSchema,
  language: languageSchema,
  density: densitySchema,
  textPercent: textPercentSchema,
  /** Keys in the window that differ from the keyboard map. */
  shortcuts: shortcutsSchema,
  /** Keys that work while another window has the focus; none by default. */
  globalShortcuts: shortcutsSchema,
  /** False until the first-run choice was made. */
  welcomed: z.boolean(),
  recording: recordingSettingsSchema,
  rate: rateSettingsSchema,
  monitorDevice: monitorDeviceSchema,
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** Documents from before there were several sound tracks lack this. */
const storedRecordingSchema = z.strictObject({
  ...recordingSettingsSchema.shape,
  tracks: recordingSettingsSchema.shape.tracks.default(defaultRecording.tracks),
});

/** Documents from before there was recording, or a choice of language, keys and look, lack these. */
const storedSettingsSchema = z.strictObject({
  ...settingsSchema.shape,
  language: languageSchema.default('system'),
  density: densitySchema.default('comfortable'),
  textPercent: textPercentSchema.default(100),
  shortcuts: shortcutsSchema.default({}),
  globalShortcuts: shortcutsSchema.default({}),
  recording: storedRecordingSchema.default(defaultRecording),
  rate: rateSettingsSchema.default(defaultRate),
  monitorDevice: monitorDeviceSchema.default(null),
});

/** 720p30 at 4 Mb/s: what a laptop without a hardware encoder holds. */
export const defaultVideoFormat: VideoFormat = { width: 1280, height: 720, fps: 30, kbps: 4000 };
export const defaultAudioFormat: AudioFormat = { kbps: 160 };

export const defaultSettings: Settings = {
  videoSource: { kind: 'test' },
  audioSource: { kind: 'test' },
  mix: { gainDb: 0, muted: false },
  theme: 'dark',
  language: 'system',
  density: 'comfortable',
  textPercent: 100,
  shortcuts: {},
  globalShortcuts: {},
  welcomed: false,
  recording: defaultRecording,
  rate: defaultRate,
  monitorDevice: null,
};

/** The profile file: one atomic, versioned document. */
export const profileFileSchema = z.strictObject({
  version: z.literal(settingsVersion),
  selectedId: z.uuid(),
  profiles: z.array(profileSchema).min(1).max(200),
  settings: storedSettingsSchema,
  /** By id of the destination: the address and the network (a mark of it) where it was proved. */
  proofs: z
    .record(
      z.uuid(),
      z.strictObject({
        at: z.number().min(0),
        address: z.string().max(maxUrlLength + 40),
        network: z.string().max(64),
      }),
    )
    .default({}),
});
export type ProfileFile = z.infer<typeof profileFileSchema>;

/** One exported profile with its destinations; it never holds a key. */
export const exportedProfileSchema = z.strictObject({
  uplinkProfile: z.literal([1, settingsVersion]),
  profile: z.strictObject({ ...storedFields, destinations: others(destinationWishSchema).default([]) }),
});
