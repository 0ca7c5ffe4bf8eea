/** The end of a session: its headline, its key numbers, and the report as a file. */
import { useEffect, useState } from 'react';
import type { Report } from '../../../shared/contract/report.ts';
import { Button } from '../../app/parts/button.tsx';
import { dismissSession, loadReport, saveReport, useLive } from '../../store/live.ts';
import { reportFigures } from '../../app/parts/report-figures.ts';

/** Shown until it is closed. */
export function SessionReport() {
  const mode = useLive((store) => store.session.mode);
  const report = useReport();
  return (
    <section className="stage-card card-report" aria-labelledby="report-title">
      <p className="small muted">{mode === 'rehearsal' ? 'Rehearsal ended' : 'Stream ended'}</p>
      <h2 id="report-title">{report?.headline ?? 'Reading the report…'}</h2>
      {report === null ? null : <ReportFigures report={report} />}
      <div className="card-actions">
        <Button weight="accent" onClick={() => void saveReport()} disabled={report === null}>
          Save report
        </Button>
        <Button onClick={() => void dismissSession()}>Close</Button>
      </div>
    </section>
  );
}

function ReportFigures({ report }: { readonly report: Report }) {
  return (
    <>
      <dl className="numbers numbers-wide">
        {reportFigures(report).map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {report.received?.problems.map((problem) => (
        <p key={problem} className="problem">
          {problem}
        </p>
      ))}
    </>
  );
}

/** The last report; null until main has written and sent it. */
function useReport(): Report | null {
  const ready = useLive((store) => store.session.reportReady);
  const [report, setReport] = useState<Report | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const show = (loaded: Report | null) => isCurrent && setReport(loaded);
    if (ready) void loadReport().then(show);
    return () => {
      isCurrent = false;
    };
  }, [ready]);
  return report;
}
