/** What a source of OBS becomes here. */
import type { Size } from '../../../geometry/box.ts';
import { clamped, colourOf, type Fields } from '../fields.ts';
import { quoted, type MadeInput, type Reading } from '../reading.ts';
import { captures } from './captures.ts';
import { freeTypeText, gdiText } from './text.ts';
import { say } from '../../../../wire/tongue.ts';

/** A source as the file has it. */
export type ObsSource = {
  /** Without its version: `text_gdiplus_v2` is `text_gdiplus`. */
  readonly id: string;
  readonly name: string;
  readonly settings: Fields;
};

export function obsSource(fields: Fields): ObsSource {
  const id = fields.text('id') || fields.text('versioned_id');
  return { id: withoutVersion(id), name: fields.text('name'), settings: fields.object('settings') };
}

export function withoutVersion(id: string): string {
  return id.slice(0, 100).replace(/_v\d{1,3}$/, '');
}

const maxPath = 4096;

function pathsIn(settings: Fields, key: string): string[] {
  const paths = settings.list(key, 500).map((entry) => entry.text('value').slice(0, maxPath));
  return paths.filter((path) => path !== '');
}

function sizeIn(settings: Fields, otherwise: Size, max: number): Size {
  return {
    width: Math.round(settings.within('width', otherwise.width, [2, max])),
    height: Math.round(settings.within('height', otherwise.height, [2, max])),
  };
}

type Reader = (source: ObsSource, reading: Reading) => MadeInput | null;

const browser: Reader = ({ settings, name }, { note }) => {
  const size = sizeIn(settings, { width: 800, height: 600 }, 3840);
  const isLocal = settings.flag('is_local_file', false);
  if (isLocal) note(quoted(name), say`It shows a page from a file on this computer; check that it still opens.`);
  const url = isLocal ? fileUrl(settings.text('local_file')) : settings.text('url');
  const fps = settings.flag('fps_custom', false) ? Math.round(settings.within('fps', 30, [1, 60])) : 30;
  return { input: { kind: 'browser', url: url.slice(0, 4096), ...size, fps, css: settings.text('css') }, size };
};

function fileUrl(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${slashed.split('/').map(encodeURIComponent).join('/')}`;
}

const image: Reader = ({ settings, name }, { sizeOf, note }) => {
  const path = settings.text('file').slice(0, maxPath);
  if (path === '') {
    note(quoted(name), say`It shows no file, so it was left out.`);
    return null;
  }
  return { input: { kind: 'image', path }, size: sizeOf(path) };
};

const slideshow: Reader = ({ settings }, { sizeOf, canvas }) => {
  const paths = pathsIn(settings, 'files');
  const mode = settings.text('playback_mode');
  return {
    input: {
      kind: 'slideshow',
      paths,
      everySeconds: clamped(settings.number('slide_time', 8000) / 1000, 0.5, 3600),
      shuffle: settings.flag('randomize', mode === 'random'),
      loop: settings.flag('loop', mode !== 'once'),
      fadeMillis: Math.round(settings.within('transition_speed', 700, [0, 5000])),
    },
    size: paths.map(sizeOf).find((size) => size !== null) ?? canvas,
  };
};

const media: Reader = ({ settings, name }, { note, canvas }) => {
  const path = settings.text('local_file').slice(0, maxPath);
  if (!settings.flag('is_local_file', true) || path === '') {
    note(quoted(name), say`It plays a network stream or nothing; only files can be played here, so it was left out.`);
    return null;
  }
  if (settings.number('speed_percent', 100) !== 100) note(quoted(name), say`It plays at its usual speed here.`);
  const loop = settings.flag('looping', false);
  const restart = settings.flag('restart_on_activate', true);
  return { input: { kind: 'media', paths: [path], loop, shuffle: false, restart }, size: canvas };
};

const vlc: Reader = ({ settings }, { canvas }) => ({
  input: {
    kind: 'media',
    paths: pathsIn(settings, 'playlist'),
    loop: settings.flag('loop', true),
    shuffle: settings.flag('shuffle', false),
    restart: settings.text('playback_behavior', 'stop_restart') === 'stop_restart',
  },
  size: canvas,
});

const colour: Reader = ({ settings }, { canvas }) => {
  const size = sizeIn(settings, canvas, 8000);
  return { input: { kind: 'colour', colour: colourOf(settings.number('color', 0xff_ff_ff_ff)), ...size }, size };
};

const readers: Readonly<Record<string, Reader>> = {
  browser_source: browser,
  image_source: image,
  slideshow,
  ffmpeg_source: media,
  vlc_source: vlc,
  color_source: colour,
  text_ft2_source: ({ settings }) => freeTypeText(settings),
  text_gdiplus: ({ settings }) => gdiText(settings),
};

/** Null, with a note, for what has no counterpart. */
export function inputOf(source: ObsSource, reading: Reading): MadeInput | null {
  const read = Object.hasOwn(readers, source.id) ? readers[source.id] : undefined;
  if (read !== undefined) return read(source, reading);
  const capture = Object.hasOwn(captures, source.id) ? captures[source.id] : undefined;
  if (capture !== undefined) return captured(capture(source.settings), source, reading);
  reading.note(
    quoted(source.name),
    say`There is no counterpart for sources of the kind ${source.id || say`unknown`}, so it was left out.`,
  );
  return null;
}

/** Notes what must be chosen again by hand. */
function captured(made: MadeInput, { id, name }: ObsSource, { note }: Reading): MadeInput {
  const { input } = made;
  if ('deviceId' in input && input.deviceId !== '') {
    const why = say`OBS names devices in its own way. Choose the device again if it is not found by its name.`;
    note(quoted(name), why);
  }
  if (input.kind === 'screen' && input.displayId !== '') note(quoted(name), say`Choose the screen again.`);
  if (input.kind === 'window') note(quoted(name), say`Choose the window again if it is not found by its title.`);
  if (id === 'game_capture') note(quoted(name), say`Games are captured as windows here.`);
  return made;
}
