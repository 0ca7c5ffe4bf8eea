/** The name of a group above its first row, and what can be done with the whole of it. */
import { Group } from 'lucide-react';
import { useState } from 'react';
import { select } from '../../../store/show/selection.ts';
import { currentShow, edit } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { RenameField } from '../parts/rename-field.tsx';
import { MenuItem, RowMenu } from '../parts/row-menu.tsx';

type GroupHeadProps = {
  readonly sceneId: string;
  readonly group: { readonly id: string; readonly name: string };
};

/** Selects all items of the group. */
export function GroupHead({ sceneId, group }: GroupHeadProps) {
  const { t } = useTranslation();
  const [isRenamed, setIsRenamed] = useState(false);
  const rename = (name: string | null) => {
    setIsRenamed(false);
    const to = name?.trim() ?? '';
    if (to !== '' && to !== group.name) void edit({ name: 'group.rename', sceneId, groupId: group.id, to });
  };
  const selectAll = () => {
    const scene = currentShow()?.scenes.find(({ id }) => id === sceneId);
    select(scene?.items.filter(({ groupId }) => groupId === group.id).map(({ id }) => id) ?? []);
  };
  return (
    <div className="row-line group-head">
      <button type="button" className="row-main" onClick={selectAll}>
        <Group className="source-icon" aria-hidden="true" />
        {isRenamed ? null : <span className="row-name">{group.name}</span>}
      </button>
      {isRenamed ? <RenameField label={t('show.sources.renameGroup')} name={group.name} onDone={rename} /> : null}
      <RowMenu label={t('show.sources.menu', { name: group.name })}>
        <MenuItem onSelect={() => setIsRenamed(true)}>{t('show.sources.renameGroup')}</MenuItem>
        <MenuItem onSelect={() => void edit({ name: 'group.dissolve', sceneId, groupId: group.id })}>
          {t('show.sources.dissolve')}
        </MenuItem>
      </RowMenu>
    </div>
  );
}
