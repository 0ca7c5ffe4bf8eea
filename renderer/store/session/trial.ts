/** A short rehearsal that ends by itself and keeps what came back; the welcome measures and shows with it. */
import { create } from 'zustand';
import type { Report } from '../../../shared/contract/report.ts';
import type { LiveStats } from '../../../shared/contract/session.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import type { SessionState } from '../../../shared/live/session/status.ts';
import { dismissSession, isOver, loadReport, stopSession, useLive } from '../live.ts';
import { call } from '../studio-client.ts';

/** How far a trial is; `result` and `failed` stay until the next one. */
export type Trial =
  | { readonly phase: 'idle' | 'starting' | 'stopping' }
  | { readonly phase: 'running'; readonly secondsLeft: number }
  | { readonly phase: 'result'; readonly report: Report; readonly stats: LiveStats | null }
  | { readonly phase: 'failed'; readonly error: StudioError };

type TrialStore = { readonly trial: Trial };

/** Longest wait for the rehearsal to start or to end, ms. */
const patienceMillis = 15_000;

/** The last or running trial. */
export const useTrial = create<TrialStore>()(() => ({ trial: { phase: 'idle' } }));

/** Counts the trials, so that one that was given up can't write over its successor. */
let current = 0;

/** Trials take turns: a new one starts when the one before has left the studio off air. */
let turn: Promise<void> = Promise.resolve();

/** Rehearses for some seconds; the outcome is in the store. */
export function runTrial(seconds: number): Promise<void> {
  current += 1;
  const mine = current;
  const tell = (trial: Trial) => mine === current && useTrial.setState({ trial });
  tell({ phase: 'starting' });
  return inTurn(() => perform(seconds, () => mine === current, tell));
}

/** Gives up the running trial and leaves the studio off air. */
export function cancelTrial(): Promise<void> {
  current += 1;
  useTrial.setState({ trial: { phase: 'idle' } });
  return inTurn(leaveRehearsal);
}

function inTurn(work: () => Promise<void>): Promise<void> {
  turn = turn.then(work);
  return turn;
}

async function perform(seconds: number, isMine: () => boolean, tell: (trial: Trial) => void): Promise<void> {
  if (!isMine()) return;
  await leaveRehearsal();
  const started = await call('live.start', { mode: 'rehearsal' });
  if (!started.ok) {
    tell({ phase: 'failed', error: started.error });
    return;
  }
  const first = await waitFor((state) => state === 'rehearsing' || isOver(state) || !isMine());
  if (first === 'rehearsing') await countDown(seconds, isMine, tell);
  const { stats } = useLive.getState().session;
  tell({ phase: 'stopping' });
  tell(await finish(stats));
}

async function leaveRehearsal(): Promise<void> {
  const { state, mode } = useLive.getState().session;
  if (mode !== 'rehearsal' || state === 'off-air') return;
  if (!isOver(state)) {
    await stopSession();
    await waitFor((later) => isOver(later) || later === 'off-air');
  }
  if (isOver(useLive.getState().session.state)) await dismissSession();
}

async function countDown(seconds: number, isMine: () => boolean, tell: (trial: Trial) => void): Promise<void> {
  for (let secondsLeft = seconds; secondsLeft > 0 && isMine(); secondsLeft -= 1) {
    tell({ phase: 'running', secondsLeft });
    // Each second has to pass before the next one counts.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (isOver(useLive.getState().session.state)) return;
  }
}

async function finish(stats: LiveStats | null): Promise<Trial> {
  if (!isOver(useLive.getState().session.state)) await stopSession();
  const end = await waitFor((state) => isOver(state) || state === 'off-air');
  const { reason } = useLive.getState().session;
  const report = end === 'ended' ? await loadReport() : null;
  if (isOver(useLive.getState().session.state)) await dismissSession();
  return report === null
    ? { phase: 'failed', error: reason ?? studioError('cancelled') }
    : { phase: 'result', report, stats };
}

function stateNow(): SessionState {
  return useLive.getState().session.state;
}

/** The first state that fits, or the present one when patience ends; a change of the trial wakes it too. */
function waitFor(fits: (state: SessionState) => boolean): Promise<SessionState> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(patience);
      stopLive();
      stopTrial();
      resolve(stateNow());
    };
    const check = () => fits(stateNow()) && done();
    const patience = setTimeout(done, patienceMillis);
    const stopLive = useLive.subscribe(check);
    const stopTrial = useTrial.subscribe(check);
    check();
  });
}
