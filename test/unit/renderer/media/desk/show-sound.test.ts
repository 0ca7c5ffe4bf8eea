/** Which sounds of a show have a lane: those with a strip, and the stinger, which has none. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ShowSound } from '../../../../../renderer/media/audio/show-sound.ts';
import { transitionSound } from '../../../../../shared/studio/scene/transition/transition-files.ts';
import { createDesk, pass, slice } from '../../../../support/sound-desk.ts';
import { makeScene, makeShow } from '../../../../support/studio/show-parts.ts';
import { peakOf, rmsDb } from '../../../../support/tones.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What is sent while a film of transitions pushes a tone of 1 s. */
async function sentWith(transition: Parameters<typeof makeShow>[2]) {
  const rig = createDesk();
  new ShowSound(rig.desk).setShow(makeShow([makeScene('a', [])], [], transition));
  rig.restart();
  rig.desk.setAudible(new Map());
  const start = rig.now;
  await pass(rig, 1_000, (at) => rig.desk.push(transitionSound.id, [slice(at), slice(at)], { at: start + at * 1_000 }));
  rig.desk.finish();
  rig.desk.close();
  return rig;
}

describe('the sound of stingers', () => {
  test('is sent as loud as it is, whatever the scenes let through, and has no strip', async () => {
    const rig = await sentWith({ transition: { kind: 'stinger', path: '/x.webm', cutAtMillis: 300 } });
    expect(rmsDb(rig.sent.between(0.2, 0.9))).toBeCloseTo(-23.01, 1);
    expect(rig.levels.at(-1)?.strips.size).toBe(0);
  });

  test('has no lane where no transition is one', async () => {
    expect(peakOf((await sentWith({})).sent.between(0.2, 0.9))).toBe(0);
  });
});
