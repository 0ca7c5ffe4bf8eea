/** What can be done with the whole show: earlier versions, and files it comes from or goes to. */
import { showDialog } from '../../../store/show/selection.ts';
import { exportShow, importFromObs, importShow } from '../../../store/show/acts/version-acts.ts';
import { useTranslation } from '../../../words/words.ts';
import { MenuItem, MenuLine, RowMenu } from '../parts/row-menu.tsx';

/** Opens from the head of the scenes. */
export function ShowMenu() {
  const { t } = useTranslation();
  return (
    <RowMenu label={t('show.versions.menu')}>
      <MenuItem onSelect={() => showDialog({ kind: 'canvas' })}>{t('editor.shape.open')}</MenuItem>
      <MenuItem onSelect={() => showDialog({ kind: 'versions' })}>{t('show.versions.open')}</MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => void importFromObs()}>{t('show.versions.importObs')}</MenuItem>
      <MenuItem onSelect={() => void importShow()}>{t('show.versions.import')}</MenuItem>
      <MenuItem onSelect={() => void exportShow()}>{t('show.versions.export')}</MenuItem>
    </RowMenu>
  );
}
