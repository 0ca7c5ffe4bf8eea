/** The picture filters of a source, or of one of its places: in list order, each with its settings open. */
import { useState } from 'react';
import type { FilterOwner } from '../../../../shared/studio/document/files.ts';
import { maxFilters, videoFilterSchema, type VideoFilter } from '../../../../shared/studio/document/filters.ts';
import type { FilterTarget } from '../../../../shared/studio/edit/commands.ts';
import { SelectField } from '../../../app/parts/field.tsx';
import { chooseFiles } from '../../../store/show/files.ts';
import { filterInTrouble, useOnAir } from '../../../store/show/on-air.ts';
import {
  draftVideoFilter,
  fileFilterKinds,
  videoFilterKinds,
  type VideoKind,
} from '../../../store/show/plans/drafts/filters.ts';
import { edit, editedScene, newId, sourceOf, useShowStore } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { ChoiceLine } from '../fields/choice-line.tsx';
import { ShowDialogFrame } from '../parts/show-dialog.tsx';
import { SortableList } from '../parts/sortable-list.tsx';
import { FilterRow } from './filter-row.tsx';

type FiltersDialogProps = { readonly sourceId: string; readonly itemId: string | null };

/** Gone with its source. */
export function VideoFiltersDialog({ sourceId, itemId }: FiltersDialogProps) {
  const { t } = useTranslation();
  const [isOfItem, setIsOfItem] = useState(false);
  const show = useShowStore(({ mirror }) => mirror?.show ?? null);
  const source = show === null ? undefined : sourceOf(show, sourceId);
  if (show === null || source === undefined) return null;
  const scene = editedScene(show);
  const item = scene.items.find(({ id }) => id === itemId);
  const target: FilterTarget =
    isOfItem && item !== undefined
      ? { kind: 'item', sceneId: scene.id, itemId: item.id }
      : { kind: 'source', sourceId };
  const filters = target.kind === 'item' ? (item?.filters ?? []) : source.filters;
  return (
    <ShowDialogFrame title={t('show.filters.title', { name: source.name })}>
      {item === undefined ? null : (
        <ChoiceLine
          label={t('show.filters.where')}
          value={isOfItem ? 'item' : 'source'}
          options={[
            { value: 'source', name: t('show.filters.everywhere') },
            { value: 'item', name: t('show.filters.here', { scene: scene.name }) },
          ]}
          onChoose={(value) => setIsOfItem(value === 'item')}
        />
      )}
      <FilterList key={target.kind} target={target} filters={filters} />
      <AddFilter target={target} count={filters.length} />
    </ShowDialogFrame>
  );
}

type FilterListProps = { readonly target: FilterTarget; readonly filters: readonly VideoFilter[] };

function FilterList({ target, filters }: FilterListProps) {
  const { t } = useTranslation();
  const errors = useOnAir((store) => store.errors);
  const owner = ownerOf(target);
  if (filters.length === 0) return <p className="muted">{t('show.filters.none')}</p>;
  const move = (filterId: string, to: number) => void edit({ name: 'filter.move', target, filterId, to });
  return (
    <SortableList ids={filters.map(({ id }) => id)} label={t('show.filters.list')} onMove={move}>
      {filters.map((filter, place) => (
        <FilterRow
          key={filter.id}
          filter={filter}
          isInTrouble={filterInTrouble(errors, owner, [filter]) !== null}
          onChange={(next, gesture) => {
            const parsed = videoFilterSchema.safeParse(next);
            if (parsed.success) void edit({ name: 'filter.set', target, filter: parsed.data }, gesture);
          }}
          onMove={(step) => {
            const to = place + step;
            if (to >= 0 && to < filters.length) move(filter.id, to);
          }}
          onRemove={() => void edit({ name: 'filter.remove', target, filterId: filter.id })}
        />
      ))}
    </SortableList>
  );
}

function ownerOf(target: FilterTarget): FilterOwner {
  return target.kind === 'item' ? { of: 'item', id: target.itemId } : { of: 'source', id: target.sourceId };
}

function AddFilter({ target, count }: { readonly target: FilterTarget; readonly count: number }) {
  const { t } = useTranslation();
  const add = async (kind: VideoKind) => {
    const isFile = fileFilterKinds.includes(kind);
    const [path] = isFile ? await chooseFiles(kind === 'lut' ? 'lut' : 'picture', 'one') : [''];
    if (path === undefined) return;
    await edit({ name: 'filter.add', target, filter: draftVideoFilter(kind, newId(), path), at: count });
  };
  return (
    <SelectField
      label={t('show.filters.add')}
      value=""
      disabled={count >= maxFilters}
      onChange={(event) => {
        const kind = videoFilterKinds.find((each) => each === event.target.value);
        if (kind !== undefined) void add(kind);
      }}
    >
      <option value="">{t('show.filters.choose')}</option>
      {videoFilterKinds.map((kind) => (
        <option key={kind} value={kind}>
          {t(`show.filterKinds.${kind}`)}
        </option>
      ))}
    </SelectField>
  );
}
