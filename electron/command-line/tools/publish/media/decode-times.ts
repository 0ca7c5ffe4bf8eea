/** Decoding times for containers that tell only when a frame is shown: packets in decoding order get the sorted times. */
import type { Micros } from '../../../../../shared/clock.ts';

/** Frames a decoder may hold back (H.264 A.3.1: 16), and the one that is decoded. */
export const lookahead = 17;

/**
 * How much earlier decoding must begin so that no frame is shown before it is decoded: the largest distance between
 * the sorted times and the times in decoding order; 0 without B frames. Only the first `settled` packets count, where
 * those behind them may still wait for frames that were not looked at.
 */
export function reorderDelay(presentation: readonly Micros[], settled = presentation.length): Micros {
  const sorted = presentation.toSorted((a, b) => a - b);
  let delay = 0;
  for (let index = 0; index < settled; index += 1) {
    delay = Math.max(delay, (sorted[index] ?? 0) - (presentation[index] ?? 0));
  }
  return delay;
}

/**
 * Gives each packet its decoding time, in order: the sorted presentation times, `delay` earlier. Times never step
 * back, and dts ≤ pts except where the file itself makes that impossible.
 */
export async function* withDecodeTimes<Packet extends { readonly pts: Micros }>(
  packets: AsyncIterable<Packet>,
  delay: Micros,
): AsyncGenerator<{ readonly packet: Packet; readonly dts: Micros }> {
  const waiting: Packet[] = [];
  const times: Micros[] = [];
  let last = -Infinity;
  const take = (): { packet: Packet; dts: Micros } | null => {
    const packet = waiting.shift();
    const time = times.shift();
    if (packet === undefined || time === undefined) return null;
    last = Math.max(Math.min(time - delay, packet.pts), last);
    return { packet, dts: last };
  };
  for await (const packet of packets) {
    waiting.push(packet);
    insert(times, packet.pts);
    const ready = waiting.length > lookahead ? take() : null;
    if (ready !== null) yield ready;
  }
  for (let ready = take(); ready !== null; ready = take()) yield ready;
}

/** Keeps `times` sorted; nearly always the new one belongs to the end. */
function insert(times: Micros[], time: Micros): void {
  let at = times.length;
  while (at > 0 && (times[at - 1] ?? 0) > time) at -= 1;
  times.splice(at, 0, time);
}
