/** Numbers as people read them: rates, sizes and times, always with a unit and steady widths. */
import { currentLanguage, t } from '../../words/words.ts';

/** A number with so many places behind the comma or point of the language. */
export function decimal(value: number, places: number): string {
  const fixed = value.toFixed(places);
  return currentLanguage() === 'de' ? fixed.replace('.', ',') : fixed;
}

/** A figure as main wrote it, with the comma and the units of the language. */
export function localFigure(figure: string): string {
  if (currentLanguage() !== 'de') return figure;
  return figure
    .replace(/(\d)\.(\d)/u, '$1,$2')
    .replace(' fps', ' Bilder/s')
    .replace('b/s', 'bit/s');
}

/** "29.9 fps". */
export function fpsText(fps: number): string {
  return t('app.figures.fps', { value: decimal(fps, 1) });
}

/** "4.2 Mb/s" or "640 kb/s" from kb/s. */
export function rateText(kbps: number): string {
  return kbps >= 1000
    ? t('app.figures.megabits', { value: decimal(kbps / 1000, 1) })
    : t('app.figures.kilobits', { value: Math.round(kbps) });
}

/** "32.9 MB" or "12 kB" from bytes. */
export function sizeText(bytes: number): string {
  if (bytes >= 1e9) return `${decimal(bytes / 1e9, 2)} GB`;
  return bytes >= 1e6 ? `${decimal(bytes / 1e6, 1)} MB` : `${Math.round(bytes / 1000)} kB`;
}

/** "24 ms" or "2.1 s" from ms. */
export function timeText(millis: number): string {
  return millis >= 1000 ? `${decimal(millis / 1000, 1)} s` : `${Math.round(millis)} ms`;
}

/** "1280×720". */
export function sizeOf({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}×${height}`;
}

/** The text of a value, or a dash where it is not known. */
export function orDash<T>(value: T | null, text: (known: T) => string): string {
  return value === null ? '–' : text(value);
}

/** "+3.0 dB". */
export function gainText(db: number): string {
  return `${db > 0 ? '+' : db < 0 ? '−' : ''}${decimal(Math.abs(db), 1)} dB`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** "0:07" or "1:02:09" from ms. */
export function spanText(millis: number): string {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** "Lost 0:07 ago · attempt 3 · next in 2 s"; `now` and the times of the loss are wall clock, ms. */
export function lostText(
  loss: { readonly attempt: number; readonly nextAttemptAt: number | null; readonly lostAt: number },
  now: number,
): string {
  const wait = loss.nextAttemptAt === null ? 0 : Math.ceil((loss.nextAttemptAt - now) / 1000);
  const next = wait <= 0 ? t('app.figures.tryingNow') : t('app.figures.nextIn', { seconds: wait });
  return t('app.figures.lost', { ago: spanText(now - loss.lostAt), attempt: loss.attempt, next });
}
