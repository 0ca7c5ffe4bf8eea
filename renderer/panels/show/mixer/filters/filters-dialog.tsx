/** The filters of one sound: a list that can be reordered, switched and cleared, each with its numbers. */
import { ArrowDown, ArrowUp, Trash2, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { audioFilterSchema, maxFilters, type AudioFilter } from '../../../../../shared/studio/document/filters.ts';
import type { Source } from '../../../../../shared/studio/document/source.ts';
import { IconButton } from '../../../../app/parts/button.tsx';
import { SelectField } from '../../../../app/parts/field.tsx';
import { edit, newId, sourceOf, useShow } from '../../../../store/show/show.ts';
import { useTranslation } from '../../../../words/words.ts';
import { NumberSlider } from '../controls/number-slider.tsx';
import { filterKinds, filterNumbers, newFilter, type AudioFilterKind } from './filter-kinds.ts';

type FiltersDialogProps = { readonly sourceId: string | null; readonly onClose: () => void };

/** Non-modal, so the mixer stays usable beside it; Escape closes it. */
export function FiltersDialog({ sourceId, onClose }: FiltersDialogProps) {
  const { t } = useTranslation();
  const source = useShow((show) => (sourceId === null ? undefined : sourceOf(show, sourceId)), undefined);
  if (source === undefined || source.strip === null) return null;
  return (
    <Dialog.Root open modal={false} onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Content
          className="dialog filters-dialog"
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <header className="sheet-head">
            <Dialog.Title>{t('mixer.filters.title', { name: source.name })}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label={t('app.close')} icon={<X />} />
            </Dialog.Close>
          </header>
          {source.strip.filters.length === 0 ? <p className="muted">{t('mixer.filters.none')}</p> : null}
          <ol className="filter-list">
            {source.strip.filters.map((filter, index) => (
              <FilterCard key={filter.id} sourceId={source.id} filter={filter} index={index} />
            ))}
          </ol>
          <AddFilter source={source} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function AddFilter({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const filters = source.strip?.filters ?? [];
  const add = (kind: AudioFilterKind) => {
    const filter = newFilter(kind, newId());
    const target = { kind: 'sound', sourceId: source.id } as const;
    void edit({ name: 'filter.add', target, filter, at: filters.length });
  };
  return (
    <SelectField
      label={t('mixer.filters.add')}
      value=""
      disabled={filters.length >= maxFilters}
      onChange={(event) => {
        const kind = filterKinds.find((each) => each === event.target.value);
        if (kind !== undefined) add(kind);
      }}
    >
      <option value="">{t('mixer.filters.choose')}</option>
      {filterKinds.map((kind) => (
        <option key={kind} value={kind}>
          {t(`mixer.filters.kinds.${kind}`)}
        </option>
      ))}
    </SelectField>
  );
}

type FilterCardProps = { readonly sourceId: string; readonly filter: AudioFilter; readonly index: number };

function FilterCard({ sourceId, filter, index }: FilterCardProps) {
  const { t } = useTranslation();
  const name = t(`mixer.filters.kinds.${filter.kind}`);
  const set = (next: AudioFilter, gesture: string | null = null) =>
    void edit({ name: 'filter.set', target: { kind: 'sound', sourceId }, filter: next }, gesture);
  return (
    <li className={filter.enabled ? 'filter-card' : 'filter-card filter-off'}>
      <header className="filter-head">
        <label className="tick">
          <input
            type="checkbox"
            role="switch"
            aria-checked={filter.enabled}
            checked={filter.enabled}
            onChange={(event) => set({ ...filter, enabled: event.target.checked })}
          />
          <strong>{name}</strong>
        </label>
        <FilterVerbs sourceId={sourceId} filter={filter} index={index} />
      </header>
      <p className="small muted">{t(`mixer.filters.about.${filter.kind}`)}</p>
      {filterNumbers[filter.kind].map(([field, spec]) => (
        <NumberSlider
          key={field}
          label={t(`mixer.filters.numbers.${field}`)}
          value={numberOf(filter, field)}
          spec={spec}
          onChange={(value, gesture) => set(withNumber(filter, field, value), gesture)}
        />
      ))}
      {filter.kind === 'compressor' ? <SideChain sourceId={sourceId} filter={filter} onChoose={set} /> : null}
    </li>
  );
}

function FilterVerbs({ sourceId, filter, index }: FilterCardProps) {
  const { t } = useTranslation();
  const last = useShow((show) => (sourceOf(show, sourceId)?.strip?.filters.length ?? 1) - 1, 0);
  const target = { kind: 'sound', sourceId } as const;
  const name = t(`mixer.filters.kinds.${filter.kind}`);
  const move = (to: number) => void edit({ name: 'filter.move', target, filterId: filter.id, to });
  return (
    <span className="filter-verbs">
      <IconButton
        label={t('mixer.filters.earlier', { name })}
        icon={<ArrowUp />}
        disabled={index === 0}
        onClick={() => move(index - 1)}
      />
      <IconButton
        label={t('mixer.filters.later', { name })}
        icon={<ArrowDown />}
        disabled={index >= last}
        onClick={() => move(index + 1)}
      />
      <IconButton
        label={t('mixer.filters.remove', { name })}
        icon={<Trash2 />}
        onClick={() => void edit({ name: 'filter.remove', target, filterId: filter.id })}
      />
    </span>
  );
}

type Compressor = Extract<AudioFilter, { kind: 'compressor' }>;

type SideChainProps = {
  readonly sourceId: string;
  readonly filter: Compressor;
  readonly onChoose: (filter: AudioFilter) => void;
};

function SideChain({ sourceId, filter, onChoose }: SideChainProps) {
  const { t } = useTranslation();
  const sources = useShow(({ sources: all }) => all, noSources);
  return (
    <SelectField
      label={t('mixer.filters.sideChain')}
      hint={t('mixer.filters.sideChainHint')}
      value={filter.sidechainId ?? ''}
      onChange={(event) => onChoose({ ...filter, sidechainId: event.target.value || null })}
    >
      <option value="">{t('mixer.filters.ownSound')}</option>
      {sources
        .filter(({ id, strip }) => strip !== null && id !== sourceId)
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </SelectField>
  );
}

const noSources: readonly Source[] = [];

/** A number of a filter by its name; 0 where it has none of that name. */
function numberOf(filter: AudioFilter, field: string): number {
  const [, value] = Object.entries(filter).find(([name]) => name === field) ?? [];
  return typeof value === 'number' ? value : 0;
}

/** The filter with one number changed; a number beyond its bounds changes nothing. */
function withNumber(filter: AudioFilter, field: string, value: number): AudioFilter {
  const changed = audioFilterSchema.safeParse({ ...filter, [field]: value });
  return changed.success ? changed.data : filter;
}
