/** Twelve faults, five times each: whether the sentence under the strip blames the right stage within five seconds. */
import { appendFile } from 'node:fs/promises';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { startFaultProxy } from '../../support/faults/fault-proxy.ts';
import { aimAlsoAt, aimAt, launchStudio, type KeptStudio } from '../../support/faults/kept-studio.ts';
import { startReceiver } from '../../support/faults/receiver.ts';
import { temporaryFolder } from '../../support/loopback.ts';
import { openScreen, type Screen } from '../../support/uplink-app.ts';
import { Claims, pause, type Row } from '../row.ts';
import { choosePicture } from '../../support/studio/show-source.ts';
import {
  inRehearsal,
  soon,
  startAgain,
  usualVideo,
  verdictMillis,
  whileLive,
  withCamera,
  type Fault,
  type Scene,
} from './verdict-faults.ts';

/** For a shorter look: VERDICT_TURNS=1, VERDICT_FAULTS=network,window; VERDICT_TRACE=file notes all that was shown. */
const turns = Number(process.env['VERDICT_TURNS'] ?? 5);
const chosen = (process.env['VERDICT_FAULTS'] ?? '').split(',').filter((name) => name !== '');
const trace = process.env['VERDICT_TRACE'] ?? '';

const whole = 12;
const wantedShare = 55 / 60;
const settleMillis = 8000;

/** A fault and what it cost are over within this, also on a busy machine, and then nothing is said for `quietMillis`. */
const calmMillis = 120_000;
const quietMillis = 2000;
const lookMillis = 100;

/** What the window shows; null while there is none. */
async function shown({ studio }: Scene, note: string): Promise<SessionSnapshot | null> {
  const session = await soon(studio.session());
  if (trace !== '') await appendFile(trace, `${JSON.stringify(traceOf(session, note))}\n`);
  return session;
}

function traceOf(session: SessionSnapshot | null, note: string) {
  const at = Math.round(performance.now());
  if (session === null) return { at, note, state: null };
  const { state, verdict, stages, stats, rate } = session;
  const strip = stages.map(({ id, health, figure }) => `${id} ${health} ${figure}`).join(' | ');
  return { at, note, state, stage: verdict?.stage ?? null, text: verdict?.text ?? '', strip, stats, kbps: rate?.kbps };
}

/** The last verdict that was shown within five seconds. */
async function verdictAfter(scene: Scene, name: string): Promise<SessionSnapshot['verdict']> {
  const end = performance.now() + verdictMillis;
  let verdict: SessionSnapshot['verdict'] = null;
  while (performance.now() < end) {
    verdict = (await shown(scene, name))?.verdict ?? verdict;
    await pause(lookMillis);
  }
  return verdict;
}

/** On air at every destination, and nothing is told. */
function isQuiet(session: SessionSnapshot | null): boolean {
  if (session === null || session.verdict !== null) return false;
  const isOnAir = session.state === 'live' || session.state === 'rehearsing';
  return isOnAir && session.outputs.every(({ state }) => state === 'live');
}

function isOver(session: SessionSnapshot | null): boolean {
  return session?.state === 'failed' || session?.state === 'ended';
}

/** Waits until nothing is wrong any more; what is still told after two minutes, else an empty text. */
async function calm(scene: Scene): Promise<string> {
  const end = performance.now() + calmMillis;
  let quietSince: number | null = null;
  let told = 'the session is off air';
  while (performance.now() < end) {
    const session = await shown(scene, 'calm');
    if (isOver(session)) await soon(startAgain(scene), calmMillis);
    if (session?.verdict) told = session.verdict.text;
    quietSince = isQuiet(session) ? (quietSince ?? performance.now()) : null;
    if (quietSince !== null && performance.now() - quietSince >= quietMillis) return '';
    await pause(lookMillis);
  }
  return told;
}

type Score = { readonly name: string; readonly right: number; readonly wrong: readonly string[] };

async function play(fault: Fault, scene: Scene): Promise<Score> {
  const wrong: string[] = [];
  let right = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const rest = pause(turn === 0 ? 0 : (fault.restMillis ?? 0));
    const trouble = await calm(scene);
    await rest;
    await fault.break(scene);
    const verdict = await verdictAfter(scene, fault.name);
    await fault.mend(scene);
    // What was told before proves nothing.
    if (trouble !== '') wrong.push(`not calm: ${trouble}`);
    else if (verdict?.stage === fault.stage) right += 1;
    else wrong.push(verdict === null ? 'none' : `${verdict.stage}: ${verdict.text}`);
    if (trace !== '') await appendFile(trace, `${JSON.stringify({ fault: fault.name, turn, right, wrong })}\n`);
  }
  return { name: fault.name, right, wrong };
}

