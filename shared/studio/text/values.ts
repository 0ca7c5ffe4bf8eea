/** How times, durations and rates are written in text sources; the moment itself is an argument. */

/** A moment on the user's calendar and clock; `dateText` is the date as the user's system writes it. */
export type LocalMoment = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly dateText: string;
};

/** "14:05:09" or "14:05". */
export function timeText({ hours, minutes, seconds }: LocalMoment, form: 'long' | 'short'): string {
  const short = `${two(hours)}:${two(minutes)}`;
  return form === 'short' ? short : `${short}:${two(seconds)}`;
}

/** "2026-11-22", or as the user's system writes it. */
export function dateText(moment: LocalMoment, form: 'iso' | 'local'): string {
  if (form === 'local') return moment.dateText;
  return `${String(moment.year).padStart(4, '0')}-${two(moment.month)}-${two(moment.day)}`;
}

/** What is left, as people count down: "0:01" stands for its whole last second; "0:00" once it is over. */
export function countdownText(millis: number): string {
  return clockText(Math.ceil(Math.max(0, millis) / 1000));
}

/** What has passed: "5:07", "1:02:03". */
export function durationText(millis: number): string {
  return clockText(Math.floor(Math.max(0, millis) / 1000));
}

/** "4.5 Mb/s", "800 kb/s", "–" while nothing is sent. */
export function rateText(kbps: number | null): string {
  if (kbps === null) return '–';
  return kbps >= 1000 ? `${(kbps / 1000).toFixed(1)} Mb/s` : `${Math.round(Math.max(0, kbps))} kb/s`;
}

/** Seconds as m:ss or h:mm:ss. */
function clockText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${two(minutes)}:${rest}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
