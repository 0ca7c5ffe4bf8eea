/** The session's timeline as lanes: stages, destinations with their gaps, recording and marks. */
import { useMemo } from 'react';
import type { Report } from '../../../shared/contract/report.ts';
import { momentText, rateText } from '../../../shared/live/words/report/phrases.ts';
import {
  timelineOf,
  timelineText,
  type Bar,
  type Flag,
  type Lane,
  type Timeline,
} from '../../../shared/live/words/report/timeline.ts';
import { t } from '../../words/words.ts';

/** Units of the bitrate's drawing. */
const graphWidth = 1000;
const graphHeight = 60;

/** The picture is one image with a sentence; each lane is told again below it as a list where it says something. */
export function ReportTimeline({ report }: { readonly report: Report }) {
  const timeline = useMemo(() => timelineOf(report), [report]);
  return (
    <section aria-labelledby="report-timeline">
      <h3 id="report-timeline">{t('results.report.timeline')}</h3>
      <div className="lanes" role="img" aria-label={timelineText(timeline)}>
        <div className="lane">
          <span className="lane-name">{t('results.report.bitrate')}</span>
          <RateLine timeline={timeline} />
        </div>
        {timeline.lanes.map((lane) => (
          <LaneRow key={lane.id} lane={lane} />
        ))}
        <div className="lane">
          <span className="lane-name">{t('results.report.events')}</span>
          <Flags flags={timeline.flags} />
        </div>
        <div className="lane lane-ticks">
          <span className="lane-name" />
          <span className="lane-track">
            {timeline.ticks.map(({ at, text }) => (
              <span key={text} style={{ left: share(at) }}>
                {text}
              </span>
            ))}
          </span>
        </div>
      </div>
      <MarkList flags={timeline.flags} />
    </section>
  );
}

function RateLine({ timeline }: { readonly timeline: Timeline }) {
  const { rate, highestKbps } = timeline;
  const points = rate
    .map(({ at, kbps }) => `${at * graphWidth},${graphHeight - (graphHeight - 4) * (kbps / highestKbps)}`)
    .join(' ');
  return (
    <svg
      className="lane-rate"
      viewBox={`0 0 ${graphWidth} ${graphHeight}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <title>{t('results.report.upTo', { rate: rateText(highestKbps) })}</title>
      <polyline points={points} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function LaneRow({ lane }: { readonly lane: Lane }) {
  return (
    <div className="lane">
      <span className="lane-name" title={lane.name}>
        {lane.name}
      </span>
      <span className="lane-track">
        {lane.bars.map((bar) => (
          <span
            key={`${bar.kind} ${bar.from}`}
            className={`lane-bar lane-${bar.kind}`}
            style={placeOf(bar)}
            title={bar.text}
          />
        ))}
      </span>
    </div>
  );
}

function Flags({ flags }: { readonly flags: readonly Flag[] }) {
  return (
    <span className="lane-track">
      {flags.map(({ at, seconds, kind, text }) => (
        <span
          key={`${seconds} ${kind} ${text}`}
          className={kind === 'mark' ? 'lane-flag lane-mark' : 'lane-flag'}
          style={{ left: share(at) }}
          title={`${momentText(seconds)} ${text}`}
        />
      ))}
    </span>
  );
}

function MarkList({ flags }: { readonly flags: readonly Flag[] }) {
  const marks = flags.filter(({ kind }) => kind === 'mark');
  if (marks.length === 0) return null;
  return (
    <p className="small">
      <span className="muted">{t('results.report.markList')}</span>
      {marks.map(({ seconds }) => momentText(seconds)).join(', ')}
    </p>
  );
}

function placeOf({ from, to }: Bar) {
  return { left: share(from), width: share(to - from) };
}

function share(value: number): string {
  return `${(100 * value).toFixed(2)}%`;
}
