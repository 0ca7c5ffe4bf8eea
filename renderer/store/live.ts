/** The mirror of main's go-live session, and the requests that move it; the window never invents a state. */
import { create } from 'zustand';
import type { Report } from '../../shared/contract/report.ts';
import type { SessionSnapshot, Stage } from '../../shared/contract/session.ts';
import type { SessionState } from '../../shared/live/session/status.ts';
import { recordSecond } from './session/history.ts';
import { mirrorOutputs } from './session/outputs.ts';
import { tell, tellFailure } from './notices.ts';
import { call } from './studio-client.ts';
import { t } from '../words/words.ts';

const offAir: SessionSnapshot = {
  state: 'off-air',
  mode: null,
  liveSince: null,
  endedAt: null,
  destination: null,
  step: null,
  confirmedBy: null,
  reason: null,
  reconnect: null,
  serverSaid: '',
  stats: null,
  stages: [],
  reportReady: false,
  outputs: [],
  rate: null,
  recording: null,
  verdict: null,
  liveWord: null,
};

type LiveStore = {
  readonly session: SessionSnapshot;
  /** Wall clock (ms since 1970) when the time on air stopped; null before, and while it runs. */
  readonly offAirSince: number | null;
};

/** The last snapshot that main announced. */
export const useLive = create<LiveStore>()(() => ({ session: offAir, offAirSince: null }));

/** Takes over what main announced. */
export function mirrorSession(session: SessionSnapshot): void {
  recordSecond(session);
  mirrorOutputs(session);
  useLive.setState(({ offAirSince }) => ({ session, offAirSince: stopOf(session, offAirSince) }));
}

/** The first moment seen after the air; closing the connection may take seconds more, up to `endedAt`. */
function stopOf({ state, liveSince, endedAt }: SessionSnapshot, known: number | null): number | null {
  if (liveSince === null || (state !== 'ending' && !isOver(state))) return null;
  return known ?? endedAt ?? Date.now();
}

/** Starts a session to the destinations of the selected profile; refusals become notices. */
export async function goLive(): Promise<boolean> {
  return begin('live');
}

/** Starts a session to the built-in ingest: nothing leaves this computer. */
export async function rehearse(): Promise<boolean> {
  return begin('rehearsal');
}

async function begin(mode: 'live' | 'rehearsal'): Promise<boolean> {
  const reply = await call('live.start', { mode });
  if (!reply.ok) tellFailure(reply.error);
  return reply.ok;
}

/** Ends whatever runs: cancels while connecting, ends cleanly while on air. */
export async function stopSession(): Promise<void> {
  const reply = await call('live.stop', null);
  if (!reply.ok) tellFailure(reply.error);
}

/** Skips the wait before the next attempt, of every destination that waits. */
export async function retryNow(): Promise<void> {
  const reply = await call('live.retryNow', null);
  if (!reply.ok) tellFailure(reply.error);
}

/** Leaves ended or failed for off air. */
export async function dismissSession(): Promise<void> {
  const reply = await call('live.dismiss', null);
  if (!reply.ok) tellFailure(reply.error);
}

/** The report of the last session; null when there is none. */
export async function loadReport(): Promise<Report | null> {
  const reply = await call('report.last', null);
  if (!reply.ok) tellFailure(reply.error);
  return reply.ok ? reply.value : null;
}

/** Writes the last report to a file that the user picks. */
export async function saveReport(): Promise<void> {
  const reply = await call('report.save', null);
  if (!reply.ok) tellFailure(reply.error);
  else if (reply.value !== null)
    tell({ tone: 'good', text: t('results.report.told.saved'), next: reply.value.slice(-300) });
}

/** True while something leaves the encoder or is about to. */
export function isActive(state: SessionState): boolean {
  return state !== 'off-air' && !isOver(state);
}

/** True once a session is over and waits to be dismissed. */
export function isOver(state: SessionState): boolean {
  return state === 'ended' || state === 'failed';
}

/** The stage in the worst health, or undefined when all are idle or good. */
export function worstStage(stages: readonly Stage[]): Stage | undefined {
  return stages.find((stage) => stage.health === 'bad') ?? stages.find((stage) => stage.health === 'weak');
}
