/** A minute of bitrate and frame rate; uPlot draws it from the history, once a second, outside React. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { historySeconds, onHistory, readHistory } from '../../store/history.ts';

/** Height of the drawing in CSS px. */
const graphHeight = 168;

/** The graph; its words are the legend above it. */
export function RateGraph() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? drawGraph(place.current) : undefined), []);
  return (
    <figure className="graph">
      <figcaption>
        <span className="key-rate">Bitrate, Mb/s</span>
        <span className="key-fps">Frames per second</span>
        <span className="faint">last 60 s</span>
      </figcaption>
      <div ref={place} className="graph-place" role="img" aria-label="Bitrate and frame rate of the last 60 seconds" />
    </figure>
  );
}

function drawGraph(place: HTMLElement): () => void {
  const plot = new uPlot(graphOptions(place), graphData(), place);
  const redraw = () => {
    if (place.clientWidth > 0) plot.setData(graphData());
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

function graphData(): uPlot.AlignedData {
  const { seconds, kbps, fps } = readHistory();
  return [seconds, kbps.map((rate) => rate / 1000), fps];
}

/** The last minute; a session that is younger begins at the left edge. */
function shownSeconds(): [number, number] {
  const last = readHistory().seconds.at(-1) ?? 0;
  return [Math.max(0, last - historySeconds), Math.max(historySeconds, last)];
}

function graphOptions(place: HTMLElement): uPlot.Options {
  const styles = getComputedStyle(place);
  const token = (name: string) => styles.getPropertyValue(name).trim();
  const axis = { stroke: token('--muted'), grid: { stroke: token('--hairline'), width: 1 }, ticks: { show: false } };
  const font = `11px ${styles.fontFamily}`;
  return {
    width: Math.max(200, place.clientWidth),
    height: graphHeight,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 0, 0, 0],
    scales: {
      x: { time: false, range: shownSeconds },
      rate: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 1) * 1.25)] },
      fps: { range: (_plot, _min, max) => [0, Math.max(30, (max ?? 30) * 1.25)] },
    },
    axes: [
      { ...axis, font, size: 22, space: 60, values: (_plot, seconds) => seconds.map((second) => `${second} s`) },
      { ...axis, font, scale: 'rate', size: 34 },
      { ...axis, font, scale: 'fps', side: 1, size: 30, grid: { show: false } },
    ],
    series: [
      {},
      { scale: 'rate', stroke: token('--accent'), width: 2, points: { show: false } },
      { scale: 'fps', stroke: token('--good'), width: 1.5, dash: [4, 3], points: { show: false } },
    ],
  };
}
