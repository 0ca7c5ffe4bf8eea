/** When LIVE may be said: bytes that a destination took, and a copy that is right; never the wish alone (studio.md 4.3). */
import type { Millis } from '../../clock.ts';
import type { CopySample, OutputSample } from './sample.ts';

/** A destination that took nothing for this long is not receiving. */
export const acceptedMillis: Millis = 2000;

/** A copy with less than this share of its pictures is no broadcast. */
const leastRate = 0.5;

/** When each destination last took bytes; call `look` at least once a second. */
export class Acceptance {
  #seen = new Map<string, { readonly bytes: number; readonly at: Millis | null }>();

  /** Takes the counters of all destinations at monotonic `now`. */
  look(outputs: readonly OutputSample[], now: Millis): void {
    const before = this.#seen;
    this.#seen = new Map(
      outputs.map((output) => {
        const bytes = output.delivered ?? output.written - output.waiting;
        const last = before.get(output.id);
        const hasGrown = output.state === 'live' && bytes > 0 && bytes !== (last?.bytes ?? 0);
        return [output.id, { bytes, at: hasGrown ? now : (last?.at ?? null) }];
      }),
    );
  }

  /** The destinations that took bytes during the last 2 s. */
  accepting(now: Millis): readonly string[] {
    return [...this.#seen].filter(([, { at }]) => at !== null && now - at <= acceptedMillis).map(([id]) => id);
  }
}

/** True when a destination took bytes just now and the copy, where there is one, has picture and sound. */
export function isReallyLive(
  accepting: readonly string[],
  { fps, copy }: { readonly fps: number; readonly copy: CopySample | null },
): boolean {
  return accepting.length > 0 && (copy === null || (copy.fps >= leastRate * fps && copy.soundFps > 0));
}

/** The words of the pill while a session is on air. */
export const liveWords = ['LIVE', 'LIVE – WEAK', 'LIVE – HOLDING'] as const;
export type LiveWord = (typeof liveWords)[number];

/** What the pill says: HOLDING while the slate is on air, WEAK while anything reduces what viewers get. */
export function liveWord(input: {
  readonly isReallyLive: boolean;
  readonly isHolding: boolean;
  readonly hasVerdict: boolean;
}): LiveWord {
  if (input.isHolding) return 'LIVE – HOLDING';
  return input.isReallyLive && !input.hasVerdict ? 'LIVE' : 'LIVE – WEAK';
}
