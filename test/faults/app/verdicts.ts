/** Twelve faults, five times each: whether the sentence under the strip blames the right stage within five seconds. */
import type { StageId } from '../../../shared/live/diagnosis/stages.ts';
import { startFaultProxy, type FaultProxy } from '../../support/faults/fault-proxy.ts';
import { aimAlsoAt, aimAt, launchStudio, pagePid, type KeptStudio } from '../../support/faults/kept-studio.ts';
import { startReceiver } from '../../support/faults/receiver.ts';
import { temporaryFolder } from '../../support/loopback.ts';
import { openScreen, type Screen } from '../../support/uplink-app.ts';
import { Claims, pause, type Row } from '../row.ts';

const turns = 5;
const wanted = 55;
const verdictMillis = 5000;
const mendMillis = 30_000;

/** A studio on air, and the two paths of a live one. */
type Scene = { readonly studio: KeptStudio; readonly paths: readonly FaultProxy[]; refuses: boolean };

type Fault = {
  readonly name: string;
  readonly stage: StageId;
  readonly break: (scene: Scene) => Promise<void>;
  readonly mend: (scene: Scene) => Promise<void>;
};

/** One of the failure rehearsal's own. */
function rehearsed(kind: string, stage: StageId, name = kind): Fault {
  const turn =
    (on: boolean) =>
    async ({ studio }: Scene) => {
      await studio.ask('rehearsal.fault', { kind, on }).catch(() => null);
    };
  return { name, stage, break: turn(true), mend: turn(false) };
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
    },
  };
}

/** The window's process stands still for most of the time: slots are missed. */
const stutter: Fault = {
  name: 'stuttering page',
  stage: 'mix',
  break: async ({ studio }) => {
    const pid = await pagePid(studio);
    const end = performance.now() + verdictMillis + 500;
    const beat = async (): Promise<void> => {
      while (performance.now() < end) {
        process.kill(pid, 'SIGSTOP');
        await pause(230);
        process.kill(pid, 'SIGCONT');
        await pause(70);
      }
    };
    void beat();
  },
  mend: async () => pause(500),
};

/** More than this computer can encode. */
const overload: Fault = {
  name: 'too much to encode',
  stage: 'encode',
  break: async ({ studio }) => {
    await studio.ask('live.stop', null);
    await studio.stateIs('ended');
    const { profiles } = await studio.load();
    const video = { width: 1920, height: 1080, fps: 60, kbps: 12_000 };
    await studio.ask('profile.update', {
      id: profiles.selectedId,
      patch: { video, codecs: { video: 'av1', audio: 'aac' } },
    });
    await studio.ask('live.start', { mode: 'rehearsal' });
    await studio.stateIs('rehearsing');
  },
  mend: async ({ studio }) => {
    await studio.ask('live.stop', null);
    await studio.stateIs('ended');
    const { profiles } = await studio.load();
    const video = { width: 1280, height: 720, fps: 30, kbps: 2500 };
    await studio.ask('profile.update', {
      id: profiles.selectedId,
      patch: { video, codecs: { video: 'avc', audio: 'aac' } },
    });
    await studio.ask('live.start', { mode: 'rehearsal' });
    await studio.stateIs('rehearsing');
  },
};

const rehearsals: readonly Fault[] = [
  rehearsed('camera-unplugged', 'capture'),
  rehearsed('window-killed', 'mix'),
  stutter,
  rehearsed('encoder-killed', 'encode'),
  rehearsed('network-cut', 'send'),
  rehearsed('network-limited', 'send'),
  overload,
];

