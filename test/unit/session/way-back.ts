/** What tests of one destination's ways back share: a clock that the test turns, the destination, and a server that takes it again. */
import { afterEach, beforeEach, vi } from 'vitest';
import type { OutputSnapshot } from '../../../shared/contract/delivery.ts';
import { accept, confirm, type FakeConnection, type Rig } from './session-rig.ts';

/** Every test of the file begins at the same moment of a clock that stands still. */
export function withFakeTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_700_000_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Lets `millis` pass, with every timer that falls into them. */
export async function pass(millis: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(millis);
}

/** The first destination as the window sees it. */
export function first(rig: Rig): OutputSnapshot {
  const [output] = rig.session.snapshot().outputs;
  if (output === undefined) throw new Error('no destination');
  return output;
}

/** The server takes the publish, and its first bytes count. */
export function back(connection: FakeConnection): void {
  accept(connection);
  confirm(connection);
}
