/** The parts of the report's page below the timeline: destinations, this computer, sound, troubles, files, events. */
import type { DestinationFacts, ReportDocument, Trouble } from '../document.ts';
import { bytesText, millisText, momentText, percentText, rateText, spokenLength, timesText } from '../phrases.ts';
import { markup, nothing, when, type Markup } from './markup.ts';
import { said, say } from '../../../../wire/tongue.ts';

/** Rows of a table at most; the JSON document has the rest. */
const mostRows = 400;

/** Losses told one by one for each destination. */
const mostLosses = 100;

/** A name and its figure. */
type Row = readonly [string, string];

/** One block per destination. */
export function destinationsPart(destinations: readonly DestinationFacts[]): Markup {
  if (destinations.length === 0) return nothing;
  return markup`<section class="long"><h2>${say`Destinations`}</h2><div class="each">${destinations.map(destinationBlock)}</div></section>`;
}

function destinationBlock(destination: DestinationFacts): Markup {
  const { name, host, port, secure, missed, reconnects, serverSaid } = destination;
  return markup`<div><h3>${name}</h3><p class="muted">${host}, ${say`port ${port}`}, ${secure ? say`encrypted` : say`not encrypted`}</p>${figures(destinationFigures(destination))}
${when(
  missed.length > 0,
  () =>
    markup`<p>${say`Missed: ${missed
      .slice(0, mostRows)
      .map(({ from, to }) => `${momentText(from)}–${momentText(to)} (${spokenLength(to - from)})`)
      .join(', ')}`}</p>`,
)}
${when(reconnects.length > 0, () =>
  table(
    ['Lost at', 'Back after', 'Why'],
    reconnects.map(({ atSeconds, seconds, cause }) => [
      momentText(atSeconds),
      seconds === null ? say`never` : spokenLength(seconds),
      cause,
    ]),
    mostLosses,
  ),
)}
${when(serverSaid !== '', () => markup`<p>${say`The server’s last words: “${serverSaid}”`}</p>`)}</div>`;
}

/** What is told of one destination, on the page and in the window. */
export function destinationFigures(destination: DestinationFacts): readonly Row[] {
  const { uptimePercent, missedSeconds, reconnects, averageKbps, lowestKbps, framesSent, framesDropped } = destination;
  const { disposable, delta, key, audio } = framesDropped;
  return [
    [say`Uptime`, uptimePercent === null ? say`never live` : percentText(uptimePercent)],
    [say`Missed`, missedSeconds < 0.5 ? say`nothing` : spokenLength(missedSeconds)],
    [say`Connection lost`, reconnects.length === 0 ? say`never` : timesText(reconnects.length)],
    [
      say`First live`,
      destination.firstLiveSeconds === null ? '–' : say`at ${momentText(destination.firstLiveSeconds)}`,
    ],
    [
      say`Start to confirmed`,
      destination.startToConfirmedMillis === null ? '–' : millisText(destination.startToConfirmedMillis),
    ],
    [say`Confirmed by`, confirmationText(destination.confirmedBy)],
    [say`Average bitrate`, rateText(averageKbps)],
    [say`Lowest second`, lowestKbps === null ? '–' : rateText(lowestKbps)],
    [say`Frames sent`, String(framesSent)],
    [say`Frames dropped`, say`${disposable + delta + key} (disposable ${disposable}, delta ${delta}, key ${key})`],
    [say`Sound packets dropped`, String(audio)],
    [say`Longest queue`, millisText(destination.longestQueueAgeMillis)],
  ];
}

function confirmationText(by: DestinationFacts['confirmedBy']): string {
  if (by === null) return say`nothing`;
  return by === 'acknowledged' ? say`acknowledgements` : say`acceptance without an error`;
}

/** Encoder, losses, processes and delays. */
export function computerPart(report: ReportDocument): Markup {
  return markup`<section><h2>${say`This computer`}</h2>${figures(computerFigures(report))}
${when(report.latency.length > 0, () =>
  table(
    ['Delay', 'Median', '95 %'],
    report.latency.map(({ stage, p50, p95 }) => [said(stage), millisText(p50), millisText(p95)]),
  ),
)}</section>`;
}

