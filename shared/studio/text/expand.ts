/** Puts the values of variables into a text source's text: {time}, {date}, {countdown}, {timer}, {bitrate}, {file}. */
import { countdownText, dateText, durationText, rateText, timeText, type LocalMoment } from './values.ts';

/** Longest text that is drawn, characters, and most lines. */
export const maxTextLength = 20_000;
export const maxTextLines = 400;

/** What variables stand for at one moment. */
export type TextValues = {
  readonly moment: LocalMoment;
  /** Until the countdown ends, ms; not below 0. */
  readonly countdownMillis: number;
  /** Since the show went on air, ms; null off air. */
  readonly onAirMillis: number | null;
  /** Sent to all destinations together; null off air. */
  readonly kbps: number | null;
  /** What the file holds; null without one. */
  readonly file: string | null;
};

/** Names that may stand in braces; `{time:short}` and the like choose another form. */
const variables: ReadonlyMap<string, (values: TextValues) => string> = new Map([
  ['time', ({ moment }) => timeText(moment, 'long')],
  ['time:short', ({ moment }) => timeText(moment, 'short')],
  ['date', ({ moment }) => dateText(moment, 'iso')],
  ['date:local', ({ moment }) => dateText(moment, 'local')],
  ['countdown', ({ countdownMillis }) => countdownText(countdownMillis)],
  ['timer', ({ onAirMillis }) => durationText(onAirMillis ?? 0)],
  ['bitrate', ({ kbps }) => rateText(kbps)],
  ['file', ({ file }) => file ?? ''],
]);

const braces = /\{([a-z]+(?::[a-z]+)?)\}/g;

/** Which variables a text uses, so that nothing is drawn anew for a value it does not show. */
export function variablesOf(text: string): ReadonlySet<string> {
  const names = Array.from(text.matchAll(braces), ([, name]) => name ?? '').filter((name) => variables.has(name));
  return new Set(names.map((name) => name.split(':')[0] ?? name));
}

/** The text with its values; braces with another name stay as they are, and values are not read for braces again. */
export function expandText(text: string, values: TextValues): string {
  const whole = text.replaceAll(braces, (braced, name: string) => {
    const value = variables.get(name);
    return value === undefined ? braced : value(values);
  });
  return bounded(whole);
}

/** Cuts what nobody could read, and control characters that no font has. */
function bounded(text: string): string {
  const lines = text.slice(0, maxTextLength).replaceAll(/\r\n?/g, '\n').split('\n', maxTextLines);
  return lines.join('\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');
}
