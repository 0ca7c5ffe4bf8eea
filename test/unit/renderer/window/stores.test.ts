/** The mirrors and the client: replies are checked, trials end off air. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { mirrorSession } from '../../../../renderer/store/live.ts';
import { call, listen } from '../../../../renderer/store/studio-client.ts';
import { runTrial, useTrial } from '../../../../renderer/store/session/trial.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import { harnessReport } from '../../../fixtures/window-harness/report.ts';
import { sessions } from '../../../fixtures/window-harness/snapshots.ts';

type Answer = (name: string) => unknown;

function bridgeWith(answer: Answer): (name: string, payload: unknown) => void {
  let announce: (name: string, payload: unknown) => void = () => undefined;
  vi.stubGlobal('window', {
    studio: {
      call: async (name: string) => answer(name),
      on: (listener: typeof announce) => {
        announce = listener;
        return () => undefined;
      },
    },
  });
  return (name, payload) => announce(name, payload);
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('call', () => {
  test('passes failures on and refuses replies that break the contract', async () => {
    bridgeWith((name) => (name === 'live.start' ? fail('busy') : ok({ nonsense: true })));
    expect(await call('live.start', { mode: 'live' })).toEqual(fail('busy'));
    const broken = await call('studio.load', null);
    expect(broken.ok ? null : broken.error.code).toBe('internal');
  });
});

describe('listen', () => {
  test('leaves out announcements that break the contract', () => {
    const announce = bridgeWith(() => ok(null));
    const changed = vi.fn<(session: unknown) => void>();
    const none = () => undefined;
    listen({
      'session.changed': changed,
      'profiles.changed': none,
      'settings.changed': none,
      'show.changed': none,
      'window.shown': none,
      'shortcuts.changed': none,
      'shortcuts.pressed': none,
      notice: none,
    });
    announce('session.changed', { state: 'flying' });
    announce('session.changed', sessions.live);
    announce('no-such-event', sessions.live);
    expect(changed).toHaveBeenCalledTimes(1);
  });
});

describe('runTrial', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    mirrorSession(sessions['off-air']);
  });

  test('rehearses for its seconds, keeps the report and leaves the studio off air', async () => {
    const asked: string[] = [];
    bridgeWith((name) => {
      asked.push(name);
      if (name === 'live.start') mirrorSession(sessions.rehearsing);
      if (name === 'live.stop') mirrorSession(sessions['ended-rehearsal']);
      if (name === 'live.dismiss') mirrorSession(sessions['off-air']);
      return ok(name === 'report.last' ? harnessReport('rehearsal') : null);
    });
    const trial = runTrial(3);
    await vi.advanceTimersByTimeAsync(2500);
    expect(useTrial.getState().trial).toEqual({ phase: 'running', secondsLeft: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    await trial;
    expect(useTrial.getState().trial.phase).toBe('result');
    expect(asked).toEqual(['live.start', 'live.stop', 'report.last', 'live.dismiss']);
  });

  test('tells why it could not start', async () => {
    bridgeWith(() => fail('encoder-unavailable'));
    await runTrial(3);
    expect(useTrial.getState().trial).toMatchObject({ phase: 'failed', error: { code: 'encoder-unavailable' } });
  });
});
