/** The timeline as one inline SVG: bitrate on top, then a lane for each stage, destination and recording, then flags. */
import type { Bar, Lane, Timeline } from '../timeline.ts';
import { timelineText } from '../timeline.ts';
import { momentText, rateText } from '../phrases.ts';
import { markup, when, type Markup } from './markup.ts';
import { say } from '../../../../wire/tongue.ts';

/** Units of the drawing. */
const width = 1000;
const nameWidth = 150;
const graphHeight = 90;
const laneHeight = 24;
const top = 18;
const flagHeight = 20;

/** Longest name of a lane that fits, in characters. */
const longestName = 22;

/** Scrolls sideways where there is no room; named by a sentence that says what it shows. */
export function timelineSvg(timeline: Timeline): Markup {
  const lanesTop = top + graphHeight + 14;
  const height = lanesTop + timeline.lanes.length * laneHeight + flagHeight + 6;
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="timeline-title timeline-text">
<title id="timeline-title">${say`Timeline`}</title><desc id="timeline-text">${timelineText(timeline)}</desc>
${timeline.ticks.map(({ at, text }) => tick(at, text, height))}
${rateGraph(timeline)}
${timeline.lanes.map((lane, index) => laneRow(lane, lanesTop + index * laneHeight))}
${timeline.flags.map((flag) => {
  const x = place(flag.at);
  const y = lanesTop + timeline.lanes.length * laneHeight + 2;
  const points =
    flag.kind === 'mark'
      ? `${x},${y} ${x + 5},${y + 10} ${x - 5},${y + 10}`
      : `${x},${y + 10} ${x + 4},${y + 5} ${x},${y} ${x - 4},${y + 5}`;
  return markup`<polygon class="${flag.kind === 'mark' ? 'mark' : 'flag'}" points="${points}"><title>${momentText(flag.seconds)} ${flag.text}</title></polygon>`;
})}
</svg>`;
}

function tick(at: number, text: string, height: number): Markup {
  const x = place(at);
  return markup`<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${height}"/><text x="${x + 3}" y="12">${text}</text>`;
}

function rateGraph({ rate, highestKbps }: Timeline): Markup {
  const bottom = top + graphHeight;
  const points = rate
    .map(({ at, kbps }) => `${place(at)},${tidy(bottom - (graphHeight - 4) * (kbps / highestKbps))}`)
    .join(' ');
  return markup`<text class="name" x="0" y="${top + 12}">${say`Video bitrate`}</text><text x="0" y="${top + 28}">${say`up to ${rateText(highestKbps)}`}</text><line class="grid" x1="${nameWidth}" x2="${width}" y1="${bottom}" y2="${bottom}"/>${when(rate.length > 1, () => markup`<polyline class="rate" points="${points}"/>`)}`;
}

function laneRow({ name, bars }: Lane, y: number): Markup {
  const shown = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  return markup`<g><text class="name" x="0" y="${y + 15}">${shown}</text>${bars.map((bar) => barRect(name, bar, y))}</g>`;
}

function barRect(name: string, { from, to, kind, text }: Bar, y: number): Markup {
  // A gap of a second in ten hours is still seen.
  const size = Math.max(2, tidy(place(to) - place(from)));
  return markup`<rect class="${kind}" x="${place(from)}" y="${y + 4}" width="${size}" height="${laneHeight - 8}" rx="2"><title>${name}: ${text}</title></rect>`;
}

function place(share: number): number {
  return tidy(nameWidth + share * (width - nameWidth - 8));
}

function tidy(value: number): number {
  return Math.round(value * 10) / 10;
}
