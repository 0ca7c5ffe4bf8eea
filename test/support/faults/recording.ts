/** A recording beside a session: the real recorder on a folder of its own, and what ffprobe finds in it afterwards. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../electron/platform/clock.ts';
import { RecordingDesk } from '../../../electron/record/recording-desk.ts';
import type { MediaTap } from '../../../electron/session/target.ts';
import { realFiles, writeAtomically } from '../../../electron/store/atomic-file.ts';
import { temporaryFolder } from '../loopback.ts';
import { readRecordedFile, type RecordedFile } from './recorded-file.ts';

export type Recording = {
  readonly desk: RecordingDesk;
  /** Hang it onto a session. */
  readonly tap: MediaTap;
  /** Ends it, lets the file be finished, and reads it. */
  readonly finish: () => Promise<RecordedFile>;
  readonly close: () => Promise<void>;
};

const finishMillis = 60_000;

/** Starts it; pictures come with the session. */
export async function openRecording(): Promise<Recording> {
  const folder = await temporaryFolder();
  const [movies, journalFolder] = [join(folder.path, 'movies'), join(folder.path, 'journal')];
  await mkdir(journalFolder);
  const desk = new RecordingDesk({
    clock: systemClock,
    journalFolder,
    writeWhole: (path, text) => writeAtomically(path, text, realFiles),
    onChange: () => {},
  });
  const wish = {
    folder: movies,
    name: 'Fault rig',
    container: 'mp4',
    splitMinutes: null,
    splitMegabytes: null,
  } as const;
  const started = await desk.start(wish);
  if (!started.ok) throw new Error(`no recording: ${started.error.code}`);
  return {
    desk,
    tap: {
      onStart: () => desk.onStart(),
      onConfig: (config) => desk.onConfig(config),
      onPacket: (packet) => desk.onPacket(packet),
      onSecond: () => {},
      onEvent: () => {},
      onEnd: () => desk.onEnd(),
    },
    finish: async () => {
      await desk.close(finishMillis);
      const path = desk.files().at(-1)?.path;
      if (path === undefined) throw new Error('nothing was recorded');
      return readRecordedFile(path);
    },
    close: async () => {
      await desk.close(0);
      await folder.remove();
    },
  };
}
