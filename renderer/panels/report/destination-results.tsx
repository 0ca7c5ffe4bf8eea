/** How each destination fared, with the button that exports what it missed. */
import { useState } from 'react';
import type { DestinationReport, Report } from '../../../shared/contract/report.ts';
import { destinationFigures } from '../../../shared/live/words/report/html/tables.ts';
import { momentText, spokenLength } from '../../../shared/live/words/report/phrases.ts';
import { destinationText } from '../../../shared/live/words/report/summary.ts';
import { Button } from '../../app/parts/button.tsx';
import { exportMissing } from '../../store/session/report.ts';
import { FigureList } from './report-parts.tsx';
import { t } from '../../words/words.ts';

/** Holes listed by name; the saved report has the rest. */
const mostHoles = 12;

/** Nothing for sessions that had no destination but this computer. */
export function DestinationResults({ report }: { readonly report: Report }) {
  if (report.destinations.length === 0) return null;
  const isRecorded = report.recordings.some(({ kind }) => kind === 'recording');
  return (
    <section aria-labelledby="report-destinations">
      <h3 id="report-destinations">{t('results.report.destinations')}</h3>
      <ul className="report-list">
        {report.destinations.map((destination) => (
          <li key={destination.id}>
            <DestinationResult destination={destination} isRecorded={isRecorded} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type DestinationResultProps = { readonly destination: DestinationReport; readonly isRecorded: boolean };

function DestinationResult({ destination, isRecorded }: DestinationResultProps) {
  const { name, missed, reconnects, serverSaid } = destination;
  return (
    <>
      <h4>{name}</h4>
      <p>{destinationText(destination)}.</p>
      {missed.length === 0 ? null : <p className="small">{t('results.report.missed', { holes: holesText(missed) })}</p>}
      {missed.length === 0 ? null : <ExportMissing destination={destination} isRecorded={isRecorded} />}
      <details className="notes">
        <summary>{t('results.report.details', { name })}</summary>
        <FigureList rows={destinationFigures(destination).map(([label, text]) => ({ name: label, text }))} />
        {reconnects.length === 0 ? null : (
          <ul>
            {reconnects.map(({ atSeconds, seconds, cause }) => (
              <li key={atSeconds}>
                {momentText(atSeconds)}: {cause}{' '}
                {seconds === null
                  ? t('results.report.notBack')
                  : t('results.report.backAfter', { length: spokenLength(seconds) })}
              </li>
            ))}
          </ul>
        )}
        {serverSaid === '' ? null : (
          <p className="selectable">{t('results.report.lastWords', { words: serverSaid })}</p>
        )}
      </details>
    </>
  );
}

/** Writing can take a while, so it is not started twice. */
function ExportMissing({ destination, isRecorded }: DestinationResultProps) {
  const [isBusy, setBusy] = useState(false);
  if (!isRecorded) return <p className="small muted">{t('results.report.notRecorded')}</p>;
  const press = () => {
    setBusy(true);
    void exportMissing(destination.id).finally(() => setBusy(false));
  };
  return (
    <Button disabled={isBusy} aria-label={t('results.report.exportOf', { name: destination.name })} onClick={press}>
      {t(isBusy ? 'results.report.exporting' : 'results.report.export')}
    </Button>
  );
}

function holesText(missed: DestinationReport['missed']): string {
  const shown = missed
    .slice(0, mostHoles)
    .map(({ from, to }) => `${momentText(from)}–${momentText(to)} (${spokenLength(to - from)})`);
  const more = missed.length - shown.length;
  const holes = shown.join(', ');
  return more > 0 ? t('results.report.more', { holes, number: more }) : holes;
}
