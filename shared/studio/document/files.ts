/** The files that a show names, and the addresses under which main serves exactly those to the studio's page. */
import type { VideoFilter } from './filters.ts';
import type { Transition } from './scene.ts';
import type { Show } from './show.ts';
import type { Input } from './source.ts';

/** Whose filters they are; ids of items are unique within the show. */
export type FilterOwner = { readonly of: 'source' | 'item'; readonly id: string };

/** One filter: copies of an item have filters of the same ids. */
export type FilterPlace = FilterOwner & { readonly filterId: string };

/** Who in a show names the file: a source, a filter, a scene's transition, or (`show`) the show's own transition. */
export type FileOwner =
  { readonly kind: 'source' | 'scene' | 'show'; readonly id: string } | ({ readonly kind: 'filter' } & FilterPlace);

/** One file of a profile's show: number `index` among those of its owner. */
export type FileAddress = FileOwner & { readonly profileId: string; readonly index: number };

/** Where such addresses begin on our origin. */
const filesRoot = '/files/';

const pattern =
  /^\/files\/([\w-]{1,64})\/(?:(source|scene|show)|(source|item)\/filter\/([\w-]{1,64}))\/([\w-]{1,64})\/(\d{1,4})$/;

/** Files of a source, in the order of their numbers. */
function filesOf(input: Input): readonly string[] {
  if (input.kind === 'image') return [input.path];
  if (input.kind === 'slideshow' || input.kind === 'media') return input.paths;
  return input.kind === 'text' && input.file !== null ? [input.file] : [];
}

/** Path part of the address, from the first slash on. */
export function filePath(address: FileAddress): string {
  const { profileId, id, index } = address;
  const kind = address.kind === 'filter' ? `${address.of}/filter/${address.filterId}` : address.kind;
  return `${filesRoot}${profileId}/${kind}/${id}/${index}`;
}

/** A short mark of a path: an address with it means this file of its owner, wherever in the list it is by now. */
export function pathMark(path: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < path.length; at += 1) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Reads a path made by `filePath`; null for any other. */
export function readFilePath(path: string): FileAddress | null {
  const [, profileId, kind, of, filterId, id, index] = pattern.exec(path) ?? [];
  if (profileId === undefined || id === undefined || index === undefined) return null;
  const file = { profileId, id, index: Number(index) };
  if (filterId !== undefined) return { ...file, kind: 'filter', of: of === 'item' ? 'item' : 'source', filterId };
  return kind === 'source' || kind === 'scene' ? { ...file, kind } : { ...file, kind: 'show' };
}

/** What the state of a filter's file is told under; never the id of a source. */
export function filterKey({ of, id, filterId }: FilterPlace): string {
  return `${of}/${id}/${filterId}`;
}

/** The absolute path that an address stands for; null when the show names no such file. */
export function fileIn(show: Show, address: FileOwner & { readonly index: number }): string | null {
  return filesOfOwner(show, address)[address.index] ?? null;
}

/** The same by the path's mark, whatever its number is; null when the owner has no such file. */
export function fileMarked(show: Show, owner: FileOwner, mark: string): string | null {
  return filesOfOwner(show, owner).find((path) => pathMark(path) === mark) ?? null;
}

function filesOfOwner(show: Show, owner: FileOwner): readonly string[] {
  const { id } = owner;
  switch (owner.kind) {
    case 'source': {
      const source = show.sources.find((candidate) => candidate.id === id);
      return source === undefined ? [] : filesOf(source.input);
    }
    case 'filter':
      return filesOfFilter(filtersAt(show, owner).find((filter) => filter.id === owner.filterId));
    case 'scene':
      return filesOfTransition(show.scenes.find((scene) => scene.id === id)?.transition ?? null);
    case 'show':
      return filesOfTransition(show.transition);
  }
}

function filtersAt(show: Show, { of, id }: FilterPlace): readonly VideoFilter[] {
  const all = of === 'source' ? show.sources : show.scenes.flatMap(({ items }) => items);
  return all.find((candidate) => candidate.id === id)?.filters ?? [];
}

function filesOfFilter(filter: VideoFilter | undefined): readonly string[] {
  return filter?.kind === 'lut' || filter?.kind === 'mask' ? [filter.path] : [];
}

function filesOfTransition(transition: Transition | null): readonly string[] {
  return transition?.kind === 'luma-wipe' || transition?.kind === 'stinger' ? [transition.path] : [];
}
