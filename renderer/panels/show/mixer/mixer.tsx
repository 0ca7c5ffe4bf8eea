/** The mixer below the stage: one strip for each sound, and at the end the sent mix with its loudness. */
import { useState } from 'react';
import { defaultMaster, type Show } from '../../../../shared/studio/document/show.ts';
import { Button } from '../../../app/parts/button.tsx';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { FiltersDialog } from './filters/filters-dialog.tsx';
import { MasterStrip } from './strips/master-strip.tsx';
import { SoundFindings } from './sound-findings.tsx';
import { Strip } from './strips/strip.tsx';
import { stripRows } from './strips/strip-order.ts';

const whole = (show: Show): Show | null => show;

/** A region of its own; strips scroll sideways when there are many. */
export function Mixer() {
  const { t } = useTranslation();
  const show = useShow(whole, null);
  const [showsHidden, setShowsHidden] = useState(false);
  const [filtersOf, setFiltersOf] = useState<string | null>(null);
  const rows = show === null ? { shown: [], hidden: [] } : stripRows(show);
  const trackNames = show?.master.trackNames ?? defaultMaster.trackNames;
  const visible = showsHidden ? [...rows.shown, ...rows.hidden] : rows.shown;
  return (
    <section className="mixer-desk panel" aria-labelledby="mixer-title" tabIndex={-1} data-region="Mixer">
      <header className="mixer-head">
        <h2 id="mixer-title">{t('mixer.title')}</h2>
        <SoundFindings />
        {rows.hidden.length === 0 ? null : (
          <Button weight="quiet" aria-pressed={showsHidden} onClick={() => setShowsHidden(!showsHidden)}>
            {t('mixer.hidden', { count: rows.hidden.length })}
          </Button>
        )}
      </header>
      <div className="strips">
        <div className="strip-row">
          {visible.map((row) => (
            <Strip key={row.id} row={row} trackNames={trackNames} onFilters={() => setFiltersOf(row.id)} />
          ))}
          {visible.length === 0 ? <p className="muted mixer-empty">{t('mixer.empty')}</p> : null}
        </div>
        <MasterStrip />
      </div>
      <FiltersDialog sourceId={filtersOf} onClose={() => setFiltersOf(null)} />
    </section>
  );
}