const liveFaults: readonly Fault[] = [
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

/** The stage of the last verdict that was shown within five seconds; null when there was none. */
async function verdictAfter({ studio }: Scene): Promise<StageId | null> {
  const end = performance.now() + verdictMillis;
  let stage: StageId | null = null;
  while (performance.now() < end) {
    const session = await studio.session().catch(() => null);
    stage = session?.verdict?.stage ?? stage;
    await pause(100);
  }
  return stage;
}

async function calm({ studio }: Scene): Promise<void> {
  const end = performance.now() + mendMillis;
  let quiet = 0;
  while (performance.now() < end && quiet < 20) {
    const session = await studio.session().catch(() => null);
    const isCalm =
      session !== null && session.verdict === null && (session.state === 'live' || session.state === 'rehearsing');
    quiet = isCalm ? quiet + 1 : 0;
    await pause(100);
  }
}

type Score = { readonly name: string; readonly right: number; readonly wrong: readonly string[] };

async function play(fault: Fault, scene: Scene): Promise<Score> {
  const wrong: string[] = [];
  let right = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    await calm(scene);
    await fault.break(scene);
    const stage = await verdictAfter(scene);
    await fault.mend(scene);
    if (stage === fault.stage) right += 1;
    else wrong.push(stage ?? 'none');
  }
  return { name: fault.name, right, wrong };
}

/** One studio in rehearsal; `args` may give it Chromium's fake camera. */
async function rehearse(screen: Screen, faults: readonly Fault[], camera: 'test' | 'fake'): Promise<readonly Score[]> {
  const folder = await temporaryFolder();
  const studio = await launchStudio({ screen, data: folder.path, args: camera === 'fake' ? ['--fake-devices'] : [] });
  if (camera === 'fake') {
    const videoSource = { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null };
    await studio.ask('settings.update', { videoSource });
  }
  await studio.ask('live.start', { mode: 'rehearsal' });
  await studio.stateIs('rehearsing');
  await pause(8000);
  const scores: Score[] = [];
  for (const fault of faults) scores.push(await play(fault, { studio, paths: [], refuses: false }));
  await studio.kill();
  await folder.remove();
  return scores;
}

/** One studio live at two destinations, each behind a proxy. */
async function goLive(screen: Screen): Promise<readonly Score[]> {
  const folder = await temporaryFolder();
  const scene: { refuses: boolean } = { refuses: false };
  const answer = (): string | null => (scene.refuses ? 'NetStream.Publish.BadName' : null);
  const receivers = await Promise.all([startReceiver({ answer, isLogged: false }), startReceiver({ isLogged: false })]);
  const paths = await Promise.all(receivers.map(({ port }) => startFaultProxy({ port })));
  const studio = await launchStudio({ screen, data: folder.path });
  await aimAt(studio, paths[0]?.url ?? '');
  await aimAlsoAt(studio, paths[1]?.url ?? '');
  await studio.ask('live.start', { mode: 'live' });
  await studio.stateIs('live');
  await pause(8000);
  const scores: Score[] = [];
  const full: Scene = Object.assign(scene, { studio, paths });
  for (const fault of liveFaults) scores.push(await play(fault, full));
  await studio.kill();
  await Promise.all(paths.map((path) => path.stop()));
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  await folder.remove();
  return scores;
}

export const verdicts: Row = {
  name: 'verdicts-12x5',
  bound: `the right stage ≥ ${wanted} of 60 times within 5 s`,
  limitSeconds: 3600,
  run: async () => {
    const screen = await openScreen();
    const camera = rehearsed('camera-unplugged', 'capture', 'camera-unplugged (fake camera)');
    const scores = [
      ...(await rehearse(screen, rehearsals, 'test')),
      ...(await rehearse(screen, [camera], 'fake')),
      ...(await goLive(screen)),
    ];
    await screen.close();
    const right = scores.reduce((sum, score) => sum + score.right, 0);
    const claims = new Claims();
    claims.that(scores.length === 12, `${scores.length} faults`);
    claims.that(right >= wanted, `${right} of 60`);
    const missed = scores
      .filter(({ wrong }) => wrong.length > 0)
      .map(({ name, wrong }) => `${name}: ${wrong.join(' ')}`);
    return claims.result(`${right} of 60${missed.length === 0 ? '' : ` (wrong: ${missed.join('; ')})`}`);
  },
};
