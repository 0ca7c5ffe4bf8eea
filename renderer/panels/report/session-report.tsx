/** The end of a session: its headline, what went wrong, where it went, and the report as a file. */
import { useEffect, useState } from 'react';
import type { Report } from '../../../shared/contract/report.ts';
import { Button } from '../../app/parts/button.tsx';
import { reportFigures } from '../../app/parts/report-figures.ts';
import { dismissSession, loadReport, saveReport, useLive } from '../../store/live.ts';
import { copySummary, saveReportPage } from '../../store/session/report.ts';
import { DestinationResults } from './destination-results.tsx';
import { ComputerResults, FileResults, FigureList, NextTime, SoundResults, Troubles } from './report-parts.tsx';
import { ReportTimeline } from './report-timeline.tsx';
import { t } from '../../words/words.ts';

/** Shown until it is closed. */
export function SessionReport() {
  const mode = useLive((store) => store.session.mode);
  const report = useReport();
  return (
    <section className="stage-card card-report" aria-labelledby="report-title">
      <p className="small muted">
        {t(mode === 'rehearsal' ? 'results.report.rehearsalEnded' : 'results.report.streamEnded')}
      </p>
      <h2 id="report-title">{report?.headline ?? t('results.report.reading')}</h2>
      {report === null ? null : <ReportBody report={report} />}
      <div className="card-actions">
        <Button weight="accent" onClick={() => void saveReportPage()} disabled={report === null}>
          {t('results.report.save')}
        </Button>
        <Button onClick={() => void saveReport()} disabled={report === null}>
          {t('results.report.saveJson')}
        </Button>
        <Button onClick={() => report && void copySummary(report)} disabled={report === null}>
          {t('results.report.copy')}
        </Button>
        <Button onClick={() => void dismissSession()}>{t('app.close')}</Button>
      </div>
    </section>
  );
}

/** What a person wants first stands first; figures follow. */
function ReportBody({ report }: { readonly report: Report }) {
  return (
    <div className="report">
      <Troubles troubles={report.troubles} />
      <NextTime proposals={report.nextTime} />
      <ReportTimeline report={report} />
      <DestinationResults report={report} />
      <FileResults recordings={report.recordings} />
      <section aria-labelledby="report-figures">
        <h3 id="report-figures">{t('results.report.figures')}</h3>
        <FigureList rows={reportFigures(report)} />
      </section>
      <ComputerResults report={report} />
      <SoundResults sound={report.sound} />
    </div>
  );
}

/** The last report; null until main has written and sent it. Files join it, are finished and proved while it is on show. */
function useReport(): Report | null {
  const edition = useLive(({ session }) => (session.reportReady ? (session.recording?.state ?? 'off') : null));
  const [report, setReport] = useState<Report | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const show = (loaded: Report | null) => isCurrent && setReport(loaded);
    if (edition !== null) void loadReport().then(show);
    return () => {
      isCurrent = false;
    };
  }, [edition]);
  return report;
}
