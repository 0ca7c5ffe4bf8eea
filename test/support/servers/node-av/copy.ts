/** Starts FFmpeg 8.1 copies and reads their notes; also how tests read files without our own parser. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../loopback.ts';
import { start, type Running } from '../../processes.ts';
import { copyNotesSchema, type CopyNotes, type CopyWish } from './copy-notes.ts';

const script = join(import.meta.dirname, 'copy-streams.ts');

/** Starts one copy in a process of its own. */
export function startCopy(wish: CopyWish): Promise<Running> {
  return start(process.execPath, ['--no-warnings', script, JSON.stringify(wish)]);
}

/** Copies to the end; throws with FFmpeg's words when that fails. */
export async function copyStreams(wish: CopyWish): Promise<void> {
  const running = await startCopy(wish);
  const { code } = await running.exited;
  if (code !== 0) throw new Error(`FFmpeg 8.1 ended with ${code}: ${running.stderr().slice(-2000)}`);
}

/** A copy that notes what it reads, perhaps still running. */
export type Noting = {
  readonly running: Running;
  /** What it read, once its input ended. */
  readonly notes: () => Promise<CopyNotes>;
  readonly stop: () => Promise<void>;
};

/** Starts reading `input`, a file or an address to play. */
export async function startNoting(wish: Pick<CopyWish, 'input' | 'inputOptions'>): Promise<Noting> {
  const folder = await temporaryFolder();
  const notes = join(folder.path, 'notes.json');
  const running = await startCopy({ ...wish, notes });
  return {
    running,
    notes: async () => {
      const { code } = await running.exited;
      if (code !== 0) throw new Error(`FFmpeg 8.1 ended with ${code}: ${running.stderr().slice(-2000)}`);
      return copyNotesSchema.parse(JSON.parse(await readFile(notes, 'utf8')));
    },
    stop: async () => {
      await running.end();
      await folder.remove();
    },
  };
}

/** Everything that FFmpeg 8.1 finds in a file. */
export async function readNotes(file: string): Promise<CopyNotes> {
  const noting = await startNoting({ input: file });
  const notes = await noting.notes();
  await noting.stop();
  return notes;
}
