/** The five-stage strip: a figure for each stage, and its health as the watchdogs found it. */
import { findingStages, rootOf, type Finding } from './finding.ts';
import type { DiagnosisSample, OutputSample } from './sample.ts';
import { formatRate, stageIds, type StageId, type StageReading } from './stages.ts';
import { say } from '../../wire/tongue.ts';

/** Reads all five stages, in the order of the strip; `wordsOf` gives the sentence of a finding. */
export function readStrip(
  sample: DiagnosisSample,
  findings: readonly Finding[],
  wordsOf: (finding: Finding) => string,
): readonly StageReading[] {
  return stageIds.map((id) => {
    const figure = figures[id](sample);
    const worst = rootOf(findings.filter(({ kind }) => findingStages[kind] === id));
    if (figure === null) return { id, health: 'idle', figure: '', verdict: '' };
    if (worst === null) return { id, health: 'ok', figure, verdict: '' };
    const health = worst.isRecovering ? 'weak' : worst.health;
    return { id, health, figure: special(worst) ?? figure, verdict: wordsOf(worst) };
  });
}

/** A figure for each stage, or null while the stage has nothing to do. */
const figures: Readonly<Record<StageId, (sample: DiagnosisSample) => string | null>> = {
  capture: ({ worker, source }) => {
    if (source.trouble !== '') return say`no picture`;
    return worker === null ? null : say`${worker.captureFps.toFixed(1)} fps`;
  },
  mix: ({ worker, isEncoding }) =>
    worker === null && !isEncoding ? null : say`${(worker?.mixMillis ?? 0).toFixed(1)} ms`,
  encode: ({ isEncoding, encoder }) => (isEncoding ? formatRate(encoder.videoKbps) : null),
  send: sendFigure,
  received: receivedFigure,
};

function special({ kind, isRecovering }: Finding): string | null {
  if (isRecovering) return null;
  if (kind === 'network-down') return say`cut`;
  return kind === 'copy-without-sound' ? say`no sound` : null;
}

function sendFigure({ outputs }: DiagnosisSample): string | null {
  const active = outputs.filter(isActive);
  if (active.length === 0) return null;
  const live = active.filter(({ state }) => state === 'live');
  const rate = formatRate(live.reduce((sum, { sentKbps }) => sum + sentKbps, 0));
  return active.length === 1 ? rate : `${live.length}/${active.length} ${rate}`;
}

function receivedFigure({ outputs, copy }: DiagnosisSample): string | null {
  const confirmed = outputs.filter(({ confirmedBy }) => confirmedBy !== null);
  if (confirmed.length === 0) return outputs.some(({ state }) => state === 'reconnecting') ? say`cut` : null;
  if (copy !== null) return copy.latencyMillis === null ? say`${copy.fps.toFixed(1)} fps` : millis(copy.latencyMillis);
  const trips = confirmed.flatMap(({ rttMillis }) => (rttMillis === null ? [] : [rttMillis]));
  if (trips.length > 0) return millis(Math.max(...trips));
  return confirmed.every(({ confirmedBy }) => confirmedBy === 'accepted') ? say`accepted` : say`acknowledged`;
}

function isActive({ state }: OutputSample): boolean {
  return state === 'live' || state === 'reconnecting' || state === 'failed';
}

function millis(value: number): string {
  return `${Math.round(value)} ms`;
}
