/** How long a show is as text; sources and scenes that did not change are not measured again. */
import type { Show } from '../../../shared/studio/document/show.ts';

/** The longest show that is kept, in bytes of JSON: some thousand sources and items with room to spare. */
export const maxShowBytes = 8 * 1024 * 1024;

/** Parts of a show are immutable, so a length holds as long as its object lives. */
const measured = new WeakMap<object, number>();

/** Bytes of the show as JSON; a few too many or too few for commas. */
export function sizeOf(show: Show): number {
  const { sources, scenes, ...rest } = show;
  return [...sources, ...scenes].reduce((sum, part) => sum + lengthOf(part), bytesOf(rest));
}

function lengthOf(part: object): number {
  const known = measured.get(part);
  if (known !== undefined) return known;
  const length = bytesOf(part);
  measured.set(part, length);
  return length;
}

function bytesOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}
