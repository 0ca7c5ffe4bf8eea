/** The files that a show names, and the addresses under which main serves exactly those to the studio's page. */
import type { VideoFilter } from './filters.ts';
import type { Transition } from './scene.ts';
import type { Show } from './show.ts';
import type { Input } from './source.ts';

/** Who in a show names the file: a source, a filter, a scene's transition, or (`show`) the show's own transition. */
export type FileOwner = { readonly kind: 'source' | 'filter' | 'scene' | 'show'; readonly id: string };

/** One file of a profile's show: number `index` among those of its owner. */
export type FileAddress = FileOwner & { readonly profileId: string; readonly index: number };

/** Where such addresses begin on our origin. */
const filesRoot = '/files/';

const pattern = /^\/files\/([\w-]{1,64})\/(source|filter|scene|show)\/([\w-]{1,64})\/(\d{1,4})$/;

/** Files of a source, in the order of their numbers. */
function filesOf(input: Input): readonly string[] {
  if (input.kind === 'image') return [input.path];
  if (input.kind === 'slideshow' || input.kind === 'media') return input.paths;
  return input.kind === 'text' && input.file !== null ? [input.file] : [];
}

/** Path part of the address, from the first slash on. */
export function filePath({ profileId, kind, id, index }: FileAddress): string {
  return `${filesRoot}${profileId}/${kind}/${id}/${index}`;
}

/** Reads a path made by `filePath`; null for any other. */
export function readFilePath(path: string): FileAddress | null {
  const [, profileId, kind, id, index] = pattern.exec(path) ?? [];
  if (profileId === undefined || kind === undefined || id === undefined || index === undefined) return null;
  return { profileId, kind: asKind(kind), id, index: Number(index) };
}

function asKind(text: string): FileOwner['kind'] {
  if (text === 'source' || text === 'filter' || text === 'scene') return text;
  return 'show';
}

/** The absolute path that an address stands for; null when the show names no such file. */
export function fileIn(show: Show, address: FileOwner & { readonly index: number }): string | null {
  return filesOfOwner(show, address)[address.index] ?? null;
}

function filesOfOwner(show: Show, { kind, id }: FileOwner): readonly string[] {
  switch (kind) {
    case 'source': {
      const source = show.sources.find((candidate) => candidate.id === id);
      return source === undefined ? [] : filesOf(source.input);
    }
    case 'filter':
      return filesOfFilter(allFilters(show).find((filter) => filter.id === id));
    case 'scene':
      return filesOfTransition(show.scenes.find((scene) => scene.id === id)?.transition ?? null);
    case 'show':
      return filesOfTransition(show.transition);
  }
}

function allFilters(show: Show): readonly VideoFilter[] {
  const items = show.scenes.flatMap((scene) => scene.items);
  return [...show.sources, ...items].flatMap(({ filters }) => filters);
}

function filesOfFilter(filter: VideoFilter | undefined): readonly string[] {
  return filter?.kind === 'lut' || filter?.kind === 'mask' ? [filter.path] : [];
}

function filesOfTransition(transition: Transition | null): readonly string[] {
  return transition?.kind === 'luma-wipe' || transition?.kind === 'stinger' ? [transition.path] : [];
}
