/** The report's lists: what went wrong, next time, files, this computer and sound. */
import type { Report } from '../../../shared/contract/report.ts';
import { computerFigures, soundSentences, verifiedText } from '../../../shared/live/words/report/html/tables.ts';
import { bytesText, millisText, momentText, spokenLength } from '../../../shared/live/words/report/phrases.ts';
import { said } from '../../../shared/wire/tongue.ts';
import { Button } from '../../app/parts/button.tsx';
import type { Figure } from '../../app/parts/report-figures.ts';
import { openRecordingFolder } from '../../store/session/recording.ts';
import { applyChange } from '../../store/session/report.ts';
import { t } from '../../words/words.ts';

/** By time; one word when all went well. */
export function Troubles({ troubles }: Pick<Report, 'troubles'>) {
  return (
    <section aria-labelledby="report-troubles">
      <h3 id="report-troubles">{t('results.report.wrong')}</h3>
      {troubles.length === 0 ? <p>{t('results.report.nothing')}</p> : null}
      <ol className="report-list">
        {troubles.map(({ atSeconds, cause, viewersSaw, weDid, avoid }) => (
          <li key={`${atSeconds} ${cause}`}>
            <p>
              <span className="muted">{momentText(atSeconds)}</span> {cause}
            </p>
            <p className="small">
              {viewersSaw} {weDid}
            </p>
            {avoid === '' ? null : <p className="small muted">{t('results.report.avoid', { how: avoid })}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** At most two proposals, each with its one press where there is one. */
export function NextTime({ proposals }: { readonly proposals: Report['nextTime'] }) {
  if (proposals.length === 0) return null;
  return (
    <section aria-labelledby="report-next">
      <h3 id="report-next">{t('results.report.next')}</h3>
      <ul className="report-list">
        {proposals.map(({ text, change }) => (
          <li key={text}>
            <p>{text}</p>
            {change === null ? null : (
              <Button aria-label={t('results.report.applyOf', { text })} onClick={() => void applyChange(change)}>
                {t('results.report.apply')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Names, lengths and sizes; the folder opens in the system's file manager. */
export function FileResults({ recordings }: Pick<Report, 'recordings'>) {
  if (recordings.length === 0) return null;
  return (
    <section aria-labelledby="report-files">
      <h3 id="report-files">{t('results.report.files')}</h3>
      <ul className="report-list">
        {recordings.map(({ file, seconds, bytes, verified, chapters, trouble }) => (
          <li key={file}>
            <p className="selectable">{file}</p>
            <p className="small muted">
              {[spokenLength(seconds), bytesText(bytes), verifiedText(verified), ...chapterText(chapters)].join(', ')}
            </p>
            {trouble === '' ? null : <p className="small problem">{trouble}</p>}
          </li>
        ))}
      </ul>
      <Button onClick={() => void openRecordingFolder()}>{t('results.report.openFolder')}</Button>
    </section>
  );
}

function chapterText(chapters: Report['recordings'][number]['chapters']): readonly string[] {
  if (chapters.length === 0) return [];
  return [t('results.report.marks', { count: chapters.length })];
}

/** Encoder, losses, processor, memory and delays. */
export function ComputerResults({ report }: { readonly report: Report }) {
  const delays = report.latency.map(({ stage, p50, p95 }) => ({
    name: t('results.report.delayOf', { stage: said(stage) }),
    text: t('results.report.delayFigure', { median: millisText(p50), most: millisText(p95) }),
  }));
  const figures = computerFigures(report).map(([name, text]) => ({ name, text }));
  return (
    <section aria-labelledby="report-computer">
      <h3 id="report-computer">{t('results.report.computer')}</h3>
      <FigureList rows={[...figures, ...delays]} />
      {report.received?.problems.map((problem) => (
        <p key={problem} className="problem">
          {problem}
        </p>
      ))}
    </section>
  );
}

/** Silences, and how far sound and picture lay apart. */
export function SoundResults({ sound }: Pick<Report, 'sound'>) {
  return (
    <section aria-labelledby="report-sound">
      <h3 id="report-sound">{t('results.report.sound')}</h3>
      {soundSentences(sound).map((text) => (
        <p key={text}>{text}</p>
      ))}
    </section>
  );
}

/** Names and figures. */
export function FigureList({ rows }: { readonly rows: readonly Figure[] }) {
  return (
    <dl className="numbers numbers-wide">
      {rows.map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
