/** Which file on the disk an address of our page means: one that the open show names, or none. */
import type { ShowState } from '../../../shared/contract/show/show.ts';
import { fileIn, fileMarked, readFilePath } from '../../../shared/studio/document/files.ts';

/** Null for any other address, and for files of a profile whose show is not open. */
export function showFileAt(url: string, open: Pick<ShowState, 'profileId' | 'show'> | null): string | null {
  const address = URL.canParse(url) ? readFilePath(new URL(url).pathname) : null;
  if (address === null || open === null || address.profileId !== open.profileId) return null;
  const mark = new URL(url).searchParams.get('of');
  return mark === null ? fileIn(open.show, address) : fileMarked(open.show, address, mark);
}
