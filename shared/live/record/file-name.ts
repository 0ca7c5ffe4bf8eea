/** Names of recordings that every file system takes and that can't lead out of their folder. */
import { encodeUtf8 } from '../../wire/utf8.ts';

/** Bytes of a name that leave room for a number and an ending below the usual limit of 255. */
const longestName = 180;
/** Devices on Windows, with or without an ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
// What FAT, NTFS and paths can't have, and what would turn the direction of writing.
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f-\u009f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A file's name without ending made of any text; `fallback` when nothing is left of it. */
export function safeName(text: string, fallback: string): string {
  const cleaned = text.normalize('NFC').replaceAll(forbidden, ' ').replaceAll(/\s+/g, ' ');
  const letters = Array.from(cleaned.toWellFormed()).slice(0, longestName);
  while (encodeUtf8(letters.join('')).length > longestName) letters.pop();
  const name = letters
    .join('')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  if (name === '') return fallback;
  return reserved.test(name) ? `_${name}` : name;
}

/** `2026-11-22 21-30-05` of a local time; no colons, and in the order of time. */
export function timeName(time: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}): string {
  const date = [String(time.year), two(time.month), two(time.day)].join('-');
  return `${date} ${[two(time.hour), two(time.minute), two(time.second)].join('-')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The name tried after `attempt` others that exist already, counted from 0. */
export function numbered(name: string, attempt: number, ending: string): string {
  return attempt === 0 ? `${name}.${ending}` : `${name} (${attempt + 1}).${ending}`;
}
