/** Why a stage is blamed, and moments of the session; the verdict's sentence itself comes from main. */
import type { Verdict } from '../../../shared/contract/delivery.ts';
import { t } from '../../words/words.ts';

/** Why this stage, in one or two sentences. */
export function reasonFor({ stage, outputId }: Pick<Verdict, 'stage' | 'outputId'>): string {
  return t(`live.health.reason.${outputId === null ? stage : 'one'}`);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** "1:02" or "1:01:02" since the session started. */
export function momentOf(second: number): string {
  const whole = Math.max(0, Math.floor(second));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
