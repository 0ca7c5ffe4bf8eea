/** Which one sentence about the recording matters most now. */
import type { DiskLevel } from '../../shared/live/record/disk-guard.ts';
import { recordingWords, uncopiedOf } from '../../shared/live/record/sentences.ts';
import type { FinishNote } from './recorded-file.ts';
import type { Recorder } from './recorder.ts';

export type Situation = {
  readonly recorder: Recorder | null;
  readonly isRecording: boolean;
  /** Recording ended because the disk was nearly full. */
  readonly isOutOfSpace: boolean;
  readonly level: DiskLevel;
  readonly minutesLeft: number | null;
  /** How far the file being finished is; null for none. */
  readonly percent: number | null;
  /** What went wrong with the last file; null for nothing. */
  readonly note: FinishNote | null;
};

/** The sentence, or an empty text. */
export function sentenceOf(now: Situation): string {
  const { recorder } = now;
  if (recorder !== null && recorder.failure !== null) {
    const isKept = recorder.files.length > 0;
    return isKept ? recordingWords.failed(recorder.failure) : recordingWords.lost(recorder.failure);
  }
  if (now.isOutOfSpace) return recordingWords.stoppedForSpace;
  if (now.isRecording && recorder !== null) return whileRecording(now, recorder);
  if (now.percent !== null) return recordingWords.finishing(now.percent);
  return now.note === null ? '' : afterwards(now.note);
}

function afterwards({ step, why }: FinishNote): string {
  if (why === 'cancelled') return '';
  if (step === 'copy') return uncopiedOf(why);
  return why === 'no-space' ? recordingWords.noSpaceToFinish : recordingWords.unproved;
}

function whileRecording(now: Situation, recorder: Recorder): string {
  if (recorder.isUnsupported) return recordingWords.unsupported;
  if (now.level === 'late') return recordingWords.late(now.minutesLeft ?? 0);
  if (recorder.skipped.frames > 0) return recordingWords.slow(recorder.skipped.seconds);
  if (now.level === 'early') return recordingWords.early(now.minutesLeft ?? 0);
  return recorder.files.length === 0 ? recordingWords.waiting : '';
}
