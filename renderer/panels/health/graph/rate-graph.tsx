/** A quarter of an hour of rates: encoder and destinations; uPlot draws it once a second, outside React. */
import { useEffect, useRef, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import {
  onHistory,
  readHistory,
  shownSeconds,
  useHistoryVersion,
  type History,
} from '../../../store/session/history.ts';
import { momentOf } from '../verdict-words.ts';
import { axisWidth, confirmedDash, encoderLine, lineOf, type Line } from './graph-lines.ts';
import { t } from '../../../words/words.ts';

/** Height of the drawing in CSS px. */
const graphHeight = 168;

/** The graph with `flags` over it; its words are the legend above it and the list of events below. */
export function RateGraph({ flags }: { readonly flags: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? drawGraph(place.current) : undefined), []);
  return (
    <figure className="graph">
      <Legend />
      <div className="graph-frame">
        <div ref={place} className="graph-place" role="img" aria-label={t('live.health.graph.name')} />
        {flags}
      </div>
    </figure>
  );
}

function Legend() {
  useHistoryVersion();
  const { tracks } = readHistory();
  return (
    <figcaption>
      <span>{t('live.health.graph.scale')}</span>
      <Key line={encoderLine}>{t('live.health.graph.encoder')}</Key>
      {tracks.map(({ id, name }, index) => (
        <Key key={id} line={lineOf(index)}>
          {name}
        </Key>
      ))}
      {tracks.length === 0 ? null : (
        <Key line={{ token: '--text', dash: confirmedDash, width: 1 }}>{t('live.health.graph.confirmed')}</Key>
      )}
    </figcaption>
  );
}

/** A piece of the line as the graph draws it, long enough for its dashes. */
function Key({ line, children }: { readonly line: Line; readonly children: ReactNode }) {
  return (
    <span className="key">
      <svg className="key-line" viewBox="0 0 30 6" aria-hidden="true">
        <path
          d="M0 3h30"
          fill="none"
          stroke={`var(${line.token})`}
          strokeWidth={line.width}
          strokeDasharray={line.dash.join(' ')}
        />
      </svg>
      {children}
    </span>
  );
}

function drawGraph(place: HTMLElement): () => void {
  let drawn = idsOf(readHistory());
  let plot = makePlot(place);
  const redraw = () => {
    if (place.clientWidth === 0) return;
    const history = readHistory();
    if (idsOf(history) === drawn) {
      plot.setData(dataOf(history));
      return;
    }
    drawn = idsOf(history);
    plot.destroy();
    plot = makePlot(place);
  };
  const stop = onHistory(redraw);
  const fit = new ResizeObserver(() => {
    if (place.clientWidth > 0) plot.setSize({ width: place.clientWidth, height: graphHeight });
  });
  fit.observe(place);
  return () => {
    stop();
    fit.disconnect();
    plot.destroy();
  };
}

function makePlot(place: HTMLElement): uPlot {
  const history = readHistory();
  return new uPlot(optionsFor(place, history), dataOf(history), place);
}

/** A destination that comes or goes needs other lines. */
function idsOf({ tracks }: History): string {
  return JSON.stringify(tracks.map(({ id }) => id));
}

const inMegabits = (rates: readonly (number | null)[]) => rates.map((rate) => (rate === null ? null : rate / 1000));

function dataOf({ seconds, encoder, tracks }: History): uPlot.AlignedData {
  const lines = tracks.flatMap(({ sent, acknowledged }) => [inMegabits(sent), inMegabits(acknowledged)]);
  return [[...seconds], inMegabits(encoder), ...lines];
}

function optionsFor(place: HTMLElement, { tracks }: History): uPlot.Options {
  const styles = getComputedStyle(place);
  const token = (name: string) => styles.getPropertyValue(name).trim();
  const axis = { stroke: token('--muted'), grid: { stroke: token('--hairline'), width: 1 }, ticks: { show: false } };
  const font = `11px ${styles.fontFamily}`;
  return {
    width: Math.max(200, place.clientWidth),
    height: graphHeight,
    legend: { show: false },
    cursor: { show: false },
    padding: [18, 0, 0, 0],
    scales: {
      x: { time: false, range: () => [...shownSeconds()] },
      y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 1) * 1.2)] },
    },
    axes: [
      { ...axis, font, size: 22, space: 70, values: (_plot, seconds) => seconds.map(momentOf) },
      { ...axis, font, size: axisWidth },
    ],
    series: [
      {},
      { stroke: token(encoderLine.token), width: 1, dash: [...encoderLine.dash], points: { show: false } },
      ...tracks.flatMap((_track, index): uPlot.Series[] => {
        const { token: colour, dash, width } = lineOf(index);
        return [
          { stroke: token(colour), width, dash: [...dash], points: { show: false } },
          { stroke: token(colour), width: 1, dash: [...confirmedDash], points: { show: false } },
        ];
      }),
    ],
  };
}
