/** What our player received, as an FLV file that FFmpeg reads back: our own parser has no part in the comparison. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFlvHeader, writeFlvTag } from '../../../shared/flv/flv-file.ts';
import { messageType } from '../../../shared/rtmp/chunk/message.ts';
import { temporaryFolder } from '../loopback.ts';
import type { PlayedTag } from '../playing.ts';
import type { CopyNotes } from '../servers/node-av/copy-notes.ts';
import { readNotes } from '../servers/node-av/copy.ts';

/** The notes of FFmpeg 8.1 on `tags`. */
export async function notesOfTags(tags: readonly PlayedTag[]): Promise<CopyNotes> {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'played.flv');
  const pieces = tags.map(({ track, timestamp, body }) =>
    writeFlvTag({ type: messageType[track], timestamp: timestamp >>> 0, body }),
  );
  await writeFile(file, Buffer.concat([writeFlvHeader({ audio: true, video: true }), ...pieces]));
  const notes = await readNotes(file);
  await folder.remove();
  return notes;
}
