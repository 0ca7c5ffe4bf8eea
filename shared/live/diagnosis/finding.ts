/** What can be wrong on the way from lens to viewer, in the order in which one trouble causes the next. */
import type { StageId } from './stages.ts';
import type { Raised } from './watches/hysteresis.ts';

/** Every trouble with the stage that is to blame for it; an earlier row can cause a later one. */
export const findingStages = {
  'camera-gone': 'capture',
  'camera-frozen': 'capture',
  'camera-slow': 'capture',
  'page-gone': 'mix',
  'mix-slow': 'mix',
  'encoder-stopped': 'encode',
  'sound-stopped': 'encode',
  'encoder-slow': 'encode',
  'handover-slow': 'encode',
  /** Even the copy that never leaves this computer suffers with every destination. */
  'computer-busy': 'send',
  'network-down': 'send',
  'network-slow': 'send',
  'output-slow': 'send',
  'rate-lowered': 'send',
  'output-refused': 'received',
  'output-stalled': 'received',
  'output-unconfirmed': 'received',
  'copy-without-sound': 'received',
  'copy-silent': 'received',
  'copy-slow': 'received',
  'copy-still': 'received',
  'copy-black': 'received',
  'copy-skewed': 'received',
  'copy-faulty': 'received',
} as const satisfies Record<string, StageId>;
export type FindingKind = keyof typeof findingStages;

const order = Object.keys(findingStages);

/** One trouble that has held long enough to be told. */
export type Finding = {
  readonly kind: FindingKind;
  readonly health: 'weak' | 'bad';
  /** The trouble itself is over; it is watched for a while more. */
  readonly isRecovering: boolean;
  /** The destination that it is about; null for all, or for this computer. */
  readonly outputId: string | null;
};

/** A finding of `kind`, or nothing while its level is ok. */
export function findingOf(kind: FindingKind, raised: Raised, outputId: string | null = null): readonly Finding[] {
  if (raised.level === 'ok') return [];
  return [{ kind, health: raised.level, isRecovering: raised.isRecovering, outputId }];
}

/** The one to blame: what cuts everybody off, then what is bad, weak or over; among equals the first on the way. */
export function rootOf(findings: readonly Finding[]): Finding | null {
  return findings.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

function rank(finding: Finding): number {
  return severityOf(finding) * order.length + order.indexOf(finding.kind);
}

function severityOf({ kind, health, isRecovering, outputId }: Finding): number {
  if (isRecovering) return 3;
  if (health === 'weak') return 2;
  // Nothing inside this computer makes a network or a server disappear, and nobody sees what else is wrong meanwhile.
  return kind === 'network-down' || (kind === 'output-refused' && outputId === null) ? 0 : 1;
}
