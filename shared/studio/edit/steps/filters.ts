/** Commands on filters: of a source's picture, of its sound, of one place. */
import { ok, type Reply } from '../../../errors.ts';
import { isAudioFilter, type AudioFilter, type VideoFilter } from '../../document/filters.ts';
import type { Show } from '../../document/show.ts';
import type { CommandMap, FilterTarget } from '../commands.ts';
import { editScene, editSource, inserted, moved, refuse, replaced, type Step } from './parts.ts';

type Of<Name extends keyof CommandMap> = Step<CommandMap[Name]>;

/** What is done to a list of either sort. */
type Edits = {
  readonly picture: (filters: readonly VideoFilter[]) => Reply<VideoFilter[]>;
  readonly sound: (filters: readonly AudioFilter[]) => Reply<AudioFilter[]>;
};

type AnyEdit = <T extends VideoFilter | AudioFilter>(filters: readonly T[]) => Reply<T[]>;

function editFilters(show: Show, target: FilterTarget, edits: Edits): Reply<Show> {
  switch (target.kind) {
    case 'source':
      return editSource(show, target.sourceId, (source) => {
        const filters = edits.picture(source.filters);
        return filters.ok ? ok({ ...source, filters: filters.value }) : filters;
      });
    case 'sound':
      return editSource(show, target.sourceId, (source) => {
        if (source.strip === null) return refuse('sound-missing');
        const filters = edits.sound(source.strip.filters);
        return filters.ok ? ok({ ...source, strip: { ...source.strip, filters: filters.value } }) : filters;
      });
    case 'item':
      return editScene(show, target.sceneId, (scene) => {
        const item = scene.items.find(({ id }) => id === target.itemId);
        if (item === undefined) return refuse('item-missing');
        const filters = edits.picture(item.filters);
        return filters.ok
          ? ok({ ...scene, items: replaced(scene.items, { ...item, filters: filters.value }) })
          : filters;
      });
  }
}

/** The same for both sorts. */
function editAny(show: Show, target: FilterTarget, edit: AnyEdit): Reply<Show> {
  return editFilters(show, target, { picture: edit, sound: edit });
}

export const addFilter: Of<'filter.add'> = (show, { target, filter, at }) =>
  isAudioFilter(filter)
    ? editFilters(show, target, {
        picture: () => refuse('wrong-filter'),
        sound: (filters) => ok(inserted(filters, filter, at)),
      })
    : editFilters(show, target, {
        picture: (filters) => ok(inserted(filters, filter, at)),
        sound: () => refuse('wrong-filter'),
      });

export const setFilter: Of<'filter.set'> = (show, { target, filter }) =>
  isAudioFilter(filter)
    ? editFilters(show, target, {
        picture: () => refuse('wrong-filter'),
        sound: (filters) => withFilter(filters, filter),
      })
    : editFilters(show, target, {
        picture: (filters) => withFilter(filters, filter),
        sound: () => refuse('wrong-filter'),
      });

function withFilter<T extends VideoFilter | AudioFilter>(filters: readonly T[], filter: T): Reply<T[]> {
  const old = filters.find(({ id }) => id === filter.id);
  if (old === undefined) return refuse('filter-missing');
  return old.kind === filter.kind ? ok(replaced(filters, filter)) : refuse('wrong-filter');
}

export const removeFilter: Of<'filter.remove'> = (show, { target, filterId }) =>
  editAny(show, target, (filters) => {
    const others = filters.filter(({ id }) => id !== filterId);
    return others.length === filters.length ? refuse('filter-missing') : ok(others);
  });

export const moveFilter: Of<'filter.move'> = (show, { target, filterId, to }) =>
  editAny(show, target, (filters) =>
    filters.some(({ id }) => id === filterId) ? ok(moved(filters, filterId, to)) : refuse('filter-missing'),
  );
