/** The five-stage strip before, during and after a session: what it is measured against. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { studioError } from '../../../shared/errors.ts';
import { liveTarget, rigOnAir } from './session-rig.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a source below the frame rate is weak once the encoders have their pace, and fine in the slower preview afterwards', async () => {
  const rig = await rigOnAir(liveTarget);
  const capture = () => rig.session.snapshot().stages[0];
  rig.stats({ captureFps: 10, mixed: 30 });
  expect(capture()).toMatchObject({ id: 'capture', health: 'ok' });
  rig.stats({ captureFps: 10, mixed: 90 });
  expect(capture()).toMatchObject({ id: 'capture', health: 'weak' });
  rig.session.encoderGone(studioError('encoder-unavailable'));
  rig.stats({ captureFps: 10 });
  expect(rig.session.state).toBe('failed');
  expect(capture()).toMatchObject({ health: 'ok', verdict: '' });
});
