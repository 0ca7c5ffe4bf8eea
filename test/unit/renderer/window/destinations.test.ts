/** Several destinations in the window: what the sheet checks, what the pill and the rows say, and what is redrawn. */
import { beforeEach, describe, expect, test } from 'vitest';
import { lostText, spanText } from '../../../../renderer/app/parts/figures.ts';
import { utteranceFor } from '../../../../renderer/app/voice/announcer.ts';
import { outputAdvice, outputLine, placeLine } from '../../../../renderer/panels/destination/rows/row-words.ts';
import { runChecks, worstGrade } from '../../../../renderer/panels/go-live/checks.ts';
import { whatWillHappen } from '../../../../renderer/panels/go-live/destination-switches.tsx';
import { pillWord } from '../../../../renderer/panels/top-bar/status-words.ts';
import { mirrorSession } from '../../../../renderer/store/live.ts';
import { placesOf } from '../../../../renderer/store/profiles.ts';
import { listNames, useOutputs } from '../../../../renderer/store/session/outputs.ts';
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import type { DestinationView, ProfileView } from '../../../../shared/contract/settings.ts';
import { studioError } from '../../../../shared/errors.ts';
import { harnessNow, sessions, studioIn } from '../../../fixtures/window-harness/snapshots.ts';

const running = { state: 'running', label: 'Cam', width: 1280, height: 720, fps: 30 } as const;

/** YouTube and, beside it, what `changes` make of Twitch. */
function profileWith(changes: Partial<DestinationView> = {}, own: Partial<ProfileView> = {}): ProfileView {
  const profile = studioIn('live-two', 'welcomed').profiles.profiles.find(({ name }) => name === 'Both channels');
  const [twitch] = profile?.destinations ?? [];
  if (profile === undefined || twitch === undefined) throw new Error('the harness has no such profile');
  return { ...profile, ...own, destinations: [{ ...twitch, ...changes }] };
}

const checksOf = (profile: ProfileView) =>
  runChecks({
    capture: { video: running, audio: running },
    air: { picture: 'something', sound: 'something' },
    missing: [],
    trouble: null,
    profile,
    keyStore: true,
  });

describe('the go-live sheet', () => {
  test('checks each destination by name, and says what the upload must hold', () => {
    const checks = checksOf(profileWith());
    expect(worstGrade(checks)).toBe('pass');
    expect(checks.map(({ name }) => name)).toEqual(['Picture', 'Sound', 'Format', 'YouTube', 'Twitch']);
    expect(checks.find(({ name }) => name === 'Format')?.text).toContain('Together 8.3 Mb/s');
  });

  test('blocks on a missing key of either, and leads to that one', () => {
    const profile = profileWith({ key: 'none' });
    const blocked = checksOf(profile).filter(({ grade }) => grade === 'block');
    expect(blocked).toMatchObject([{ name: 'Twitch', fix: 'key', placeId: profile.destinations[0]?.id }]);
    expect(worstGrade(checksOf(profileWith({}, { key: 'none' })))).toBe('block');
  });

  test('asks nothing of a destination that is switched off, and blocks when all are', () => {
    expect(worstGrade(checksOf(profileWith({ key: 'none', enabled: false })))).toBe('pass');
    expect(checksOf(profileWith({ enabled: false }, { enabled: false })).at(-1)).toMatchObject({ grade: 'block' });
  });

  test('says when one of them lowers the format of all', () => {
    const video = { width: 1920, height: 1080, fps: 60, kbps: 8000 };
    const format = checksOf(profileWith({}, { video })).find(({ name }) => name === 'Format');
    expect(format?.grade).toBe('amber');
    expect(format?.text).toMatch(/^1920×1080 at 60 fps, 6\.0 Mb\/s.*Twitch takes at most 6000 kb\/s/u);
  });

  test('says when one of them gets an encoding of its own, and counts its bitrate', () => {
    const video = { width: 1920, height: 1080, fps: 60, kbps: 9000 };
    const format = checksOf(profileWith({}, { video })).find(({ name }) => name === 'Format');
    expect(format?.text).toMatch(/9\.0 Mb\/s.*Together 15\.3 Mb\/s.*Twitch gets H\.264 of its own at 6000 kb\/s\./u);
  });

  test('says on whom it goes public', () => {
    expect(whatWillHappen(profileWith(), false)).toBe('Goes public on YouTube and Twitch.');
    expect(whatWillHappen(profileWith({ enabled: false }), true)).toBe('Goes public on YouTube. Also recording.');
    const own = { serviceId: 'custom', serverUrl: 'rtmp://relay.example.org/live' } as const;
    expect(whatWillHappen(profileWith(own), false)).toBe('Goes public on YouTube. Sends to relay.example.org.');
  });
});

describe('the pill', () => {
  const wordWith = (states: readonly OutputSnapshot['state'][]) => {
    const [first] = sessions['live-two'].outputs;
    if (first === undefined) throw new Error('the harness has no outputs');
    return pillWord({ ...sessions.live, outputs: states.map((state) => ({ ...first, state })) });
  };

  test.each([
    [[], 'LIVE'],
    [['live', 'live'], 'LIVE'],
    [['live', 'reconnecting'], 'LIVE 1 OF 2'],
    [['live', 'failed', 'live'], 'LIVE 2 OF 3'],
    [['live', 'paused'], 'LIVE'],
    [['live', 'idle'], 'LIVE'],
  ] as const)('with %j says %s', (states, word) => {
    expect(wordWith(states)).toBe(word);
  });

  test('is what main says of a live session, and otherwise the state’s own word', () => {
    expect(pillWord({ ...sessions.live, liveWord: 'LIVE – HOLDING' })).toBe('LIVE – HOLDING');
    expect(pillWord({ ...sessions.live, liveWord: null })).toBe('LIVE');
    expect(pillWord(sessions.reconnecting)).toBe('RECONNECTING');
    expect(pillWord(sessions['nobody-receives'])).toBe('NOBODY RECEIVES');
    expect(pillWord(sessions['reconnecting-two'])).toBe('RECONNECTING');
  });
});

