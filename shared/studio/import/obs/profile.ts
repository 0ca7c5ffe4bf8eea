/** A profile of OBS: what of its INI and JSON files Uplink can use. The stream key is never read. */
import { fail, ok, type Reply } from '../../../errors.ts';
import type { Size } from '../../geometry/box.ts';
import { clamped, Fields } from './fields.ts';
import { NoteList, type Note } from './reading.ts';
import { say } from '../../../wire/tongue.ts';

/** What a profile tells; null where it does not. Bitrates are kb/s of 1000 bits. */
export type ImportedProfile = {
  readonly name: string;
  readonly canvas: Size | null;
  readonly video: { readonly width: number; readonly height: number; readonly fps: number; readonly kbps: number };
  readonly audioKbps: number;
  /** The service by OBS's name of it, and an address where it was entered by hand. */
  readonly destination: { readonly service: string; readonly serverUrl: string } | null;
  readonly recording: {
    readonly folder: string | null;
    readonly container: 'mp4' | 'mkv';
    readonly replaySeconds: number;
  };
  readonly notes: readonly Note[];
};

/** The texts of `basic.ini`, and of `service.json` and `streamEncoder.json` where there are such files. */
export type ProfileFiles = {
  readonly basic: string;
  readonly service: string | null;
  readonly streamEncoder: string | null;
};

/** Longest file that is looked at, characters. */
const maxLength = 1_000_000;