/** What is told of this computer, on the page and in the window. */
export function computerFigures({ format, loss, processes, frames }: ReportDocument): readonly Row[] {
  const memory = processes.reduce((sum, { memoryMb }) => sum + memoryMb, 0);
  const cpu = processes.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0);
  return [
    [say`Picture`, say`${format.width}×${format.height}, ${format.fps} fps, ${rateText(format.videoKbps)}`],
    [say`Source`, format.source],
    [say`Video encoder`, format.videoEncoder || '–'],
    [say`Audio encoder`, format.audioEncoder || '–'],
    [say`Frames mixed`, String(frames.mixed)],
    [say`Lost while mixing`, percentText(loss.latePercent)],
    [say`Lost while encoding`, percentText(loss.encodePercent)],
    ...(processes.length === 0
      ? []
      : ([
          [say`Processor`, say`${Math.round(cpu)} % of one core`],
          [say`Memory`, `${Math.round(memory)} MB`],
        ] as const)),
  ];
}

/** Silences and the distance of picture and sound. */
export function soundPart({ sound }: ReportDocument): Markup {
  return markup`<section><h2>${say`Sound`}</h2>${soundSentences(sound).map((text) => markup`<p>${text}</p>`)}</section>`;
}

/** Whole sentences, on the page and in the window. */
export function soundSentences({ silent, skewMillis }: ReportDocument['sound']): readonly string[] {
  const stretches = silent.slice(0, 20).map(({ from, to }) => `${momentText(from)}–${momentText(to)}`);
  return [
    silent.length === 0 ? say`No silent stretch was noticed.` : say`Silent at ${stretches.join(', ')}.`,
    skewMillis === null
      ? say`How far picture and sound lie apart was not measured.`
      : say`Picture and sound lay between ${Math.round(skewMillis.min)} and ${Math.round(skewMillis.max)} ms apart.`,
  ];
}

/** A numbered list by time. */
export function troublesPart(troubles: readonly Trouble[]): Markup {
  const items = troubles.map(
    ({ atSeconds, cause, viewersSaw, weDid, avoid }) =>
      markup`<li><h3>${momentText(atSeconds)} · ${cause}</h3><p>${[viewersSaw, weDid].filter((text) => text !== '').join(' ')}</p>${when(avoid !== '', () => markup`<p class="muted">${say`To avoid it: ${avoid}`}</p>`)}</li>`,
  );
  return markup`<section><h2>${say`What went wrong`}</h2>${items.length === 0 ? markup`<p>${say`Nothing.`}</p>` : markup`<ol>${items}</ol>`}</section>`;
}

/** Names without folders. */
export function recordingsPart({ recordings }: ReportDocument): Markup {
  if (recordings.length === 0) return nothing;
  const rows = recordings.map(({ file, seconds, bytes, verified, trouble }) => [
    file,
    spokenLength(seconds),
    bytesText(bytes),
    [verifiedText(verified), trouble].filter((text) => text !== '').join('. '),
  ]);
  const chapters = recordings.flatMap(({ file, chapters: marks }) =>
    marks.map(({ atSeconds, text }) => [file, momentText(atSeconds), text]),
  );
  return markup`<section><h2>${say`Files`}</h2>${table(['File', 'Length', 'Size', 'Checked'], rows)}${when(chapters.length > 0, () => markup`<h3>${say`Chapters`}</h3>${table(['File', 'At', 'Mark'], chapters)}`)}</section>`;
}

/** What reading the file again showed. */
export function verifiedText(verified: boolean | null): string {
  if (verified === null) return say`not read again`;
  return verified ? say`read to its end` : say`could not be read to its end`;
}

/** Automatic steps and what else happened, as two tables. */
export function eventsPart({ rateSteps, events }: ReportDocument): Markup {
  const steps = rateSteps.map(({ atSeconds, fromKbps, toKbps, fps, why }) => [
    momentText(atSeconds),
    `${rateText(fromKbps)} → ${rateText(toKbps)}`,
    say`${fps} fps`,
    why,
  ]);
  const rows = events.map(({ second, kind, text }) => [momentText(second), said(kind), text]);
  return markup`${when(steps.length > 0, () => markup`<section class="long"><h2>${say`Steps of the bitrate`}</h2>${table(['At', 'Bitrate', 'Frames', 'Why'], steps)}</section>`)}${when(rows.length > 0, () => markup`<section class="long"><h2>${say`Events`}</h2>${table(['At', 'Kind', 'What'], rows)}</section>`)}`;
}

function figures(rows: readonly Row[]): Markup {
  return markup`<dl>${rows.map(([name, text]) => markup`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[], most: number = mostRows): Markup {
  const left = rows.length - most;
  return markup`<table><thead><tr>${heads.map((head) => markup`<th scope="col">${said(head)}</th>`)}</tr></thead><tbody>${rows.slice(0, most).map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`)}</tbody></table>${when(left > 0, () => markup`<p class="muted">${say`and ${left} more`}</p>`)}`;
}
