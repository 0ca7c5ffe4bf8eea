/** The sentence of a filter whose file can't be had. */
import type { VideoFilter } from '../../../../shared/studio/document/filters.ts';
import { useTranslation } from '../../../words/words.ts';

/** Names the filter and the file. */
export function FilterTrouble({ filter }: { readonly filter: VideoFilter }) {
  const { t } = useTranslation();
  const path = filter.kind === 'lut' || filter.kind === 'mask' ? filter.path : '';
  const file = path.split(/[/\\]/).at(-1) ?? path;
  return (
    <p className="small source-trouble">
      {t('show.filters.fileTrouble', { name: t(`show.filterKinds.${filter.kind}`), file })}
    </p>
  );
}
