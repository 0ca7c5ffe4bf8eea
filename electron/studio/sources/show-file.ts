/** Which file on the disk an address of our page means: one that the open show names, or none. */
import type { ShowState } from '../../../shared/contract/show/show.ts';
import { fileIn, readFilePath } from '../../../shared/studio/document/files.ts';

/** Null for any other address, and for files of a profile whose show is not open. */
export function showFileAt(url: string, open: Pick<ShowState, 'profileId' | 'show'> | null): string | null {
  const address = URL.canParse(url) ? readFilePath(new URL(url).pathname) : null;
  if (address === null || open === null || address.profileId !== open.profileId) return null;
  return fileIn(open.show, address);
}
