/** At most two proposals for the next session, each out of what this one measured. */
import type { Proposal, RateStepFacts, SessionFacts } from './document.ts';
import { listText, rateText } from './phrases.ts';
import { say } from '../../../wire/tongue.ts';

/** Most proposals. */
const mostProposals = 2;

/** The bitrate was below the target for at least this share of the time on air before a lower one is proposed. */
const noticedShare = 0.1;

/** Loss in this computer from which on less work is proposed, percent. */
const noticedLossPercent = 1;

/** Lowest bitrate ever proposed, and the step it is rounded down to, kb/s. */
const leastKbps = 500;
const stepKbps = 100;

/** In the order of their worth; empty when nothing is worth changing. */
export function proposalsFor(facts: SessionFacts): readonly Proposal[] {
  return [...lowerRate(facts), ...lessWork(facts), ...backupAddress(facts), ...keepRecording(facts)].slice(
    0,
    mostProposals,
  );
}

function lowerRate({ rateSteps, format, liveSeconds, history }: SessionFacts): readonly Proposal[] {
  const end = history.at(-1)?.atSeconds ?? 0;
  const stretches = lowStretches(rateSteps, end);
  const low = stretches.reduce((sum, { seconds }) => sum + seconds, 0);
  if (liveSeconds <= 0 || low < noticedShare * liveSeconds) return [];
  const held = stretches.reduce((sum, { seconds, kbps }) => sum + seconds * kbps, 0) / low;
  const kbps = Math.max(leastKbps, Math.floor(held / stepKbps) * stepKbps);
  if (kbps >= format.videoKbps) return [];
  return [
    {
      text: say`Use ${rateText(kbps)} on this network: that is what the line held.`,
      change: { kind: 'bitrate', kbps },
    },
  ];
}

/** Stretches in which less than the rate before the first step down was encoded. */
function lowStretches(
  steps: readonly RateStepFacts[],
  end: number,
): readonly { readonly seconds: number; readonly kbps: number }[] {
  const target = steps.find(({ fromKbps, toKbps }) => toKbps < fromKbps)?.fromKbps;
  if (target === undefined) return [];
  return steps.flatMap(({ atSeconds, toKbps }, index) => {
    const until = steps[index + 1]?.atSeconds ?? end;
    return toKbps < target && until > atSeconds ? [{ seconds: until - atSeconds, kbps: toKbps }] : [];
  });
}

function lessWork({ loss, format }: SessionFacts): readonly Proposal[] {
  if (loss.latePercent < noticedLossPercent && loss.encodePercent < noticedLossPercent) return [];
  if (format.fps > 30) {
    return [
      { text: say`Use 30 frames per second: this computer left frames out.`, change: { kind: 'frame-rate', fps: 30 } },
    ];
  }
  if (format.height <= 720) return [];
  const width = evenly((format.width * 720) / format.height);
  return [{ text: say`Use 720 lines: this computer left frames out.`, change: { kind: 'size', width, height: 720 } }];
}

function backupAddress({ destinations }: SessionFacts): readonly Proposal[] {
  const cut = destinations.filter(({ reconnects, missedSeconds }) => reconnects.length > 0 && missedSeconds >= 1);
  if (cut.length === 0) return [];
  const names = listText(cut.map(({ name }) => name));
  return [{ text: say`Give ${names} a backup address: it is tried in turn after a second failure.`, change: null }];
}

function keepRecording({ mode, recordings, destinations }: SessionFacts): readonly Proposal[] {
  const missing = destinations.some(({ missedSeconds }) => missedSeconds >= 1);
  if (mode === 'rehearsal' || !missing || recordings.some(({ kind }) => kind === 'recording')) return [];
  return [
    {
      text: say`Record every stream: what viewers missed can then be exported afterwards.`,
      change: { kind: 'record' },
    },
  ];
}

function evenly(value: number): number {
  return Math.round(value / 2) * 2;
}
