/** The report in a sentence, and in the few lines that are copied into a message. */
import { sentenceFor } from '../sentences.ts';
import type { DestinationFacts, ReportDocument, SessionFacts } from './document.ts';
import { bytesText, listText, momentText, percentText, rateText, spokenLength, timesText } from './phrases.ts';
import { say } from '../../../wire/tongue.ts';

/** "1 h 42 min live on Twitch and YouTube. Viewers missed 9 s on Twitch." */
export function headlineOf(facts: SessionFacts): string {
  const { destination, error, mode, liveSeconds } = facts;
  if (facts.outcome === 'failed' && error !== null) {
    return sentenceFor(error, { service: destination.profileName, host: destination.host }).text;
  }
  if (mode === 'rehearsal')
    return say`Rehearsed for ${spokenLength(liveSeconds)}. Nobody else saw it.${restored(facts)}`;
  const live = facts.destinations.filter(({ firstLiveSeconds }) => firstLiveSeconds !== null);
  const never = facts.destinations.filter(({ firstLiveSeconds }) => firstLiveSeconds === null);
  const where = live.length === 0 ? destination.profileName : listText(live.map(({ name }) => name));
  const absent =
    live.length === 0 || never.length === 0 ? '' : say` It never reached ${listText(never.map(({ name }) => name))}.`;
  return say`${spokenLength(liveSeconds)} live on ${where}.${missedText(facts)}${absent}`;
}

function missedText(facts: SessionFacts): string {
  const missing = facts.destinations.filter(({ missedSeconds }) => missedSeconds >= 0.5);
  if (missing.length === 0) return restored(facts);
  return say` Viewers missed ${listText(missing.map(({ name, missedSeconds }) => say`${spokenLength(missedSeconds)} on ${name}`))}.`;
}

function restored({ reconnects }: SessionFacts): string {
  if (reconnects === 0) return '';
  return say` The connection was restored ${reconnects === 1 ? say`once` : say`${reconnects} times`}.`;
}

/** The report as plain text: headline, destinations, what went wrong, files. Lines end with "\n". */
export function summaryText(report: ReportDocument): string {
  const lines = [
    report.headline,
    ...report.destinations.map((destination) => `- ${destination.name}: ${destinationText(destination)}`),
    ...report.troubles.map(({ atSeconds, cause, viewersSaw }) =>
      `- ${momentText(atSeconds)} ${cause} ${viewersSaw}`.trim(),
    ),
    ...report.recordings.map(({ file, seconds, bytes }) => `- ${file}: ${spokenLength(seconds)}, ${bytesText(bytes)}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** "99.8 % of the program, connection restored twice, missed 9 s, 4.2 Mb/s on average". */
export function destinationText(destination: DestinationFacts): string {
  const { uptimePercent, reconnects, missedSeconds, averageKbps } = destination;
  if (uptimePercent === null) return say`it was never live`;
  const healed = reconnects.filter(({ seconds }) => seconds !== null).length;
  return [
    say`${percentText(uptimePercent)} of the program`,
    ...(healed === 0 ? [] : [say`connection restored ${timesText(healed)}`]),
    missedSeconds < 0.5 ? say`viewers missed nothing` : say`viewers missed ${spokenLength(missedSeconds)}`,
    say`${rateText(averageKbps)} on average`,
  ].join(', ');
}
