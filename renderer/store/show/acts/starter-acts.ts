/** Starter shows of the first run: what the user came for decides which sources stand where, and nothing else. */
import type { Input, InputOf } from '../../../../shared/studio/document/source.ts';
import { textOf } from '../../../words/words.ts';
import { useDevices, type Device } from '../../devices.ts';
import { planNewSource } from '../plans/add-source.ts';
import { currentShow, editAll, newId } from '../show.ts';
import { addSource } from './add-acts.ts';
import { chooseBoth } from './choice-acts.ts';
import { addScene, setStudioMode } from './scene-acts.ts';

/** What somebody may want to do. */
export type Intent = 'talk' | 'screen' | 'game' | 'event' | 'test';

const firstCamera: InputOf<'camera'> = {
  kind: 'camera',
  deviceId: '',
  label: '',
  width: null,
  height: null,
  fps: null,
};
const firstMicrophone: InputOf<'microphone'> = { kind: 'microphone', deviceId: '', label: '' };
const mainScreen: InputOf<'screen'> = { kind: 'screen', displayId: '', label: '', cursor: true, region: null };
const computerSound: InputOf<'system-audio'> = { kind: 'system-audio', deviceId: '', label: '' };

/** More cameras than this get no scene by themselves. */
const mostCameras = 4;

/** Puts the starter show of this intent into the open one; what is there already is not added twice. */
export async function startWith(intent: Intent): Promise<void> {
  if (intent === 'test') {
    await chooseBoth({ kind: 'test' }, { kind: 'test' });
    return;
  }
  await chooseBoth(firstCamera, firstMicrophone);
  if (intent === 'screen' || intent === 'game') await addOnce(mainScreen);
  if (intent === 'game') await addOnce(computerSound);
  if (intent === 'event') await giveCamerasScenes(useDevices.getState().cameras);
}

async function addOnce(input: Input): Promise<void> {
  const has = currentShow()?.sources.some((source) => source.input.kind === input.kind) ?? true;
  if (!has) await addSource(input);
}

/** The first camera has the first scene; each other one gets a scene of its own, and studio mode to cut between them. */
async function giveCamerasScenes(cameras: readonly Device[]): Promise<void> {
  for (const { deviceId, label } of cameras.slice(1, mostCameras)) {
    const isShown = currentShow()?.sources.some(({ input }) => input.kind === 'camera' && input.deviceId === deviceId);
    if (isShown !== false) continue;
    // Each scene is named after those that are there.
    // oxlint-disable-next-line no-await-in-loop
    await addCameraScene({ ...firstCamera, deviceId, label });
  }
  await setStudioMode(true);
}

async function addCameraScene(input: InputOf<'camera'>): Promise<void> {
  const sceneId = await addScene();
  const show = currentShow();
  const scene = show?.scenes.find(({ id }) => id === sceneId);
  if (show === null || scene === undefined) return;
  const kindName = textOf('show.kinds.camera') ?? input.kind;
  await editAll(planNewSource(show, scene, { input, kindName, newId }).commands);
}
