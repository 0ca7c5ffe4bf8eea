/** The twelve faults of the verdict row: how each is made, how it is mended, and the stage that is to blame (studio.md 5.5). */
import type { StageId } from '../../../shared/live/diagnosis/stages.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import type { FaultProxy } from '../../support/faults/fault-proxy.ts';
import { pagePid, type KeptStudio } from '../../support/faults/kept-studio.ts';
import { pause } from '../row.ts';

/** A verdict has to come within this. */
export const verdictMillis = 5000;

/** What this computer encodes with ease, and of which nothing fits through 1 Mb/s. */
export const usualVideo = { width: 1280, height: 720, fps: 30, kbps: 2500 };

/** A studio on air, and the two paths of a live one. */
export type Scene = { readonly studio: KeptStudio; readonly paths: readonly FaultProxy[]; refuses: boolean };

export type Fault = {
  readonly name: string;
  readonly stage: StageId;
  readonly break: (scene: Scene) => Promise<void>;
  readonly mend: (scene: Scene) => Promise<void>;
  /** Two turns lie at least this far apart, else the studio gives up what it repairs too often. */
  readonly restMillis?: number;
};

/** What came in time; null for an answer that a page took with it when it died. */
export async function soon<T>(work: Promise<T>, millis = 1000): Promise<T | null> {
  return Promise.race([work.catch(() => null), pause(millis).then(() => null)]);
}

/** One of the failure rehearsal's own. */
function rehearsed(kind: string, stage: StageId, more: Partial<Fault> = {}): Fault {
  const turn =
    (on: boolean) =>
    async ({ studio }: Scene) => {
      await soon(studio.ask('rehearsal.fault', { kind, on }));
    };
  return { name: kind, stage, break: turn(true), mend: turn(false), ...more };
}

/** What the two paths of a live session suffer. */
function onPaths(
  name: string,
  stage: StageId,
  act: (paths: readonly FaultProxy[], scene: Scene) => void | Promise<void>,
): Fault {
  return {
    name,
    stage,
    break: async (scene) => act(scene.paths, scene),
    mend: async (scene) => {
      scene.refuses = false;
      for (const path of scene.paths) {
        path.heal();
        await path.door('open');
      }
      // A refused key waits a minute and more before it is tried again.
      await soon(scene.studio.ask('live.retryNow', null));
    },
  };
}

/** The window's process stands still for longer than its clock makes up for, and has less time than it needs: slots are missed. */
const stutter: Fault = {
  name: 'stuttering page',
  stage: 'mix',
  break: async ({ studio }) => {
    const pid = await pagePid(studio);
    const end = performance.now() + verdictMillis + 500;
    const beat = async (): Promise<void> => {
      while (performance.now() < end) {
        process.kill(pid, 'SIGSTOP');
        await pause(270);
        process.kill(pid, 'SIGCONT');
        await pause(60);
      }
    };
    void beat();
  },
  mend: async () => pause(500),
};

type Encoding = { readonly video: typeof usualVideo; readonly codec: 'avc' | 'av1' };

async function isOnAir(studio: KeptStudio, state: SessionState): Promise<void> {
  const { state: now } = await studio.session();
  if (now === 'failed' || now === 'ended') await studio.ask('live.dismiss', null);
  await studio.ask('live.start', { mode: state === 'live' ? 'live' : 'rehearsal' });
  await studio.stateIs(state, 30_000);
}

/** Begins the session anew. */
export async function startAgain({ studio, paths }: Scene): Promise<void> {
  await isOnAir(studio, paths.length > 0 ? 'live' : 'rehearsing');
}

async function rehearseWith({ studio }: Scene, { video, codec }: Encoding): Promise<void> {
  await studio.ask('live.stop', null);
  await studio.stateIs('ended');
  const { profiles } = await studio.load();
  await studio.ask('profile.update', {
    id: profiles.selectedId,
    patch: { video, codecs: { video: codec, audio: 'aac' } },
  });
  await isOnAir(studio, 'rehearsing');
}

/** More than this computer can encode. */
const overload: Fault = {
  name: 'too much to encode',
  stage: 'encode',
  break: (scene) => rehearseWith(scene, { video: { width: 1920, height: 1080, fps: 60, kbps: 12_000 }, codec: 'av1' }),
  mend: (scene) => rehearseWith(scene, { video: usualVideo, codec: 'avc' }),
};

/** A window may be started again three times a minute, an encoder may fail twice in half a minute. */
export const inRehearsal: readonly Fault[] = [
  rehearsed('camera-unplugged', 'capture'),
  rehearsed('window-killed', 'mix', { restMillis: 21_000 }),
  stutter,
  rehearsed('encoder-killed', 'encode', { restMillis: 16_000 }),
  rehearsed('network-cut', 'send'),
  rehearsed('network-limited', 'send'),
  overload,
];

export const withCamera: readonly Fault[] = [
  rehearsed('camera-unplugged', 'capture', { name: 'camera-unplugged (fake camera)' }),
];

export const whileLive: readonly Fault[] = [
  onPaths('both paths stand still', 'send', (paths) => paths.forEach((path) => path.set({ isStalled: true }))),
  onPaths('one server is gone', 'received', async ([path]) => {
    await path?.door('refuse');
    path?.cut('reset');
  }),
  onPaths('one server refuses', 'received', ([path], scene) => {
    scene.refuses = true;
    path?.cut('reset');
  }),
  onPaths('one server says nothing more', 'received', ([path]) => path?.set({ down: { loses: true } })),
];
