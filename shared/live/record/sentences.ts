/** What the recording says to people: what happened, what it means for the stream, what we do, what they can do. */
import { said, say } from '../../wire/tongue.ts';

/** Why a disk takes no more, by the system's word for it. */
const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'Your share of the disk is used up',
  EFBIG: 'This disk takes no larger file',
  EROFS: 'The disk is write-protected',
  EACCES: 'This folder may not be written to',
  EPERM: 'This folder may not be written to',
  ENOENT: 'The recording folder is gone',
  ENOTDIR: 'The recording folder is no folder',
  ENAMETOOLONG: 'The name of the file is too long for this disk',
  EIO: 'The disk does not answer any more',
  ENODEV: 'The disk was removed',
  ENXIO: 'The disk was removed',
  ESTALE: 'The network folder is gone',
};

/** The first sentence of a failure; `word` is the system's, for example ENOSPC. */
function causeOf(word: string): string {
  return said(causes[word] ?? 'The disk refused the recording');
}

/** Why a file is not finished, as `finishFile` puts it, in a sentence: for the report and for answers. */
export function troubleOf(why: string): string {
  if (why === 'no-space') return recordingWords.noSpaceToFinish;
  if (why === 'cancelled') return recordingWords.cancelled;
  if (why === 'empty') return say`Nothing was recorded.`;
  return Object.hasOwn(causes, why) ? `${causeOf(why)}.` : recordingWords.unproved;
}

/** Why a finished recording is an MP4 file where Matroska was wished, in a sentence. */
export function uncopiedOf(why: string): string {
  if (why === 'no-space' || why === 'ENOSPC') return recordingWords.noSpaceToCopy;
  return why === 'cancelled' ? recordingWords.copyCancelled : recordingWords.uncopied;
}

/** Why a file is not finished, as a phrase for the middle of a sentence; also for words of the system. */
export function phraseOf(why: string): string {
  if (why === 'no-space') return say`too little disk space`;
  if (why === 'empty') return say`nothing was recorded`;
  if (why === 'cancelled') return say`Uplink was closed before`;
  const isSystems = why === 'unknown' || /^E[A-Z0-9]+$/.test(why);
  const cause = isSystems ? causeOf(why) : say`the file did not pass the check`;
  return `${cause.slice(0, 1).toLowerCase()}${cause.slice(1)}`;
}

export const recordingWords = {
  get waiting(): string {
    return say`Recording begins with the first picture.`;
  },
  failed: (word: string): string =>
    say`${causeOf(word)}. Recording has stopped; what was recorded is saved. The stream is not affected. Choose another folder.`,
  lost: (word: string): string =>
    say`${causeOf(word)}, and the recording with it. The stream is not affected. Choose another folder.`,
  early: (minutes: number): string =>
    say`About ${Math.floor(minutes)} minutes of disk space left. The stream is not affected. Choose another folder?`,
  late: (minutes: number): string =>
    say`Less than ${Math.max(2, Math.ceil(minutes))} minutes of disk space left. Then recording ends; the stream is not affected. Free some space or choose another folder.`,
  get stoppedForSpace(): string {
    return say`The disk is nearly full, so recording has ended; the file is complete. The stream is not affected. Choose another folder to go on recording.`;
  },
  slow: (seconds: number): string =>
    say`The disk is too slow: ${Math.max(1, Math.round(seconds))} s are missing in the recording. The stream is not affected. Choose a faster disk.`,
  get unsupported(): string {
    return say`This video codec can’t be recorded, so there is no file. The stream is not affected. Choose H.264.`;
  },
  finishing: (percent: number): string => say`Finishing the file: ${Math.floor(percent)} %. You can go on working.`,
  get unproved(): string {
    return say`The file could not be finished; the recording is kept as it was written, and it plays. You need not do anything.`;
  },
  get cancelled(): string {
    return say`Uplink was closed before the file was finished; it is kept as it was written, and it plays.`;
  },
  get uncopied(): string {
    return say`The Matroska file could not be made; the recording is a finished MP4 file instead, and nothing of it is missing. You need not do anything.`;
  },
  get noSpaceToCopy(): string {
    return say`Too little disk space to make the Matroska file; the recording is a finished MP4 file instead, and nothing of it is missing. Free some space before the next one.`;
  },
  get copyCancelled(): string {
    return say`Uplink was closed before the Matroska file was made; the recording is a finished MP4 file, and nothing of it is missing.`;
  },
  get noSpaceToFinish(): string {
    return say`Too little disk space to finish the file; the recording is kept as it was written, and it plays.`;
  },
} as const;