type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Sections of `key=value` lines; later lines win, anything else is skipped. */
export function readIni(text: string): Sections {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text
    .slice(0, maxLength)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)) {
    const section = /^\s*\[([^\]]{1,100})\]\s*$/.exec(line)?.[1];
    if (section !== undefined) {
      current = sections.get(section) ?? new Map<string, string>();
      sections.set(section, current);
      continue;
    }
    const at = line.indexOf('=');
    if (at > 0 && !/^\s*[;#]/.test(line)) current.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return sections;
}

/** Values of an INI with their defaults. */
class Ini {
  readonly #sections: Sections;

  constructor(text: string) {
    this.#sections = readIni(text);
  }

  has(section: string): boolean {
    return this.#sections.has(section);
  }

  text(section: string, key: string, otherwise = ''): string {
    return this.#sections.get(section)?.get(key) ?? otherwise;
  }

  number(section: string, key: string, otherwise: number): number {
    const text = this.text(section, key);
    const value = Number(text);
    return text === '' || !Number.isFinite(value) ? otherwise : value;
  }

  flag(section: string, key: string): boolean {
    return this.text(section, key).toLowerCase() === 'true';
  }
}

/** Reads a profile; `import-invalid` when the text is no `basic.ini`. */
export function importProfile(files: ProfileFiles): Reply<ImportedProfile> {
  const ini = new Ini(files.basic);
  if (!['Video', 'Output', 'SimpleOutput', 'AdvOut'].some((section) => ini.has(section))) {
    return fail('import-invalid', { why: say`it is no profile of OBS` });
  }
  const notes = new NoteList();
  const destination = destinationOf(parsed(files.service), notes);
  const size = outputSize(ini);
  const encoder = parsed(files.streamEncoder);
  const isAdvanced = ini.text('Output', 'Mode').toLowerCase() === 'advanced';
  const kbps = isAdvanced ? encoder.number('bitrate', 2500) : ini.number('SimpleOutput', 'VBitrate', 2500);
  const track = ini.number('AdvOut', 'TrackIndex', 1);
  const audioKbps = isAdvanced
    ? ini.number('AdvOut', `Track${track}Bitrate`, 160)
    : ini.number('SimpleOutput', 'ABitrate', 160);
  notes.add(say`Encoder`, say`Uplink chooses the encoder and its settings by what this computer can do.`);
  return ok({
    name: ini.text('General', 'Name').slice(0, 80),
    canvas: sizeOf(ini, 'Base'),
    video: { ...size, fps: framesPerSecond(ini, notes), kbps: Math.round(clamped(kbps, 200, 51_000)) },
    audioKbps: Math.round(clamped(audioKbps, 64, 320)),
    destination,
    recording: recordingOf(ini, isAdvanced),
    notes: notes.all,
  });
}

function parsed(text: string | null): Fields {
  if (text === null || text.length > maxLength) return new Fields(null);
  try {
    return new Fields(JSON.parse(text));
  } catch {
    // A file that is no JSON tells nothing.
    return new Fields(null);
  }
}

function even(value: number, max: number): number {
  return 2 * Math.round(clamped(value, 160, max) / 2);
}

function sizeOf(ini: Ini, which: 'Base' | 'Output'): Size | null {
  const width = ini.number('Video', `${which}CX`, 0);
  const height = ini.number('Video', `${which}CY`, 0);
  return width > 0 && height > 0 ? { width: even(width, 7680), height: even(height, 7680) } : null;
}

/** The size that is sent: the advanced mode may scale once more. */
function outputSize(ini: Ini): Size {
  const scaled = /^(\d{1,5})x(\d{1,5})$/.exec(ini.text('AdvOut', 'RescaleRes'));
  const isRescaled = ini.text('Output', 'Mode').toLowerCase() === 'advanced' && ini.flag('AdvOut', 'Rescale');
  const size =
    isRescaled && scaled !== null
      ? { width: Number(scaled[1]), height: Number(scaled[2]) }
      : (sizeOf(ini, 'Output') ?? sizeOf(ini, 'Base') ?? { width: 1280, height: 720 });
  return { width: even(size.width, 3840), height: even(size.height, 3840) };
}

/** One of the common rates, a whole number, or a fraction. */
function framesPerSecond(ini: Ini, notes: NoteList): number {
  const type = ini.text('Video', 'FPSType', '0').toLowerCase();
  const common = Number(/[\d.]+/.exec(ini.text('Video', 'FPSCommon', '30'))?.[0] ?? 30);
  const ofType: Readonly<Record<string, number>> = {
    '1': ini.number('Video', 'FPSInt', 30),
    integer: ini.number('Video', 'FPSInt', 30),
    '2': ini.number('Video', 'FPSNum', 30) / ini.number('Video', 'FPSDen', 1),
    fractional: ini.number('Video', 'FPSNum', 30) / ini.number('Video', 'FPSDen', 1),
  };
  const rate = ofType[type] ?? common;
  const fps = Math.round(clamped(Number.isFinite(rate) ? rate : 30, 10, 60));
  if (fps !== rate)
    notes.add(
      say`Frame rate`,
      say`${rate.toFixed(2)} frames a second became ${fps}: rates are whole numbers from 10 to 60.`,
    );
  return fps;
}

function destinationOf(service: Fields, notes: NoteList): ImportedProfile['destination'] {
  const settings = service.object('settings');
  const type = service.text('type');
  if (type === '') return null;
  notes.add(say`Stream key`, say`It was not read. Paste it into the destination.`);
  if (settings.flag('use_auth', false))
    notes.add(say`User name and password`, say`They were not read. Sign-in data is not kept in a profile.`);
  if (settings.flag('bwtest', false))
    notes.add(say`Bandwidth test`, say`The test mode of OBS was on; Uplink has a rehearsal instead.`);
  if (!['rtmp_common', 'rtmp_custom'].includes(type)) {
    notes.add(say`Destination`, say`${type.slice(0, 40)} is not RTMP, so it was left out.`);
    return null;
  }
  const server = settings.text('server').slice(0, 1024);
  const isAddress = /^rtmps?:\/\/[^@\s]+$/i.test(server);
  if (!isAddress && server !== 'auto' && server !== '')
    notes.add(say`Server`, say`Its address can’t be used here. Choose it again.`);
  const name = type === 'rtmp_custom' ? '' : settings.text('service').slice(0, 80);
  return { service: name, serverUrl: isAddress ? server : '' };
}

function recordingOf(ini: Ini, isAdvanced: boolean): ImportedProfile['recording'] {
  const [section, folderKey] = isAdvanced ? ['AdvOut', 'RecFilePath'] : ['SimpleOutput', 'FilePath'];
  const folder = ini.text(section, folderKey).replaceAll('\\\\', '\\').slice(0, 4096);
  const format = ini.text(section, 'RecFormat2', ini.text(section, 'RecFormat'));
  const seconds = ini.flag(section, 'RecRB') ? ini.number(section, 'RecRBTime', 20) : 0;
  return {
    folder: folder === '' ? null : folder,
    container: format === 'mkv' ? 'mkv' : 'mp4',
    replaySeconds: seconds === 0 ? 0 : Math.round(clamped(seconds, 5, 600)),
  };
}
