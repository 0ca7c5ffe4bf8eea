/** Lengths, moments, lists and figures as the report says them. */
import { say } from '../../../wire/tongue.ts';

/** "1 h 42 min", "3 min 5 s" or "12 s". */
export function spokenLength(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return whole >= 60 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${whole} s`;
}

/** "12:34" or "1:02:03": how far into the session. */
export function momentText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = `${pad(Math.floor((whole % 3600) / 60))}:${pad(whole % 60)}`;
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${rest}` : rest;
}

/** "a", "a and b", "a, b and c". */
export function listText(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : say`${items.slice(0, -1).join(', ')} and ${last}`;
}

/** "4.2 Mb/s" or "640 kb/s". */
export function rateText(kbps: number): string {
  return kbps >= 1000 ? say`${(kbps / 1000).toFixed(1)} Mb/s` : say`${Math.round(kbps)} kb/s`;
}

/** "24 ms" or "2.1 s". */
export function millisText(millis: number): string {
  return millis >= 1000 ? say`${(millis / 1000).toFixed(1)} s` : `${Math.round(millis)} ms`;
}

/** "1.23 GB", "32.9 MB" or "12 kB". */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return say`${(bytes / 1e9).toFixed(2)} GB`;
  return bytes >= 1e6 ? say`${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1000)} kB`;
}

/** "99.8 %"; what is not everything never reads as 100. */
export function percentText(percent: number): string {
  const text = percent.toFixed(1);
  return say`${percent < 100 && text === '100.0' ? '99.9' : text.replace('.0', '')} %`;
}

/** "once", "twice" or "7 times". */
export function timesText(count: number): string {
  return count === 1 ? say`once` : count === 2 ? say`twice` : say`${count} times`;
}

/** `text` with its first letter large and a full stop. */
export function asSentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
