/** The app's own command line: parsing and --help; what the options then do is `electron/command-line/unattended.ts`. */
import { z } from 'zod';
import type { AudioFormat, Codecs, VideoFormat } from '../../shared/contract/settings.ts';
import { audioFormatSchema, codecsSchema, maxDestinations, videoFormatSchema } from '../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { exitCodes } from '../../shared/live/words/exit-codes.ts';

/** Fields of a format; undefined means "as the profile says". */
type Wish<Format> = { readonly [Field in keyof Format]?: Format[Field] | undefined };

/** What a run asked for; null means "as the profile or the settings say". */
export type AppOptions = {
  readonly help: boolean;
  readonly version: boolean;
  readonly rehearse: boolean;
  readonly url: string | null;
  readonly keyFile: string | null;
  /** Further servers, each with the file of its key. */
  readonly destinations: readonly { readonly url: string; readonly keyFile: string }[];
  /** Records into this folder. */
  readonly record: string | null;
  readonly key: string | null;
  readonly profile: string | null;
  readonly source: 'test' | 'camera' | null;
  /** File of an exported show that this run shows. */
  readonly show: string | null;
  readonly testPattern: 'sync' | 'busy';
  readonly video: Wish<VideoFormat>;
  readonly audio: Wish<AudioFormat>;
  readonly codecs: Wish<Codecs>;
  /** Seconds on air; null runs until stopped. */
  readonly duration: number | null;
  readonly minimized: boolean;
  readonly report: string | null;
  readonly fakeDevices: boolean;
  readonly certificateAuthority: string | null;
  readonly dataFolder: string | null;
};

type OptionRow = {
  readonly flag: string;
  readonly value: string;
  readonly help: string;
};

const rows: readonly OptionRow[] = [
  { flag: 'url', value: 'URL', help: 'go live to this rtmp:// or rtmps:// server' },
  { flag: 'key-file', value: 'FILE', help: 'read the stream key from the first line of FILE' },
  {
    flag: 'destination',
    value: 'URL',
    help: 'send to this server too; up to 7, each followed by its own --key-file',
  },
  { flag: 'key', value: 'KEY', help: 'the stream key itself; other users of this computer can see it' },
  { flag: 'profile', value: 'NAME', help: 'use this saved profile (go live with it unless --rehearse)' },
  { flag: 'rehearse', value: '', help: 'go live to the built-in ingest only; nothing leaves this computer' },
  { flag: 'source', value: 'test|camera', help: 'sync test picture and beep, or first camera and microphone' },
  { flag: 'show', value: 'FILE', help: 'an exported show in place of the stored one; nothing of it is kept' },
  { flag: 'test-pattern', value: 'sync|busy', help: 'busy adds moving detail that needs the whole bitrate' },
  { flag: 'size', value: 'WxH', help: 'picture size, for example 1280x720' },
  { flag: 'fps', value: 'N', help: 'frames per second, 10 to 60' },
  { flag: 'video-kbps', value: 'N', help: 'video bitrate in kb/s' },
  { flag: 'audio-kbps', value: 'N', help: 'audio bitrate in kb/s' },
  { flag: 'video-codec', value: 'avc|av1', help: 'H.264, or AV1 for servers that speak Enhanced RTMP' },
  { flag: 'audio-codec', value: 'aac|opus', help: 'AAC, or Opus for servers that speak Enhanced RTMP' },
  { flag: 'duration', value: 'S', help: 'stop and quit after S seconds on air' },
  { flag: 'minimized', value: '', help: 'start with the window minimised' },
  { flag: 'report', value: 'FILE', help: 'write the session report as JSON' },
  { flag: 'record', value: 'FOLDER', help: 'record what is sent into FOLDER' },
  { flag: 'fake-devices', value: '', help: "use Chromium's fake camera and microphone" },
  { flag: 'ca', value: 'FILE', help: 'trust this certificate authority (PEM) for rtmps:// in this run' },
  { flag: 'data', value: 'FOLDER', help: 'keep profiles, settings and logs in FOLDER' },
  { flag: 'version', value: '', help: 'print the version and quit' },
  { flag: 'help', value: '', help: 'print this text and quit' },
];