async function playAll(faults: readonly Fault[], scene: Scene): Promise<readonly Score[]> {
  const scores: Score[] = [];
  for (const fault of faults) scores.push(await play(fault, scene));
  return scores;
}

function wantedOf(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ name }) => chosen.length === 0 || chosen.some((word) => name.includes(word)));
}

async function withUsualVideo(studio: KeptStudio): Promise<void> {
  const { profiles } = await studio.load();
  await studio.ask('profile.update', { id: profiles.selectedId, patch: { video: usualVideo } });
}

/** One studio in rehearsal; `args` may give it Chromium's fake camera. */
async function rehearse(screen: Screen, all: readonly Fault[], camera: 'test' | 'fake'): Promise<readonly Score[]> {
  const faults = wantedOf(all);
  if (faults.length === 0) return [];
  const folder = await temporaryFolder();
  const args = camera === 'fake' ? ['--fake-devices'] : ['--test-pattern', 'busy'];
  const studio = await launchStudio({ screen, data: folder.path, args });
  try {
    if (camera === 'fake') {
      await choosePicture(studio.ask, {
        kind: 'camera',
        deviceId: '',
        label: '',
        width: null,
        height: null,
        fps: null,
      });
    }
    await withUsualVideo(studio);
    await studio.ask('live.start', { mode: 'rehearsal' });
    await studio.stateIs('rehearsing');
    await pause(settleMillis);
    return await playAll(faults, { studio, paths: [], refuses: false });
  } finally {
    await studio.kill();
    await folder.remove();
  }
}

/** One studio live at two destinations, each behind a proxy. */
async function goLive(screen: Screen): Promise<readonly Score[]> {
  const faults = wantedOf(whileLive);
  if (faults.length === 0) return [];
  const folder = await temporaryFolder();
  const scene: { refuses: boolean } = { refuses: false };
  const answer = (): string | null => (scene.refuses ? 'NetStream.Publish.BadName' : null);
  const receivers = await Promise.all([startReceiver({ answer, isLogged: false }), startReceiver({ isLogged: false })]);
  const paths = await Promise.all(receivers.map(({ port }) => startFaultProxy({ port })));
  const studio = await launchStudio({ screen, data: folder.path, args: ['--test-pattern', 'busy'] });
  try {
    await withUsualVideo(studio);
    await aimAt(studio, paths[0]?.url ?? '');
    await aimAlsoAt(studio, paths[1]?.url ?? '');
    await studio.ask('live.start', { mode: 'live' });
    await studio.stateIs('live');
    await pause(settleMillis);
    return await playAll(faults, Object.assign(scene, { studio, paths }));
  } finally {
    await studio.kill();
    await Promise.all(paths.map((path) => path.stop()));
    await Promise.all(receivers.map((receiver) => receiver.stop()));
    await folder.remove();
  }
}

export const verdicts: Row = {
  name: 'verdicts-12x5',
  bound: 'the right stage ≥ 55 of 60 times within 5 s',
  limitSeconds: 5400,
  run: async () => {
    const screen = await openScreen();
    const scores = [
      ...(await rehearse(screen, inRehearsal, 'test')),
      ...(await rehearse(screen, withCamera, 'fake')),
      ...(await goLive(screen)),
    ];
    await screen.close();
    const right = scores.reduce((sum, score) => sum + score.right, 0);
    const claims = new Claims();
    const faults = chosen.length === 0 ? whole : scores.length;
    claims.that(scores.length === faults && turns > 0 && faults > 0, `${scores.length} faults`);
    claims.that(right >= wantedShare * faults * turns, 'too few');
    const missed = scores
      .filter(({ wrong }) => wrong.length > 0)
      .map(({ name, wrong }) => `${name}: ${wrong.join(', ')}`);
    return claims.result(`${right} of ${faults * turns}${missed.length === 0 ? '' : ` (wrong: ${missed.join('; ')})`}`);
  },
};
