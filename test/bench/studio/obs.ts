/** OBS Studio of the system, started with a profile and one scene of our making, streaming from its start. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start, type Running } from '../../support/processes.ts';
import type { Screen } from '../../support/uplink-app.ts';
import { filmSize } from './film.ts';
import type { Scene } from './scenes.ts';

export type ObsStart = {
  readonly screen: Screen;
  /** Its settings, log and cache go here. */
  readonly folder: string;
  readonly server: string;
  readonly key: string;
  readonly videoKbps: number;
  readonly scene: Scene;
};

/** What OBS says of its own frames at the end. */
export type ObsFrames = { readonly frames: number; readonly lagged: number; readonly skipped: number };

/** True when the system has it. */
export async function hasObs(): Promise<boolean> {
  try {
    return (await (await start('obs', ['--version'])).exited).code === 0;
  } catch {
    return false;
  }
}

/** Starts streaming; end it with INT, or its log says nothing of its frames. */
export async function startObs(options: ObsStart): Promise<Running> {
  const config = join(options.folder, 'obs-studio');
  const profile = join(config, 'basic/profiles/Bench');
  await Promise.all([profile, join(config, 'basic/scenes')].map((path) => mkdir(path, { recursive: true })));
  await Promise.all([
    writeFile(join(config, 'global.ini'), globalSettings),
    writeFile(join(profile, 'basic.ini'), profileSettings(options.videoKbps)),
    writeFile(join(profile, 'service.json'), JSON.stringify(service(options))),
    writeFile(join(config, 'basic/scenes/Bench.json'), JSON.stringify(collection(options.scene))),
  ]);
  const env = {
    ...process.env,
    DISPLAY: options.screen.name,
    XDG_CONFIG_HOME: options.folder,
    XDG_CACHE_HOME: options.folder,
    LIBGL_ALWAYS_SOFTWARE: '1',
    QT_QPA_PLATFORM: 'xcb',
  };
  const args = ['--multi', '--startstreaming', '--minimize-to-tray', '--profile', 'Bench', '--collection', 'Bench'];
  return start('obs', args, { env });
}

/** Reads the newest log; zeros where OBS did not come to write it. */
export async function obsFrames(folder: string): Promise<ObsFrames> {
  const logs = join(folder, 'obs-studio/logs');
  const [newest] = (await readdir(logs)).toSorted().toReversed();
  const text = newest === undefined ? '' : await readFile(join(logs, newest), 'utf8');
  const count = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    frames: count(/Total frames output: (\d+)/u),
    lagged: count(/lagged frames due to rendering lag\/stalls: (\d+)/u),
    skipped: count(/skipped frames due to encoding lag: (\d+)/u),
  };
}

const globalSettings = `[General]
FirstRun=true
EnableAutoUpdates=false
ConfirmOnExit=false
[Basic]
Profile=Bench
ProfileDir=Bench
SceneCollection=Bench
SceneCollectionFile=Bench
[BasicWindow]
PreviewEnabled=false
WarnBeforeStartingStream=false
WarnBeforeStoppingStream=false
`;

function profileSettings(videoKbps: number): string {
  const { width, height, fps } = filmSize;
  return `[General]
Name=Bench
[Output]
Mode=Simple
[SimpleOutput]
VBitrate=${videoKbps}
ABitrate=160
StreamEncoder=x264
Preset=veryfast
[Video]
BaseCX=${width}
BaseCY=${height}
OutputCX=${width}
OutputCY=${height}
FPSType=0
FPSCommon=${fps}
ColorSpace=709
ColorRange=Partial
[Audio]
SampleRate=48000
ChannelSetup=Stereo
`;
}

function service({ server, key }: ObsStart): object {
  return { type: 'rtmp_custom', settings: { server, key, use_auth: false, bwtest: false } };
}

function collection(scene: Scene): object {
  const source = obsSource(scene);
  const item = {
    name: source.name,
    id: 1,
    visible: true,
    locked: false,
    pos: { x: 0, y: 0 },
    scale: { x: 1, y: 1 },
    rot: 0,
    align: 5,
    bounds_type: 0,
    crop_left: 0,
    crop_top: 0,
    crop_right: 0,
    crop_bottom: 0,
  };
  return {
    name: 'Bench',
    current_scene: 'Scene',
    current_program_scene: 'Scene',
    current_transition: 'Cut',
    transition_duration: 300,
    scene_order: [{ name: 'Scene' }],
    sources: [
      { id: 'scene', versioned_id: 'scene', name: 'Scene', settings: { id_counter: 1, items: [item] } },
      source,
    ],
  };
}

function obsSource(scene: Scene): { readonly name: string; readonly [field: string]: unknown } {
  const { width, height } = filmSize;
  if (scene.kind === 'still') {
    const settings = { color: 0xff_a0_60_30, width, height };
    return { id: 'color_source', versioned_id: 'color_source_v3', name: 'Colour', settings };
  }
  const settings = {
    local_file: scene.film,
    is_local_file: true,
    looping: true,
    hw_decode: false,
    restart_on_activate: false,
  };
  return { id: 'ffmpeg_source', versioned_id: 'ffmpeg_source', name: 'Film', settings, volume: 1, mixers: 255 };
}