describe('a row', () => {
  const [live, lost] = sessions['live-partial'].outputs;
  if (live === undefined || lost === undefined) throw new Error('the harness has no outputs');

  test('tells what is sent and how long it takes, or when the next attempt comes', () => {
    expect(outputLine(live, 0)).toBe('4.2 Mb/s · delay 36 ms');
    expect(outputLine({ ...live, verifying: true, address: 'backup' }, 0)).toBe(
      'Back; checking what we send · 4.2 Mb/s · delay 36 ms · on the backup address',
    );
    expect(outputLine(lost, harnessNow)).toBe('Lost 0:07 ago · attempt 3 · next in 2 s');
  });

  test('says when it gets an encoding of its own, and nothing of it when it gets what all get', () => {
    const rendition = { isOwn: true, codec: 'avc', kbps: 2500 } as const;
    expect(outputLine({ ...live, rendition }, 0)).toBe('4.2 Mb/s · delay 36 ms · H.264 of its own, 2500 kb/s');
    expect(outputLine({ ...live, rendition: { ...rendition, isOwn: false } }, 0)).toBe('4.2 Mb/s · delay 36 ms');
  });

  test('tells why it failed and what to do', () => {
    const failed = { ...live, state: 'failed', reason: studioError('key-refused', {}) } as const;
    expect(outputLine(failed, 0)).toContain('YouTube refused this stream key');
    expect(outputAdvice(failed)).not.toBe('');
    expect(outputAdvice(live)).toBe('');
  });

  test('off air tells what is missing', () => {
    const lines = [{}, { key: 'none' }, { serverUrl: '' }, { enabled: false }] as const;
    expect(lines.map((changes) => placesOf(profileWith(changes)).map(placeLine)[1])).toEqual([
      'ingest.global-contribute.live-video.net',
      'There is no stream key yet.',
      'There is no address yet.',
      'ingest.global-contribute.live-video.net · left out when you go live',
    ]);
  });

  test.each([
    [0, '0:00'],
    [59_999, '0:59'],
    [61_000, '1:01'],
    [3_729_000, '1:02:09'],
    [-5, '0:00'],
  ])('%i ms are %s', (millis, text) => {
    expect(spanText(millis)).toBe(text);
  });

  test('an attempt that is due is being made', () => {
    expect(lostText({ attempt: 1, nextAttemptAt: 900, lostAt: 0 }, 1000)).toBe(
      'Lost 0:01 ago · attempt 1 · trying now',
    );
    expect(lostText({ attempt: 1, nextAttemptAt: null, lostAt: 0 }, 1000)).toContain('trying now');
  });
});

describe('the store of destinations', () => {
  beforeEach(() => mirrorSession(sessions['off-air']));

  test('keeps the object of one that did not change, so that its row is not drawn again', () => {
    mirrorSession(structuredClone(sessions['live-two']));
    const before = useOutputs.getState();
    const [first, second] = structuredClone(sessions['live-two']).outputs;
    if (first === undefined || second === undefined) throw new Error('the harness has no outputs');
    mirrorSession({ ...structuredClone(sessions['live-two']), outputs: [first, { ...second, sentKbps: 1 }] });
    const after = useOutputs.getState();
    expect(after.byId[first.id]).toBe(before.byId[first.id]);
    expect(after.byId[second.id]).not.toBe(before.byId[second.id]);
    expect(after.ids).toBe(before.ids);
    expect(after.rate).toBe(before.rate);
  });

  test('forgets one that left', () => {
    mirrorSession(sessions['live-two']);
    const { outputs } = sessions['live-two'];
    mirrorSession({ ...sessions['live-two'], outputs: outputs.slice(1) });
    expect(Object.keys(useOutputs.getState().byId)).toEqual([outputs[1]?.id]);
  });
});

describe('what is spoken', () => {
  const text = (before: keyof typeof sessions, after: keyof typeof sessions) =>
    utteranceFor(sessions[before], sessions[after]);

  test('names all destinations', () => {
    expect(text('connecting', 'live-two')?.text).toBe('You are live on YouTube and Twitch');
  });

  test('says at once which one is lost and which is fine, and when it is back', () => {
    expect(text('live-two', 'live-partial')).toEqual({
      text: 'Twitch is not receiving. YouTube is fine.',
      urgency: 'assertive',
    });
    expect(text('live-partial', 'live-two')).toEqual({ text: 'Back on Twitch.', urgency: 'polite' });
    expect(text('live-partial', 'live-partial')).toBeNull();
  });

  test.each([
    [['A'], 'A'],
    [['A', 'B'], 'A and B'],
    [['A', 'B', 'C'], 'A, B and C'],
    [[], ''],
  ])('%j are listed as “%s”', (names, listed) => {
    expect(listNames(names)).toBe(listed);
  });
});
