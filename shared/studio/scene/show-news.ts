/** What is sent of a show on each change: the parts that are other objects than before; shows are immutable. */
import type { Scene } from '../document/scene.ts';
import type { Show } from '../document/show.ts';
import type { Source } from '../document/source.ts';

type Fields = Omit<Show, 'sources' | 'scenes'>;

/** Sources and scenes in their order; an id alone stands for one that stayed as it was. */
export type ShowNews = {
  readonly sources: readonly (Source | string)[] | 'same';
  readonly scenes: readonly (Scene | string)[] | 'same';
  /** Of everything else, what is another object or value. */
  readonly fields: Partial<Fields>;
};

/** What `after` has that `before` has not; all of it where there was none before. */
export function newsOf(before: Show | null, after: Show): ShowNews {
  return {
    sources: newEntries(before?.sources, after.sources),
    scenes: newEntries(before?.scenes, after.scenes),
    fields: newFields(before, after),
  };
}

/** The show that was told; what stayed is the object that `before` has. `before` is what the last news made. */
export function showAfter(before: Show | null, news: ShowNews): Show | null {
  const fields = { ...before, ...news.fields };
  const sources = entriesAfter(before?.sources, news.sources);
  const scenes = entriesAfter(before?.scenes, news.scenes);
  return isWhole(fields) && sources !== null && scenes !== null ? { ...fields, sources, scenes } : null;
}

type Entry = { readonly id: string };

function newEntries<T extends Entry>(
  before: readonly T[] | undefined,
  after: readonly T[],
): readonly (T | string)[] | 'same' {
  if (before === after) return 'same';
  const known = new Set(before);
  return after.map((entry) => (known.has(entry) ? entry.id : entry));
}

function entriesAfter<T extends Entry>(before: T[] | undefined, news: readonly (T | string)[] | 'same'): T[] | null {
  if (news === 'same') return before ?? null;
  const known = new Map(before?.map((entry) => [entry.id, entry]));
  return news.flatMap((entry) => (typeof entry === 'string' ? (known.get(entry) ?? []) : [entry]));
}

function newFields(before: Show | null, after: Show): Partial<Fields> {
  const { sources: _sources, scenes: _scenes, ...fields } = after;
  if (before === null) return fields;
  const changed = Object.entries(fields).filter(([name, value]) => Reflect.get(before, name) !== value);
  return Object.fromEntries(changed);
}

/** The first news has all fields, and later ones only add to them. */
function isWhole(fields: Partial<Fields>): fields is Fields {
  return fields.canvas !== undefined && fields.stage !== undefined;
}
