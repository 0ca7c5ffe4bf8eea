/** What can be done with the whole show: earlier versions, and files it comes from or goes to. */
import { isActive, useLive } from '../../../store/live.ts';
import { showDialog } from '../../../store/show/selection.ts';
import { exportShow, importFromObs, importShow } from '../../../store/show/acts/version-acts.ts';
import { useTranslation } from '../../../words/words.ts';
import { MenuItem, MenuLine, MenuNote, RowMenu } from '../parts/row-menu.tsx';

/** Opens from the head of the scenes. */
export function ShowMenu() {
  const { t } = useTranslation();
  const locked = useLive(({ session }) => isActive(session.state));
  return (
    <RowMenu label={t('show.versions.menu')}>
      <MenuItem onSelect={() => showDialog({ kind: 'canvas' })}>{t('editor.shape.open')}</MenuItem>
      <MenuItem onSelect={() => showDialog({ kind: 'versions' })}>{t('show.versions.open')}</MenuItem>
      <MenuLine />
      <MenuItem disabled={locked} onSelect={() => void importFromObs()}>
        {t('show.versions.importObs')}
      </MenuItem>
      <MenuItem disabled={locked} onSelect={() => void importShow()}>
        {t('show.versions.import')}
      </MenuItem>
      {locked ? <MenuNote>{t('show.versions.locked')}</MenuNote> : null}
      <MenuItem onSelect={() => void exportShow()}>{t('show.versions.export')}</MenuItem>
    </RowMenu>
  );
}
