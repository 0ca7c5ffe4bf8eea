/** Names of new things: as wished, or with the first number that makes them different. */
import type { Input } from '../../../../shared/studio/document/source.ts';

/** Longest name that a show takes. */
const longestName = 80;

/** `wanted`, or `wanted 2`, `wanted 3`… so that no two things are called the same. */
export function uniqueName(wanted: string, taken: readonly string[]): string {
  const base = wanted.trim().slice(0, longestName - 5) || '?';
  if (!taken.includes(base)) return base;
  let number = 2;
  while (taken.includes(`${base} ${number}`)) number += 1;
  return `${base} ${number}`;
}

/** What an input is called by itself: its device, window or file; empty where only its kind can say. */
export function ownNameOf(input: Input): string {
  if ('label' in input) return input.label;
  if ('path' in input) return fileName(input.path);
  if ('paths' in input) return fileName(input.paths[0] ?? '');
  if (input.kind === 'browser') return hostOf(input.url);
  return input.kind === 'text' ? (input.text.split('\n')[0]?.trim().slice(0, 40) ?? '') : '';
}

/** The last part of a path, without its extension. */
export function fileName(path: string): string {
  const last = path.split(/[/\\]/u).at(-1) ?? '';
  return last.replace(/(?<=.)\.[^.]+$/u, '');
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}
