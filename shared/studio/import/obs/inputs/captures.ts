/** Cameras, microphones, screens and windows of OBS. Its ids of devices mean nothing here: labels lead to the device again. */
import type { Input } from '../../../document/source.ts';
import { clamped, type Fields } from '../fields.ts';
import type { MadeInput } from '../reading.ts';
import { say } from '../../../../wire/tongue.ts';

/** Marks ids of OBS, which no device of ours has: such a source waits for its namesake, or for the user's choice. */
const foreign = 'obs:';

const maxLabel = 512;

export type Capture = (settings: Fields) => MadeInput;

function camera(
  id: string,
  label: string,
  asked: Partial<Omit<Extract<Input, { kind: 'camera' }>, 'kind'>> = {},
): Input {
  const deviceId = id === '' ? '' : `${foreign}${id}`.slice(0, maxLabel);
  return { kind: 'camera', deviceId, label: label.slice(0, maxLabel), width: null, height: null, fps: null, ...asked };
}

/** Two numbers in one: of 16 bits each in older files, of 32 in newer ones. */
function pairIn(packed: number): readonly [number, number] | null {
  if (!Number.isSafeInteger(packed) || packed <= 0) return null;
  const half = packed < 2 ** 32 ? 2 ** 16 : 2 ** 32;
  return [Math.floor(packed / half), packed % half];
}

function wish(size: readonly [number, number] | null, fps: number | null) {
  const isUsable = size !== null && size[0] >= 16 && size[0] <= 7680 && size[1] >= 16 && size[1] <= 4320;
  return {
    width: isUsable ? size[0] : null,
    height: isUsable ? size[1] : null,
    fps: fps !== null && Number.isFinite(fps) && fps >= 1 ? clamped(fps, 1, 240) : null,
  };
}

function withSize(input: Input): MadeInput {
  const isSized = input.kind === 'camera' && input.width !== null && input.height !== null;
  return { input, size: isSized ? { width: input.width ?? 0, height: input.height ?? 0 } : null };
}

/** Linux: the device file, the size and the time between frames as packed pairs. */
const v4l2: Capture = (settings) => {
  const interval = pairIn(settings.number('framerate', -1));
  const fps = interval === null || interval[0] === 0 ? null : interval[1] / interval[0];
  return withSize(camera(settings.text('device_id'), '', wish(pairIn(settings.number('resolution', -1)), fps)));
};

/** Windows: "Name:path", with colons and hashes of the name escaped; a size such as "1280x720" where one was chosen. */
const dshow: Capture = (settings) => {
  const id = settings.text('video_device_id');
  const size = /^(\d{1,5})x(\d{1,5})$/.exec(settings.text('resolution'));
  const isChosen = settings.number('res_type', 0) === 1 && size !== null;
  const interval = settings.number('frame_interval', -1);
  const fps = interval > 0 ? 10_000_000 / interval : null;
  return withSize(
    camera(id, unescaped(id.split(':')[0] ?? ''), wish(isChosen ? [Number(size[1]), Number(size[2])] : null, fps)),
  );
};

const avCapture: Capture = (settings) => withSize(camera(settings.text('device'), settings.text('device_name')));

function unescaped(text: string): string {
  return text.replaceAll('#3A', ':').replaceAll('#22', '#');
}

function sound(kind: 'microphone' | 'system-audio'): Capture {
  return (settings) => {
    const id = settings.text('device_id', 'default');
    const deviceId = id === 'default' || id === '' ? '' : `${foreign}${id}`.slice(0, maxLabel);
    return { input: { kind, deviceId, label: settings.text('device_name').slice(0, maxLabel) }, size: null };
  };
}

/** A whole screen: the first is ours too, others must be chosen again. */
function screen(keys: { readonly cursor: string; readonly number?: string }): Capture {
  return (settings) => {
    const number = keys.number === undefined ? 0 : settings.number(keys.number, 0);
    const displayId = number > 0 ? `${foreign}${number}`.slice(0, 200) : '';
    const label = number > 0 ? say`Screen ${number + 1}` : '';
    const cursor = settings.flag(keys.cursor, true);
    return { input: { kind: 'screen', displayId, label, cursor, region: null }, size: null };
  };
}

function windowOf(label: string, cursor: boolean): MadeInput {
  return { input: { kind: 'window', windowId: '', label: label.slice(0, maxLabel), cursor }, size: null };
}

/** Windows: "Title:class:program", escaped. */
const windowCapture: Capture = (settings) =>
  windowOf(unescaped(settings.text('window').split(':')[0] ?? ''), settings.flag('cursor', true));

/** X11: id, title and class in lines. */
const xComposite: Capture = (settings) =>
  windowOf(settings.text('capture_window').split('\r\n')[1] ?? '', settings.flag('show_cursor', true));

/** macOS: a screen, a window or a program. */
const screenCapture: Capture = (settings) =>
  settings.number('type', 0) === 0
    ? screen({ cursor: 'show_cursor' })(settings)
    : windowOf(settings.text('window_name'), settings.flag('show_cursor', true));

/** By the id without its version. */
export const captures: Readonly<Record<string, Capture>> = {
  v4l2_input: v4l2,
  dshow_input: dshow,
  av_capture_input: avCapture,
  'macos-avcapture': avCapture,
  'macos-avcapture-fast': avCapture,
  pulse_input_capture: sound('microphone'),
  alsa_input_capture: sound('microphone'),
  wasapi_input_capture: sound('microphone'),
  coreaudio_input_capture: sound('microphone'),
  pulse_output_capture: sound('system-audio'),
  wasapi_output_capture: sound('system-audio'),
  coreaudio_output_capture: sound('system-audio'),
  sck_audio_capture: sound('system-audio'),
  xshm_input: screen({ cursor: 'show_cursor', number: 'screen' }),
  monitor_capture: screen({ cursor: 'capture_cursor', number: 'monitor' }),
  display_capture: screen({ cursor: 'show_cursor', number: 'display' }),
  'pipewire-desktop-capture-source': screen({ cursor: 'ShowCursor' }),
  'pipewire-screen-capture-source': screen({ cursor: 'ShowCursor' }),
  'pipewire-window-capture-source': (settings) => windowOf('', settings.flag('ShowCursor', true)),
  window_capture: windowCapture,
  game_capture: windowCapture,
  xcomposite_input: xComposite,
  screen_capture: screenCapture,
};
