/** Earlier versions of the show, and shows that come from files or go there. */
import type { ShowVersion } from '../../../../shared/contract/show/show.ts';
import { t } from '../../../words/words.ts';
import { tell, tellFailure } from '../../notices.ts';
import { call } from '../../studio-client.ts';
import { select, showDialog } from '../selection.ts';

/** Newest first; empty when they can't be read, which is told. */
export async function listVersions(): Promise<readonly ShowVersion[]> {
  const reply = await call('show.versions', null);
  if (reply.ok) return reply.value;
  tellFailure(reply.error);
  return [];
}

/** The show as it was then; what it is now stays as a version. */
export async function restoreVersion(id: string): Promise<void> {
  const reply = await call('show.restore', { id });
  if (!reply.ok) return tellFailure(reply.error);
  select([]);
  tell({ tone: 'good', text: t('show.versions.restored'), next: t('show.versions.restoredNext') });
}

/** Takes over a scene collection of OBS; what has no counterpart is listed. */
export async function importFromObs(): Promise<void> {
  const reply = await call('show.importObs', null);
  if (!reply.ok) return tellFailure(reply.error);
  if (reply.value === null) return;
  select([]);
  const { notes } = reply.value;
  if (notes.length > 0) showDialog({ kind: 'import-notes', notes });
  else tell({ tone: 'good', text: t('show.versions.imported'), next: '' });
}

/** Writes the show to a file that the user picks. */
export async function exportShow(): Promise<void> {
  const reply = await call('show.export', null);
  if (!reply.ok) return tellFailure(reply.error);
  if (reply.value !== null) tell({ tone: 'good', text: t('show.versions.exported'), next: reply.value.slice(-300) });
}

/** Replaces the show by one of a file. */
export async function importShow(): Promise<void> {
  const reply = await call('show.import', null);
  if (!reply.ok) return tellFailure(reply.error);
  if (reply.value === null) return;
  select([]);
  tell({ tone: 'good', text: t('show.versions.imported'), next: '' });
}
