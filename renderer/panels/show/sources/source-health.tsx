/** How a source stands, in its row: a dot while it is not fresh, and a sentence once viewers see something else. */
import type { Item, Scene } from '../../../../shared/studio/document/scene.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';
import { filterInTrouble, useOnAir } from '../../../store/show/on-air.ts';
import { useShowStore } from '../../../store/show/show.ts';
import { Button } from '../../../app/parts/button.tsx';
import { Trouble } from '../../../app/parts/trouble.tsx';
import { useMedia } from '../../../app/media-port.ts';
import { useTranslation } from '../../../words/words.ts';
import { FilterTrouble } from '../filters/filter-trouble.tsx';

/** A dot with its words; nothing while the source is fresh. */
export function AgeDot({ sourceId }: { readonly sourceId: string }) {
  const { t } = useTranslation();
  const state = useOnAir(({ sources }) => sources[sourceId]?.state ?? 'fresh');
  if (state === 'fresh') return null;
  const words = t(`show.health.${state}`);
  return <span className={`age-dot age-${state}`} role="img" aria-label={words} title={words} />;
}

/** Sentence and way out of a source that gives nothing. */
export function SourceTrouble({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const { retryCapture } = useMedia();
  const error = useOnAir(({ errors }) => errors[source.id]);
  const state = useOnAir(({ sources }) => sources[source.id]?.state);
  if (error !== undefined) {
    return (
      <Trouble error={error}>
        <Button onClick={retryCapture}>{t('show.health.retry')}</Button>
      </Trouble>
    );
  }
  if (state === 'frozen' || state === 'missing') {
    return <p className="small source-trouble">{t(`show.health.${state}Sentence`)}</p>;
  }
  return <FiltersTrouble source={source} />;
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
