/** Finds out what a file is by its first bytes and opens it as a source of tags. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { fail, ok, type Reply } from '../../../../shared/errors.ts';
import { reasonOf } from '../files/reasons.ts';
import type { TagSource } from './tag-source.ts';

/** `FLV` in the first three bytes. */
const flvSignature = 'FLV';

/** Opens `path`; `file-unreadable` with the reason. `tell` gets what had to be left out. */
export async function openSource(path: string, tell: (note: string) => void): Promise<Reply<TagSource>> {
  const start = await firstBytes(path);
  if (!start.ok) return start;
  if (start.value === flvSignature) {
    const { openFlv } = await import('./flv/flv-source.ts');
    return openFlv(path);
  }
  // Only now: taking other files apart needs a library that FLV does without.
  const { openMedia } = await import('./media/media-tracks.ts');
  const { MediaSource } = await import('./media/media-source.ts');
  const media = await openMedia(path);
  if (!media.ok) return media;
  for (const note of media.value.notes) tell(note);
  return ok(new MediaSource(path, media.value));
}

async function firstBytes(path: string): Promise<Reply<string>> {
  let file: FileHandle | null = null;
  try {
    // Asked before it is opened: a pipe without a writer would keep us waiting, deaf to signals.
    const facts = await stat(path);
    if (!facts.isFile()) return fail('file-unreadable', { file: path, why: 'it is no file' });
    if (facts.size === 0) return fail('file-unreadable', { file: path, why: 'it is empty' });
    file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0);
    return ok(buffer.toString('latin1', 0, bytesRead));
  } catch (thrown) {
    return fail('file-unreadable', { file: path, why: reasonOf(thrown) });
  } finally {
    await file?.close();
  }
}
