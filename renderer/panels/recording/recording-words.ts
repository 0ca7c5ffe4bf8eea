/** The recording in words: how long, how large, and for how many minutes the disk still lasts. */
import type { RecordingSnapshot } from '../../../shared/contract/delivery.ts';
import { bytesText, momentText } from '../../../shared/live/words/report/phrases.ts';
import { t } from '../../words/words.ts';

/** Below this many minutes the rest of the disk is a warning. */
const lowMinutes = 30;

/** More than this is not worth counting. */
const plentyMinutes = 24 * 60;

/** "12:34 · 1.2 GB · 95 min left", or what the recorder is doing; empty while it is off. */
export function recordingText(recording: RecordingSnapshot): string {
  switch (recording.state) {
    case 'off':
      return '';
    case 'failed':
      return t('results.recording.says.stopped');
    case 'finishing':
      return t('results.recording.says.closing');
    case 'recording':
      return [momentText(recording.seconds), bytesText(recording.bytes), ...leftText(recording.minutesLeft)].join(
        ' · ',
      );
  }
}

/** The same for those who hear it. */
export function recordingName(recording: RecordingSnapshot | null): string {
  if (recording === null || recording.state === 'off') return t('results.recording.says.not');
  if (recording.state !== 'recording') return recordingText(recording);
  return t('results.recording.says.recording', { figures: recordingText(recording).replaceAll(' · ', ', ') });
}

/** True when the disk lasts less than half an hour. */
export function isDiskLow({ minutesLeft, state }: RecordingSnapshot): boolean {
  return state === 'recording' && minutesLeft !== null && minutesLeft < lowMinutes;
}

/** True for sentences of the recorder that another folder would answer. */
export function isAboutDisk(sentence: string): boolean {
  return /\b(?:disk|folder)\b/iu.test(sentence);
}

/** True for a sentence that counts up to 100 %. */
export function isProgress(sentence: string): boolean {
  return /\d %/u.test(sentence);
}

function leftText(minutes: number | null): readonly string[] {
  if (minutes === null) return [];
  if (minutes >= plentyMinutes) return [t('results.recording.says.day')];
  if (minutes >= 120) return [t('results.recording.says.hours', { hours: Math.floor(minutes / 60) })];
  if (minutes < 1) return [t('results.recording.says.under')];
  return [t('results.recording.says.minutes', { minutes: Math.floor(minutes) })];
}
