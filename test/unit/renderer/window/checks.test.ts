/** The go-live sheet's checks: what passes, what lets the user start anyway, what blocks. */
import { describe, expect, test } from 'vitest';
import { runChecks, worstGrade, type CheckInput } from '../../../../renderer/panels/go-live/checks.ts';
import type { CaptureState } from '../../../../shared/contract/ipc.ts';
import type { ProfileView } from '../../../../shared/contract/settings.ts';
import { studioError } from '../../../../shared/errors.ts';
import { studioIn } from '../../../fixtures/window-harness/snapshots.ts';

const running: CaptureState = { state: 'running', label: 'Cam', width: 1280, height: 720, fps: 30 };

function inputWith(changes: Partial<CheckInput>, profileChanges: Partial<ProfileView> = {}): CheckInput {
  const [profile] = studioIn('off-air', 'welcomed').profiles.profiles;
  if (!profile) throw new Error('the harness has no profile');
  return {
    capture: { video: running, audio: running },
    air: { picture: 'something', sound: 'something' },
    missing: [],
    trouble: null,
    keyStore: true,
    ...changes,
    profile: { ...profile, ...profileChanges },
  };
}

const checkNamed = (input: CheckInput, name: string) => runChecks(input).find((check) => check.name === name);

describe('runChecks', () => {
  test('passes with camera, microphone, address and key', () => {
    expect(worstGrade(runChecks(inputWith({})))).toBe('pass');
  });

  test('lets the test picture go live, but says so', () => {
    const input = inputWith({ air: { picture: 'test', sound: 'test' } });
    expect(worstGrade(runChecks(input))).toBe('amber');
    expect(checkNamed(input, 'Picture')?.text).toContain('test picture');
  });

  test('blocks a dead camera and leads to the sources', () => {
    const video: CaptureState = { state: 'failed', error: studioError('camera-denied'), label: 'Cam' };
    const check = checkNamed(inputWith({ capture: { video, audio: running } }), 'Picture');
    expect(check).toMatchObject({ grade: 'block', fix: 'sources' });
  });

  test('names a source that is missing and what viewers see instead, and lets the user start', () => {
    const error = studioError('camera-missing');
    const missing = [
      { name: 'Camera 2', error, instead: { kind: 'stand-in', name: 'Logo' } },
      { name: 'Camera 3', error, instead: { kind: 'holding' } },
    ] as const;
    const check = checkNamed(inputWith({ missing }), 'Picture');
    expect(check).toMatchObject({ grade: 'amber', fix: 'sources' });
    expect(check?.text).toContain('“Camera 2” is not connected. Viewers see “Logo” instead.');
    expect(check?.text).toContain('“Camera 3” is not connected. Viewers see the holding picture');
  });

  test.each([
    ['left-only', 'mono', 'Desk comes from the left only.'],
    ['right-only', 'mono', 'right only'],
    ['talking-muted', 'unmute', 'Desk is muted'],
    ['no-signal', 'sources', 'silent for 20 seconds'],
    ['clipping', null, 'clips'],
    ['out-of-phase', null, 'cancel each other'],
  ] as const)('tells what the detectors found: %s', (kind, fix, text) => {
    const check = checkNamed(inputWith({ trouble: { kind, sourceId: 'desk', name: 'Desk' } }), 'Sound');
    expect(check).toMatchObject({ grade: 'amber', fix });
    expect(check?.text).toContain(text);
    expect(check?.sourceId).toBe(fix === 'mono' || fix === 'unmute' ? 'desk' : undefined);
  });

  test('warns about muted sound before anything else about sound', () => {
    const audio: CaptureState = { state: 'failed', error: studioError('microphone-lost'), label: 'Mic' };
    const input = inputWith({ air: { picture: 'something', sound: 'muted' }, capture: { video: running, audio } });
    const check = checkNamed(input, 'Sound');
    expect(check).toMatchObject({ grade: 'amber', fix: 'unmute' });
  });

  test('blocks an empty scene, and only warns of silence', () => {
    const input = inputWith({ air: { picture: 'empty', sound: 'silence' } });
    expect(checkNamed(input, 'Picture')).toMatchObject({ grade: 'block', fix: 'sources' });
    expect(checkNamed(input, 'Sound')).toMatchObject({ grade: 'amber', fix: 'sources' });
  });

  test('blocks a missing key only where the service needs one', () => {
    expect(checkNamed(inputWith({}, { key: 'none' }), 'Stream key')).toMatchObject({ grade: 'block', fix: 'key' });
    const own = { serviceId: 'rehearsal', serverUrl: '', key: 'none' } as const;
    expect(checkNamed(inputWith({}, own), 'Stream key')?.grade).toBe('pass');
  });

  test('blocks the rehearsal profile and a broken address', () => {
    expect(checkNamed(inputWith({}, { serviceId: 'rehearsal', serverUrl: '' }), 'Destination')?.grade).toBe('block');
    expect(checkNamed(inputWith({}, { serverUrl: 'http://example.org' }), 'Destination')?.grade).toBe('block');
  });

  test('says when and where the destination was proved', () => {
    const at = Date.UTC(2026, 10, 22, 18, 42);
    const text = (isHere: boolean) => checkNamed(inputWith({}, { proof: { at, isHere } }), 'Destination')?.text;
    expect(text(true)).toMatch(/, encrypted\. Verified Nov 22, 2026, .*\.$/u);
    expect(text(false)).toMatch(/, encrypted\. New network: verified Nov 22, 2026, .* in another one\.$/u);
  });

  test('says when the way is not encrypted', () => {
    const plain = inputWith({}, { serviceId: 'custom', serverUrl: 'rtmp://relay.example.org/live' });
    expect(checkNamed(plain, 'Destination')?.text).toContain('Not encrypted');
  });
});
