/** The report as one page: no script, nothing from outside, every text escaped. */
import type { ReportDocument } from '../document.ts';
import { momentText, spokenLength } from '../phrases.ts';
import { timelineOf } from '../timeline.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { pageStyle } from './style.ts';
import { computerPart, destinationsPart, eventsPart, recordingsPart, soundPart, troublesPart } from './tables.ts';
import { timelineSvg } from './timeline-svg.ts';
import { say, spokenCatalogue } from '../../../../wire/tongue.ts';

/** Nothing may be loaded or run, whatever a text says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

/** A whole HTML document, at most 2 MB for ten hours. `report` holds no secrets, as `buildReport` leaves it. */
export function renderReportHtml(report: ReportDocument): string {
  return markup`<!doctype html>
<html lang="${spokenCatalogue()?.language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${report.headline}</title>
<style>${{ html: pageStyle }}</style>
</head>
<body>
<main>
<header><p class="muted">${report.mode === 'rehearsal' ? say`Rehearsal report` : say`Session report`} · ${dayText(report.startedAt)}, ${say`${spokenLength(report.liveSeconds)} on air`}</p><h1>${report.headline}</h1></header>
<section><h2>${say`Timeline`}</h2><div class="scroll" tabindex="0" role="region" aria-label="${say`Timeline, scrolls sideways`}">${timelineSvg(timelineOf(report))}</div></section>
${troublesPart(report.troubles)}
${destinationsPart(report.destinations)}
${computerPart(report)}
${soundPart(report)}
${recordingsPart(report)}
${nextPart(report)}
${marksPart(report)}
${eventsPart(report)}
<footer class="muted">Uplink ${report.appVersion}. ${say`This page holds no stream key.`}</footer>
</main>
</body>
</html>
`.html;
}

function nextPart({ nextTime }: ReportDocument): Markup {
  if (nextTime.length === 0) return nothing;
  return markup`<section><h2>${say`Next time`}</h2><ul>${nextTime.map(({ text }) => markup`<li>${text}</li>`)}</ul></section>`;
}

function marksPart({ events }: ReportDocument): Markup {
  const marks = events.filter(({ kind }) => kind === 'mark').slice(0, 200);
  if (marks.length === 0) return nothing;
  return markup`<section><h2>${say`Marks`}</h2><ol>${marks.map(({ second, text }) => markup`<li>${momentText(second)} ${text}</li>`)}</ol></section>`;
}

/** "2026-11-22, 15:00 UTC" from ISO 8601. */
function dayText(iso: string): string {
  return `${iso.slice(0, 10)}, ${iso.slice(11, 16)} UTC`;
}
