/** Earlier versions of the show, to go back to; and what an import left behind. */
import { useEffect, useState } from 'react';
import type { ShowVersion } from '../../../../shared/contract/show/show.ts';
import { Button } from '../../../app/parts/button.tsx';
import type { ImportNote } from '../../../store/show/selection.ts';
import { listVersions, restoreVersion } from '../../../store/show/acts/version-acts.ts';
import { currentLanguage, useTranslation } from '../../../words/words.ts';
import { ShowDialogFrame } from '../parts/show-dialog.tsx';

/** Newest first; going back is no loss, for what is now becomes a version too. */
export function VersionsDialog() {
  const { t } = useTranslation();
  const [versions, setVersions] = useState<readonly ShowVersion[] | null>(null);
  useEffect(() => {
    let isWanted = true;
    void listVersions().then((found) => isWanted && setVersions(found));
    return () => {
      isWanted = false;
    };
  }, []);
  return (
    <ShowDialogFrame title={t('show.versions.title')}>
      <p className="muted">{t('show.versions.about')}</p>
      {versions?.length === 0 ? <p>{t('show.versions.none')}</p> : null}
      <ul className="rows versions" aria-label={t('show.versions.title')}>
        {versions?.map((version) => (
          <li key={version.id} className="row-line">
            <span className="row-name">
              {timeText(version.at)} <span className="small muted">{t(`show.versions.notes.${version.note}`)}</span>
            </span>
            <Button
              aria-label={t('show.versions.restoreNamed', { time: timeText(version.at) })}
              onClick={() => void restoreVersion(version.id)}
            >
              {t('show.versions.restore')}
            </Button>
          </li>
        ))}
      </ul>
    </ShowDialogFrame>
  );
}

/** As the language writes it. */
function timeText(at: number): string {
  const style = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(currentLanguage(), style).format(at);
}

/** What has no counterpart here. */
export function ImportNotesDialog({ notes }: { readonly notes: readonly ImportNote[] }) {
  const { t } = useTranslation();
  return (
    <ShowDialogFrame title={t('show.versions.notesTitle')}>
      <p className="muted">{t('show.versions.notesAbout', { count: notes.length })}</p>
      <ul className="rows versions" aria-label={t('show.versions.notesTitle')}>
        {notes.map(({ what, why }) => (
          <li key={`${what} ${why}`}>
            <strong>{what}</strong> <span className="muted">{why}</span>
          </li>
        ))}
      </ul>
    </ShowDialogFrame>
  );
}
