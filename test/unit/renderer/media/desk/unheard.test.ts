/** A desk that nobody hears and nobody looks at: it mixes nothing, keeps nothing, and is there at once when it is wanted. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BeepIntake } from '../../../../../renderer/media/audio/desk/intake/intake.ts';
import { SoundLane } from '../../../../../renderer/media/audio/desk/sound-lane.ts';
import { levelAt } from '../../../../../shared/studio/audio/level/levels.ts';
import { createDesk, createMicrophone, pass, slice, source } from '../../../../support/sound-desk.ts';

describe('a desk that nobody hears', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test('mixes nothing until somebody does, and then from now on', async () => {
    let isUnheard = true;
    const rig = createDesk({ isUnheard: () => isUnheard });
    const microphone = createMicrophone();
    const renders = vi.spyOn(SoundLane.prototype, 'render');
    rig.show([source('m', 'microphone')]);
    rig.desk.attach('m', { kind: 'stream', readable: microphone.readable });
    const speak = (at: number): void => microphone.give(rig.now, slice(at));
    await pass(rig, 4_000, speak);
    expect(renders.mock.calls.length).toBe(0);
    expect(rig.levels).toEqual([]);
    expect(rig.sent.positions).toEqual([]);
    // Every chunk was read all the same: a device must not wait.
    expect(microphone.state.open).toBe(0);

    isUnheard = false;
    await pass(rig, 1_000, speak);
    expect(rig.levels.length).toBeGreaterThanOrEqual(15);
    expect(rig.levels.length).toBeLessThanOrEqual(21);
    expect(rig.levels.at(-1)?.strips.get('m')?.[levelAt.peakLeft]).toBeCloseTo(-20, 0);
    // Nothing of the time before is made up for.
    expect(rig.sent.positions[0]).toBeGreaterThan(3.5 * 48_000);
    rig.desk.close();
  });

  test('hardly wakes up', async () => {
    const rig = createDesk({ isUnheard: () => true });
    rig.show([source('t', 'test')]);
    rig.desk.attach('t', { kind: 'test' });
    const advances = vi.spyOn(BeepIntake.prototype, 'advance');
    await pass(rig, 4_000);
    expect(advances.mock.calls.length).toBeLessThanOrEqual(17);
    rig.desk.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('begins a broadcast with its first sample', async () => {
    let isUnheard = true;
    const rig = createDesk({ isUnheard: () => isUnheard });
    rig.show([source('f', 'media')]);
    rig.desk.setAudible(new Map([['f', 1]]));
    rig.desk.attach('f', { kind: 'push' });
    await pass(rig, 3_000);
    isUnheard = false;
    rig.restart();
    const start = rig.now;
    await pass(rig, 500, (at) => rig.desk.push('f', [slice(at), slice(at)], { at: start + at * 1_000 }));
    expect(rig.sent.positions[0]).toBe(0);
    const early = rig.sent.between(0.05, 0.2);
    expect(Math.max(...early)).toBeGreaterThan(0.05);
    rig.desk.close();
  });
});
