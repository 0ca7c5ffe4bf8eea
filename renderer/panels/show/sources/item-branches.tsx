/** Submenus of an item's row that choose: blend and opacity, and what stands in for its source. */
import { blendSchema, type Item } from '../../../../shared/studio/document/scene.ts';
import { hasPicture, type Source } from '../../../../shared/studio/document/source.ts';
import { edit, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { MenuChoice, MenuItem } from '../parts/row-menu.tsx';

const opacities = ['1', '0.75', '0.5', '0.25'] as const;

/** How it is drawn upon what lies behind. */
export function LookBranch({ item, sceneId }: { readonly item: Item; readonly sceneId: string }) {
  const { t } = useTranslation();
  const set = (patch: { blend: Item['blend'] } | { opacity: number }) =>
    void edit({ name: 'item.set', sceneId, itemIds: [item.id], patch });
  return (
    <>
      <MenuChoice
        label={t('editor.opacity')}
        value={String(item.opacity)}
        options={opacities.map((value) => ({ value, name: `${Number(value) * 100} %` }))}
        onChoose={(value) => set({ opacity: Number(value) })}
      />
      <MenuChoice
        label={t('editor.blend.title')}
        value={item.blend}
        options={blendSchema.options.map((value) => ({ value, name: t(`editor.blend.${value}`) }))}
        onChoose={(blend) => set({ blend })}
      />
    </>
  );
}

const none: readonly Source[] = [];

/** What may be shown while the source gives no picture, the holding picture first, and which of them is. */
export function useStandIns(source: Source) {
  const { t } = useTranslation();
  const sources = useShow((show) => show.sources, none);
  const others = sources.filter(({ id, input }) => id !== source.id && hasPicture(input.kind));
  return {
    value: source.fallbackId ?? '',
    options: [{ value: '', name: t('show.sources.holding') }, ...others.map(({ id, name }) => ({ value: id, name }))],
    choose: (id: string) =>
      void edit({ name: 'source.fallback', sourceId: source.id, fallbackId: id === '' ? null : id }),
  };
}

/** What is shown while the source gives nothing; and the source's end. */
export function SourceBranch({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const { choose, ...standIns } = useStandIns(source);
  const sourceId = source.id;
  return (
    <>
      <MenuChoice label={t('show.sources.fallback')} {...standIns} onChoose={choose} />
      <MenuItem onSelect={() => void edit({ name: 'source.remove', sourceId })}>{t('show.sources.remove')}</MenuItem>
    </>
  );
}