/** Switches of Electron and Chromium that may stand beside ours. */
const foreignSwitch =
  /^--?((no-sandbox|inspect|user-data-dir|lang|js-flags|require|password-store|autoplay-policy)(=|$)|inspect-brk|remote-debugging-|use-fake-|use-file-for-fake-|enable-|disable-|force-|allow-|ozone-|gtk-|trace-|deny-permission-)/;

const given = z.object({
  size: z
    .string()
    .regex(/^\d{2,4}x\d{2,4}$/, 'write it like 1280x720')
    .optional(),
  source: z.enum(['test', 'camera']).nullable().default(null),
  'test-pattern': z.enum(['sync', 'busy']).default('sync'),
  fps: z.coerce.number().pipe(videoFormatSchema.shape.fps).optional(),
  'video-kbps': z.coerce.number().pipe(videoFormatSchema.shape.kbps).optional(),
  'audio-kbps': z.coerce.number().pipe(audioFormatSchema.shape.kbps).optional(),
  'video-codec': codecsSchema.shape.video.optional(),
  'audio-codec': codecsSchema.shape.audio.optional(),
  duration: z.coerce.number().min(1).max(604_800).nullable().default(null),
});

/** True when the run goes on air by itself. */
export function isUnattended(options: AppOptions): boolean {
  const { rehearse, url, profile, destinations } = options;
  return rehearse || url !== null || profile !== null || destinations.length > 0;
}

/**
 * Reads the arguments after the executable; the app's own path and Chromium switches are passed over.
 * @returns `option-invalid` with the option and why.
 */
export function parseOptions(args: readonly string[]): Reply<AppOptions> {
  const list = collect(args);
  if (!list.ok) return list;
  const split = splitDestinations(list.value);
  if (!split.ok) return split;
  const values = new Map(split.value.rest);
  const parsed = given.safeParse(Object.fromEntries(values));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail('option-invalid', {
      option: `--${String(issue?.path[0] ?? '')}`,
      why: issue?.message ?? 'not understood',
    });
  }
  if (parsed.data.source !== null && values.has('show')) {
    return fail('option-invalid', {
      option: '--show',
      why: 'it has sources of its own, so --source can’t stand beside it',
    });
  }
  const size = readSize(parsed.data.size);
  if (!size.ok) return size;
  const text = (flag: string): string | null => values.get(flag) ?? null;
  const has = (flag: string): boolean => values.has(flag);
  return ok({
    help: has('help'),
    version: has('version'),
    rehearse: has('rehearse'),
    url: text('url'),
    keyFile: text('key-file'),
    destinations: split.value.destinations,
    record: text('record'),
    key: text('key'),
    profile: text('profile'),
    source: parsed.data.source,
    show: text('show'),
    testPattern: parsed.data['test-pattern'],
    video: { ...size.value, fps: parsed.data.fps, kbps: parsed.data['video-kbps'] },
    audio: { kbps: parsed.data['audio-kbps'] },
    codecs: { video: parsed.data['video-codec'], audio: parsed.data['audio-codec'] },
    duration: parsed.data.duration,
    minimized: has('minimized'),
    report: text('report'),
    fakeDevices: has('fake-devices'),
    certificateAuthority: text('ca'),
    dataFolder: text('data'),
  });
}

function readSize(text: string | undefined): Reply<Wish<Pick<VideoFormat, 'width' | 'height'>>> {
  if (text === undefined) return ok({});
  const [width, height] = text.split('x').map(Number);
  const size = videoFormatSchema.pick({ width: true, height: true }).safeParse({ width, height });
  if (size.success) return ok(size.data);
  return fail('option-invalid', { option: '--size', why: 'width and height must be even and from 160 to 3840' });
}

function rowOf(arg: string): OptionRow | undefined {
  return rows.find(({ flag }) => arg === `--${flag}` || arg.startsWith(`--${flag}=`));
}

