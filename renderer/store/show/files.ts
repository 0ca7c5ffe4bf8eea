/** The system's file dialog, asked through main: paths are all that the window learns of the disk. */
import type { FileKind } from '../../../shared/contract/ipc.ts';
import { tellFailure } from '../notices.ts';
import { call } from '../studio-client.ts';

/** The chosen files, in order; empty when the user cancelled. */
export async function chooseFiles(kind: FileKind, howMany: 'one' | 'several'): Promise<readonly string[]> {
  const reply = await call('files.choose', { kind, several: howMany === 'several' });
  if (reply.ok) return reply.value;
  tellFailure(reply.error);
  return [];
}
