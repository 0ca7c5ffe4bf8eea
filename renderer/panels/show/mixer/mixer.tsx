/** The mixer below the stage: one strip for each sound, and at the end the sent mix with its loudness. */
import { useState } from 'react';
import { defaultMaster } from '../../../../shared/studio/document/show.ts';
import { Button } from '../../../app/parts/button.tsx';
import { steady } from '../../../store/show/mirror/keeping.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { listenAlone, useView } from '../../../store/view.ts';
import { FiltersDialog } from './filters/filters-dialog.tsx';
import { MasterStrip } from './strips/master-strip.tsx';
import { SoundFindings } from './sound-findings.tsx';
import { Strip } from './strips/strip.tsx';
import { stripRows, type StripRows } from './strips/strip-order.ts';

const none: StripRows = { shown: [], hidden: [] };

/** A fader that is drawn changes its own row and no other. */
const rowsOf = steady(stripRows);

/** A region of its own; strips scroll sideways when there are many. */
export function Mixer() {
  const { t } = useTranslation();
  const rows = useShow(rowsOf, none);
  const trackNames = useShow(({ master }) => master.trackNames, defaultMaster.trackNames);
  const [showsHidden, setShowsHidden] = useState(false);
  const [filtersOf, setFiltersOf] = useState<string | null>(null);
  const visible = showsHidden ? [...rows.shown, ...rows.hidden] : rows.shown;
  return (
    <section className="mixer-desk panel" aria-labelledby="mixer-title" tabIndex={-1} data-region="Mixer">
      <header className="mixer-head">
        <h2 id="mixer-title">{t('mixer.title')}</h2>
        <SoundFindings />
        <SoloNote />
        {rows.hidden.length === 0 ? null : (
          <Button weight="quiet" aria-pressed={showsHidden} onClick={() => setShowsHidden(!showsHidden)}>
            {t('mixer.hidden', { count: rows.hidden.length })}
          </Button>
        )}
      </header>
      <div className="strips">
        <div className="strip-row">
          {visible.map((row) => (
            <Strip key={row.id} row={row} trackNames={trackNames} onFilters={setFiltersOf} />
          ))}
          {visible.length === 0 ? <p className="muted mixer-empty">{t('mixer.empty')}</p> : null}
        </div>
        <MasterStrip />
      </div>
      <FiltersDialog sourceId={filtersOf} onClose={() => setFiltersOf(null)} />
    </section>
  );
}

/** Who has forgotten about it wonders why the others are silent. */
function SoloNote() {
  const { t } = useTranslation();
  const soloId = useView((store) => store.soloId);
  const name = useShow(({ sources }) => sources.find(({ id }) => id === soloId)?.name ?? null, null);
  if (name === null) return null;
  return (
    <p className="solo-note" role="status">
      <span>{t('mixer.solo.note', { name })}</span>
      <Button weight="quiet" onClick={() => listenAlone(null)}>
        {t('mixer.solo.end')}
      </Button>
    </p>
  );
}
