/** The strip and the verdict before, during and after a session: what they are measured against, and who is told. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { studioError } from '../../../shared/errors.ts';
import { liveTarget, rigOnAir, type Rig } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** `seconds` of a page that encodes 30 frames a second, and says so. */
async function run(rig: Rig, seconds: number, captureFps = 30): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    for (let frame = 0; frame < 30; frame += 1) {
      rig.packet(frame);
      rig.packet(frame, { track: 'audio' });
      await vi.advanceTimersByTimeAsync(1000 / 30);
    }
    mixed += 30;
    rig.stats({ captureFps, mixed, encoded: mixed });
  }
}
let mixed = 0;

test('a source below its frame rate is weak once it has been for a while, and fine in the slower preview afterwards', async () => {
  const rig = await rigOnAir(liveTarget);
  const capture = () => rig.session.snapshot().stages[0];
  await run(rig, 2, 10);
  expect(capture()).toMatchObject({ id: 'capture', health: 'ok' });
  await run(rig, 4, 10);
  expect(capture()).toMatchObject({ id: 'capture', health: 'weak' });
  expect(rig.session.snapshot().verdict).toMatchObject({ stage: 'capture', action: 'reopen-camera' });
  rig.session.encoderGone(studioError('encoder-unavailable'));
  rig.stats({ captureFps: 10 });
  expect(rig.session.state).toBe('failed');
  expect(capture()).toMatchObject({ health: 'ok', verdict: '' });
  expect(rig.session.snapshot().verdict).toBeNull();
});

test('an encoder that falls silent is named within three seconds, announced, and noted among the events', async () => {
  const rig = await rigOnAir(liveTarget);
  await run(rig, 6);
  const told = rig.snapshots.length;
  for (let second = 0; second < 3; second += 1) {
    mixed += 30;
    rig.stats({ mixed });
    await vi.advanceTimersByTimeAsync(1000);
  }
  const verdicts = rig.snapshots.slice(told).flatMap(({ verdict }) => (verdict === null ? [] : [verdict.stage]));
  expect(new Set(verdicts)).toEqual(new Set(['encode']));
});
