/** One filter of a picture: on or off, where it stands in the chain, and its settings. */
import { Trash2 } from 'lucide-react';
import type { VideoFilter } from '../../../../shared/studio/document/filters.ts';
import { useState } from 'react';
import { IconButton } from '../../../app/parts/button.tsx';
import { Visit } from '../../../store/show/mirror/visit.ts';
import { useTranslation } from '../../../words/words.ts';
import { filterFields } from '../fields/field-plans.ts';
import { ToggleField } from '../fields/fields.tsx';
import { PlannedFields } from '../fields/planned-fields.tsx';
import { MoveItems, RowMenu } from '../parts/row-menu.tsx';
import { rowControl, rowKeys, SortableRow } from '../parts/sortable-list.tsx';
import { FilterTrouble } from './filter-trouble.tsx';

type FilterRowProps = {
  readonly filter: VideoFilter;
  /** Its file can't be had. */
  readonly isInTrouble: boolean;
  readonly onChange: (filter: unknown, gesture: string) => void;
  readonly onMove: (step: 1 | -1) => void;
  readonly onRemove: () => void;
};

/** Alt and the arrows move it, Delete on its switch removes it; a visit to a field is one step to undo. */
export function FilterRow({ filter, isInTrouble, onChange, onMove, onRemove }: FilterRowProps) {
  const { t } = useTranslation();
  const [visit] = useState(() => new Visit());
  const set = (patch: object) => onChange({ ...filter, ...patch }, visit.gesture);
  const name = t(`show.filterKinds.${filter.kind}`);
  const keys = rowKeys({ move: onMove, rename: () => undefined, remove: onRemove });
  return (
    <SortableRow id={filter.id} className="filter-row" onKeyDown={keys} onFocus={visit.begin}>
      <div className="row-line">
        <ToggleField label={name} checked={filter.enabled} onChange={(enabled) => set({ enabled })} {...rowControl} />
        <RowMenu label={t('show.filters.menu', { name })}>
          <MoveItems onMove={onMove} />
        </RowMenu>
        <IconButton label={t('show.filters.remove', { name })} icon={<Trash2 />} onClick={onRemove} />
      </div>
      {isInTrouble ? <FilterTrouble filter={filter} /> : null}
      {filter.kind === 'background' ? <p className="small source-trouble">{t('show.filters.noBackground')}</p> : null}
      <div onPointerDown={(event) => event.stopPropagation()}>
        <PlannedFields
          plans={filterFields[filter.kind]}
          values={filter}
          onChange={(key, value) => set({ [key]: value })}
        />
      </div>
    </SortableRow>
  );
}