/** Options of ours in the order in which they were given. */
type GivenOption = readonly [flag: string, value: string];

function collect(args: readonly string[]): Reply<readonly GivenOption[]> {
  const values: GivenOption[] = [];
  // The first word that is no option is the app's own path.
  const appPath = args.findIndex((arg, index) => !arg.startsWith('-') && !takesNext(args[index - 1]));
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const row = rowOf(arg);
    if (row === undefined) {
      if (index === appPath || arg === '--' || foreignSwitch.test(arg)) continue;
      return fail('option-invalid', { option: arg.split('=')[0] ?? arg, why: 'there is no such option' });
    }
    const value = valueOf(arg, args[index + 1]);
    if (value === undefined) return fail('option-invalid', { option: arg, why: `it needs ${row.value}` });
    values.push([row.flag, value]);
    if (takesNext(arg)) index += 1;
  }
  return ok(values);
}

/** Takes out each --destination with the --key-file behind it; before the first one a key file is that of --url. */
function splitDestinations(options: readonly GivenOption[]): Reply<{
  readonly destinations: AppOptions['destinations'];
  readonly rest: readonly GivenOption[];
}> {
  const destinations: { readonly url: string; readonly keyFile: string }[] = [];
  const rest: GivenOption[] = [];
  let url: string | null = null;
  for (const [flag, value] of options) {
    if (flag === 'destination') {
      if (url !== null) return keylessDestination;
      url = value;
    } else if (flag === 'key-file' && url !== null) {
      destinations.push({ url, keyFile: value });
      url = null;
    } else rest.push([flag, value]);
  }
  if (url !== null) return keylessDestination;
  if (destinations.length < maxDestinations) return ok({ destinations, rest });
  return fail('option-invalid', { option: '--destination', why: `there can be ${maxDestinations - 1} of them` });
}

const keylessDestination = fail('option-invalid', { option: '--destination', why: 'it needs a --key-file behind it' });

/** The value of an option of ours; undefined when it was forgotten. */
function valueOf(arg: string, next: string | undefined): string | undefined {
  const equals = arg.indexOf('=');
  if (!takesNext(arg)) return equals < 0 ? '' : arg.slice(equals + 1);
  // One of our own options is a forgotten value; --key=--minimized says it on purpose.
  return next === undefined || rowOf(next) !== undefined ? undefined : next;
}

/** True for an option of ours whose value is the next word. */
function takesNext(arg: string | undefined): boolean {
  const row = arg === undefined ? undefined : rowOf(arg);
  return row !== undefined && row.value !== '' && arg === `--${row.flag}`;
}

type Formats = { readonly video: VideoFormat; readonly audio: AudioFormat; readonly codecs: Codecs };

/** The formats of a run: the command line over the profile. */
export function formatOf(options: AppOptions, base: Formats): Formats {
  const { video, audio, codecs } = options;
  return {
    video: {
      width: video.width ?? base.video.width,
      height: video.height ?? base.video.height,
      fps: video.fps ?? base.video.fps,
      kbps: video.kbps ?? base.video.kbps,
    },
    audio: { kbps: audio.kbps ?? base.audio.kbps },
    codecs: { video: codecs.video ?? base.codecs.video, audio: codecs.audio ?? base.codecs.audio },
  };
}

/** The text of --help. */
export function helpText(): string {
  const lines = rows.map(({ flag, value, help }) => `  ${`--${flag} ${value}`.padEnd(26)}${help}`);
  const codes = exitCodes.map(({ code, sentence }) => `  ${String(code).padEnd(5)}${sentence}`);
  return [
    'Uplink: a desktop broadcasting studio',
    '',
    'npm start                             open the studio',
    'npm start -- --url URL --key-file FILE --duration 60 --report report.json',
    'npm run rehearse -- --duration 10 --report report.json',
    '',
    'Options',
    ...lines,
    '',
    'Exit codes',
    ...codes,
    '',
  ].join('\n');
}
