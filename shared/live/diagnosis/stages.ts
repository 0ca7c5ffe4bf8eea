/** The five stages of the strip: their names, and what one reading of a stage says. */
import { say } from '../../wire/tongue.ts';

export const stageIds = ['capture', 'mix', 'encode', 'send', 'received'] as const;
export type StageId = (typeof stageIds)[number];

type StageHealth = 'idle' | 'ok' | 'weak' | 'bad';

/** One stage of the strip; `verdict` is empty unless the stage is weak or bad. */
export type StageReading = {
  readonly id: StageId;
  readonly health: StageHealth;
  readonly figure: string;
  readonly verdict: string;
};

/** The strip while nothing is known yet. */
export function idleStages(): readonly StageReading[] {
  return stageIds.map((id) => ({ id, health: 'idle', figure: '', verdict: '' }));
}

/** "4.2 Mb/s" or "840 kb/s". */
export function formatRate(kbps: number): string {
  return kbps >= 1000 ? say`${(kbps / 1000).toFixed(1)} Mb/s` : say`${Math.round(kbps)} kb/s`;
}
