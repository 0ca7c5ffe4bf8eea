/** What Uplink keeps between runs: stream profiles and studio settings, with bounds, defaults and a version. */
import { z } from 'zod';
import { serviceIds } from '../live/services/presets.ts';

/** Bumped when a stored shape changes; `electron/store` migrates older files. */
export const settingsVersion = 1;

/** Longest text fields accepted from the window or a file. */
export const maxNameLength = 80;
const maxUrlLength = 1024;
export const maxKeyLength = 2048;

/** Names a service preset. */
export const serviceIdSchema = z.enum(serviceIds);
export type ServiceId = z.infer<typeof serviceIdSchema>;

/** Even sizes only: 4:2:0 sampling halves both. */
const evenSize = (max: number) => z.int().min(160).max(max).multipleOf(2);

/** What the video encoder is asked for; kb/s are 1000 bits. */
export const videoFormatSchema = z.strictObject({
  width: evenSize(3840),
  height: evenSize(3840),
  fps: z.int().min(10).max(60),
  kbps: z.int().min(200).max(51_000),
});
export type VideoFormat = z.infer<typeof videoFormatSchema>;

/** What the audio encoder is asked for: always 48 kHz, stereo. */
export const audioFormatSchema = z.strictObject({ kbps: z.int().min(64).max(320) });
export type AudioFormat = z.infer<typeof audioFormatSchema>;

/** What picture and sound are encoded with; the service's preset says what it takes. */
export const codecsSchema = z.strictObject({ video: z.enum(['avc', 'av1']), audio: z.enum(['aac', 'opus']) });
export type Codecs = z.infer<typeof codecsSchema>;

/** H.264 and AAC: what every service takes. */
export const defaultCodecs: Codecs = { video: 'avc', audio: 'aac' };

const profileFields = {
  name: z.string().trim().min(1).max(maxNameLength),
  serviceId: serviceIdSchema,
  /** rtmp:// or rtmps:// without the key; empty for the rehearsal. */
  serverUrl: z.string().trim().max(maxUrlLength),
  video: videoFormatSchema,
  audio: audioFormatSchema,
  codecs: codecsSchema,
};

/** Documents from before there was a choice have no codecs. */
const storedFields = { ...profileFields, codecs: codecsSchema.default(defaultCodecs) };

/** A stream profile as stored; the key lives elsewhere, encrypted. */
export const profileSchema = z.strictObject({ id: z.uuid(), ...storedFields });
export type Profile = z.infer<typeof profileSchema>;

/** What the window may change of a profile. */
export const profilePatchSchema = z.strictObject(profileFields).partial();
export type ProfilePatch = z.infer<typeof profilePatchSchema>;

/** Whether a profile has a key, and whether it outlives this run. */
export const keyStateSchema = z.enum(['none', 'stored', 'this-run']);
export type KeyState = z.infer<typeof keyStateSchema>;

/** A profile as the window sees it: never the key itself. */
export const profileViewSchema = z.strictObject({ ...profileSchema.shape, key: keyStateSchema });
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
export const audioSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('test') }),
  z.strictObject({ kind: z.literal('silence') }),
  z.strictObject({ kind: z.literal('microphone'), deviceId: z.string().max(512), label: z.string().max(512) }),
]);
export type AudioSource = z.infer<typeof audioSourceSchema>;

/** JSON knows no -0; what is kept in memory must be what a file gives back. */
const gainDb = z
  .number()
  .min(-60)
  .max(12)
  .overwrite((gain) => gain + 0);

/** The mixer strip: gain in dB before the encoder. */
export const mixSchema = z.strictObject({ gainDb, muted: z.boolean() });
export type Mix = z.infer<typeof mixSchema>;

export const themeSchema = z.enum(['dark', 'light', 'system']);

/** Studio settings that are not part of a profile. */
export const settingsSchema = z.strictObject({
  videoSource: videoSourceSchema,
  audioSource: audioSourceSchema,
  mix: mixSchema,
  theme: themeSchema,
  /** False until the first-run choice was made. */
  welcomed: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** 720p30 at 4 Mb/s: what a laptop without a hardware encoder holds. */
export const defaultVideoFormat: VideoFormat = { width: 1280, height: 720, fps: 30, kbps: 4000 };
export const defaultAudioFormat: AudioFormat = { kbps: 160 };

export const defaultSettings: Settings = {
  videoSource: { kind: 'test' },
  audioSource: { kind: 'test' },
  mix: { gainDb: 0, muted: false },
  theme: 'dark',
  welcomed: false,
};

/** The profile file: one atomic, versioned document. */
export const profileFileSchema = z.strictObject({
  version: z.literal(settingsVersion),
  selectedId: z.uuid(),
  profiles: z.array(profileSchema).min(1).max(200),
  settings: settingsSchema,
});
export type ProfileFile = z.infer<typeof profileFileSchema>;

/** One exported profile; it never holds a key. */
export const exportedProfileSchema = z.strictObject({
  uplinkProfile: z.literal(settingsVersion),
  profile: z.strictObject(storedFields),
});
export type ExportedProfile = z.infer<typeof exportedProfileSchema>;
