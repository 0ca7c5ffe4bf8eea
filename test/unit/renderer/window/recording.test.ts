/** Recording from the window: what is asked of main, what is said, and what an earlier run left behind. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  isAboutDisk,
  isDiskLow,
  isProgress,
  recordingName,
  recordingText,
} from '../../../../renderer/panels/recording/recording-words.ts';
import { mirrorSession } from '../../../../renderer/store/live.ts';
import { useNotices } from '../../../../renderer/store/notices.ts';
import { mirrorProfiles } from '../../../../renderer/store/profiles.ts';
import { mirrorSettings } from '../../../../renderer/store/settings.ts';
import {
  changeRecording,
  discardRecording,
  loadRecovery,
  markMoment,
  recoverRecording,
  saveReplay,
  toggleRecording,
  useRecovery,
} from '../../../../renderer/store/session/recording.ts';
import { applyChange, copySummary, exportMissing } from '../../../../renderer/store/session/report.ts';
import { defaultSettings } from '../../../../shared/contract/settings.ts';
import { fail, ok, type Reply } from '../../../../shared/errors.ts';
import { recordingWords } from '../../../../shared/live/record/sentences.ts';
import { harnessReport } from '../../../fixtures/window-harness/report.ts';
import { harnessNow, sessions, studioIn } from '../../../fixtures/window-harness/snapshots.ts';

const asked: (readonly [string, unknown])[] = [];
let answer: (name: string, input: unknown) => Reply<unknown> = () => ok(null);

beforeEach(() => {
  vi.useFakeTimers({ now: harnessNow });
  vi.stubGlobal('window', {
    studio: {
      call: async (name: string, input: unknown) => {
        asked.push([name, input]);
        return answer(name, input);
      },
      on: () => () => undefined,
    },
  });
  asked.length = 0;
  answer = () => ok(null);
  useNotices.setState({ toasts: [] });
  useRecovery.setState({ offers: [], busy: [] });
  mirrorSession(sessions['off-air']);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function said(): readonly string[] {
  return useNotices.getState().toasts.map(({ text }) => text);
}

describe('recording', () => {
  const { recording } = sessions.recording;

  test('starts when it is off, stops when it runs, and starts anew while the last file is finished', async () => {
    await toggleRecording();
    mirrorSession(sessions.recording);
    await toggleRecording();
    mirrorSession({ ...sessions.recording, recording: { ...recording, state: 'finishing' } });
    await toggleRecording();
    expect(asked.map(([name]) => name)).toEqual(['record.start', 'record.stop', 'record.start']);
  });

  test('a refusal becomes a notice', async () => {
    answer = () => fail('storage-failed');
    await toggleRecording();
    expect(useNotices.getState().toasts[0]?.tone).toBe('bad');
  });

  test('a mark says its moment in the recording, or else in the time on air', async () => {
    answer = () => ok({ inFile: true, inReport: true });
    mirrorSession({ ...sessions.recording, recording: { ...recording, seconds: 754.9 } });
    await markMoment();
    answer = () => ok({ inFile: false, inReport: true });
    mirrorSession(sessions.live);
    await markMoment();
    expect(said()).toEqual(['Marked 12:34', 'Marked 01:03']);
    expect(asked).toEqual([
      ['record.mark', { text: '' }],
      ['record.mark', { text: '' }],
    ]);
  });

  test('a mark that was noted nowhere is not called one, and one before the air has no moment', async () => {
    mirrorSession({ ...sessions['off-air'], recording: { ...recording, seconds: 0 } });
    answer = () => ok({ inFile: false, inReport: false });
    await markMoment();
    answer = () => ok({ inFile: false, inReport: true });
    await markMoment();
    expect(said()).toEqual(['Nothing to mark yet.', 'Marked']);
  });

  test('nothing is marked while nothing runs', async () => {
    await markMoment();
    expect(asked).toEqual([]);
    expect(said()).toEqual(['Nothing to mark yet.']);
  });

  test('a replay says how long it is and what it is called', async () => {
    mirrorSession(sessions.recording);
    answer = () => ok('Replay 10-00-00.mp4');
    await saveReplay();
    expect(useNotices.getState().toasts[0]).toMatchObject({
      text: 'Saved the last 30 s.',
      next: 'Replay 10-00-00.mp4',
    });
  });

  test('a change of one setting keeps the others', async () => {
    mirrorSettings(defaultSettings);
    await changeRecording({ container: 'mkv' });
    expect(asked).toEqual([['settings.update', { recording: { ...defaultSettings.recording, container: 'mkv' } }]]);
  });

  test('another folder is offered where the disk is the trouble, and progress is told from news', () => {
    const about = (sentence: string) => [isAboutDisk(sentence), isProgress(sentence)];
    const { failed, lost, early, late, slow, stoppedForSpace, noSpaceToFinish } = recordingWords;
    const disk = [failed('ENOSPC'), lost('ENOENT'), early(20), late(5), slow(3), stoppedForSpace, noSpaceToFinish];
    expect(disk.map(about)).toEqual(disk.map(() => [true, false]));
    const { waiting, unsupported, unproved, cancelled, finishing } = recordingWords;
    const others = [waiting, unsupported, unproved, cancelled, ''];
    expect(others.map(about)).toEqual(others.map(() => [false, false]));
    expect(about(finishing(42))).toEqual([false, true]);
  });

  test('reads as time, size and minutes left', () => {
    expect(recordingText(recording)).toBe('01:03 · 32.8 MB · 95 min left');
    expect(recordingText({ ...recording, minutesLeft: null })).toBe('01:03 · 32.8 MB');
    expect(recordingText({ ...recording, minutesLeft: 0.4 })).toContain('under 1 min left');
    expect(recordingText({ ...recording, minutesLeft: 300 })).toContain('5 h left');
    expect(recordingText({ ...recording, state: 'off' })).toBe('');
    expect(recordingName(recording)).toBe('Recording, 01:03, 32.8 MB, 95 min left');
    expect(recordingName(null)).toBe('Not recording');
    expect([95, 29, null].map((minutesLeft) => isDiskLow({ ...recording, minutesLeft }))).toEqual([false, true, false]);
  });
});

describe('recovery', () => {
  const offer = { id: 'r1', name: 'Show.mp4', seconds: 4210, bytes: 2.3e9, startedAt: 0 };

  test('an unfinished recording is offered until it is recovered', async () => {
    answer = (name) => ok(name === 'recovery.list' ? [offer] : 'Show.mp4');
    await loadRecovery();
    expect(useRecovery.getState().offers).toEqual([offer]);
    const recovering = recoverRecording('r1');
    void recoverRecording('r1');
    await recovering;
    expect(asked.filter(([name]) => name === 'recovery.recover')).toHaveLength(1);
    expect(useRecovery.getState()).toEqual({ offers: [], busy: [] });
    expect(said()).toEqual(['Recording recovered.']);
  });

  test('one that could not be discarded stays on offer', async () => {
    useRecovery.setState({ offers: [offer] });
    answer = () => fail('storage-failed');
    await discardRecording('r1');
    expect(useRecovery.getState()).toEqual({ offers: [offer], busy: [] });
  });
});

describe('the report', () => {
  test('its summary goes to the clipboard', async () => {
    const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await copySummary(harnessReport('live'));
    expect(writeText.mock.calls[0]?.[0]).toContain('Viewers missed 9 s on Twitch.');
    expect(said()).toEqual(['Summary copied.']);
  });

  test('what one destination missed is exported by its id', async () => {
    answer = () => ok({ path: 'Twitch missing.mp4', lackingSeconds: 0.2 });
    await exportMissing('twitch');
    expect(asked).toEqual([['report.exportMissing', { outputId: 'twitch' }]]);
    expect(said()).toEqual(['Missing part exported.']);
  });

  test('what no recording has is said beside the export', async () => {
    answer = () => ok({ path: 'Twitch missing.mp4', lackingSeconds: 72 });
    await exportMissing('twitch');
    expect(said()).toEqual(['Missing part exported. 1 min 12 s of it were not recorded.']);
  });

  test('a proposal changes the selected profile, or records every stream', async () => {
    const studio = studioIn('off-air', 'welcomed');
    mirrorProfiles(studio.profiles);
    mirrorSettings(defaultSettings);
    const [profile] = studio.profiles.profiles;
    if (profile === undefined) throw new Error('the harness has profiles');
    answer = (name) => ok(name === 'profile.update' ? profile : defaultSettings);
    await applyChange({ kind: 'bitrate', kbps: 2700 });
    await applyChange({ kind: 'record' });
    expect(asked).toEqual([
      ['profile.update', { id: profile.id, patch: { video: { ...profile.video, kbps: 2700 } } }],
      ['settings.update', { recording: { ...defaultSettings.recording, withStream: true } }],
    ]);
  });
});
