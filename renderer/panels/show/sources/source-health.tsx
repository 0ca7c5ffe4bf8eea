/** How a source stands, in its row: a dot while it is not fresh, and a sentence once viewers see something else. */
import type { Item, Scene } from '../../../../shared/studio/document/scene.ts';
import { hasPicture, type Source } from '../../../../shared/studio/document/source.ts';
import { filterInTrouble, toldOf, useOnAir } from '../../../store/show/on-air.ts';
import { useShowStore } from '../../../store/show/show.ts';
import { Button } from '../../../app/parts/button.tsx';
import { SelectField } from '../../../app/parts/field.tsx';
import { Trouble } from '../../../app/parts/trouble.tsx';
import { useMedia } from '../../../app/media-port.ts';
import { useTranslation } from '../../../words/words.ts';
import { FilterTrouble } from '../filters/filter-trouble.tsx';
import { useStandIns } from './item-branches.tsx';

/** A dot with its words, which are seen once viewers see something else; nothing while the source is fresh. */
export function AgeDot({ sourceId }: { readonly sourceId: string }) {
  const { t } = useTranslation();
  const state = useOnAir(({ sources }) => sources[sourceId]?.state ?? 'fresh');
  if (state === 'fresh') return null;
  return (
    <span className={`age-words age-${state}`}>
      <span className="age-dot" aria-hidden="true" />
      <span className={state === 'late' ? 'visually-hidden' : undefined}>{t(`show.health.${state}`)}</span>
    </span>
  );
}

/** Sentence and way out of a source that gives nothing. */
export function SourceTrouble({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const { retryCapture } = useMedia();
  const error = useOnAir(({ errors }) => errors[source.id]);
  const sentence = useOnAir(({ sources, errors }) => toldOf(source, sources[source.id], errors[source.id]));
  if (error !== undefined && sentence === null) {
    return (
      <Trouble error={error}>
        <Button onClick={retryCapture}>{t('show.health.retry')}</Button>
        <StandIn source={source} />
      </Trouble>
    );
  }
  if (sentence === null) return <FiltersTrouble source={source} />;
  return (
    <div className="small source-trouble">
      <p>{t(`show.health.${sentence}Sentence`)}</p>
      <StandIn source={source} />
    </div>
  );
}

/** The way to show something else meanwhile. */
function StandIn({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const { options, value, choose } = useStandIns(source);
  if (!hasPicture(source.input.kind) || options.length < 2) return null;
  return (
    <SelectField
      label={t('show.sources.fallback')}
      value={value}
      onChange={(event) => choose(event.target.value)}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {options.map(({ value: id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

/** The first of its filters, here or in one of its places, whose file can't be had. */
function FiltersTrouble({ source }: { readonly source: Source }) {
  const items = useShowStore(({ mirror }) => mirror?.show.scenes ?? noScenes)
    .flatMap((scene) => scene.items)
    .filter(({ sourceId }) => sourceId === source.id);
  const filter = useOnAir(({ errors }) => {
    for (const { of, id, filters } of [{ of: 'source' as const, ...source }, ...items.map(placeOfItem)]) {
      const found = filterInTrouble(errors, { of, id }, filters);
      if (found !== null) return found;
    }
    return null;
  });
  return filter === null ? null : <FilterTrouble filter={filter} />;
}

const noScenes: readonly Scene[] = [];

function placeOfItem(item: Item) {
  return { of: 'item' as const, ...item };
}
