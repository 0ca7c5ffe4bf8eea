/** Styles say start and end, not left and right: a window that reads from right to left is the same one, mirrored. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../../../renderer');

type Declaration = { readonly selector: string; readonly property: string; readonly value: string };

/** Every declaration of a sheet with the selectors that it stands in, the outermost first. */
function declarationsOf(sheet: string): readonly Declaration[] {
  const bare = sheet.replaceAll(/\/\*[^]*?\*\//gu, '');
  const open: string[] = [];
  const found: Declaration[] = [];
  for (const [, text = '', end = ''] of bare.matchAll(/([^{};]*)([{};])/gu)) {
    const [, property = '', value = ''] = /^\s*([\w-]+)\s*:\s*([^]*?)\s*$/u.exec(text) ?? [];
    if (end === '{') open.push(text.trim());
    else if (property !== '') found.push({ selector: open.join(' '), property, value });
    if (end === '}') open.pop();
  }
  return found;
}

/** The words of a value; what stands in parentheses is one. */
const wordsOf = (value: string): readonly string[] => value.match(/(?:[^\s(]+(?:\([^]*?\)+)?|\([^]*?\))+/gu) ?? [];

/** Four sides, of which the second is the right and the fourth the left one. */
const sided = /^(?:margin|padding|inset|scroll-(?:margin|padding)|border-(?:width|style|color))$/u;
const named = /(?:^|-)(?:left|right)(?:-|$)/u;
const sideValue = /^(?:text-align|float|clear|justify-\w+)$/u;

/** True when the left side differs from the right one. */
function isOneSided({ property, value }: Declaration): boolean {
  if (named.test(property)) return true;
  if (sideValue.test(property)) return /\b(?:left|right)\b/u.test(value);
  if (property === 'background-position') return /\b(?:left|right)\b/u.test(value);
  const [first, second = first, third = first, fourth = second] = wordsOf(value);
  if (sided.test(property)) return second !== fourth;
  return property === 'border-radius' && (first !== second || third !== fourth);
}

/** Pictures and graphs are not mirrored: what lies on them, and they themselves, read from left to right everywhere. */
const unmirrored = /\.(?:graph-frame|lanes|lane-|flags)/u;

/** Rules that say left or right and have no counterpart for the other direction. */
function physicalIn(sheet: string): readonly string[] {
  const declarations = declarationsOf(sheet);
  const turned = new Set(
    declarations
      .map(({ selector }) => selector)
      .filter((selector) => selector.includes('[dir='))
      .map((selector) => selector.replaceAll(/\[dir=[^\]]*\]\s*/gu, '')),
  );
  return declarations
    .filter(({ selector }) => !selector.includes('[dir=') && !turned.has(selector) && !unmirrored.test(selector))
    .filter(isOneSided)
    .map(({ selector, property, value }) => `${selector} { ${property}: ${value} }`);
}

const sheets = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));

describe('styles in both directions', () => {
  test('all sheets are read', () => {
    expect(sheets.length).toBeGreaterThan(8);
  });

  test.each(sheets)('%s names no left and no right', (name) => {
    expect(physicalIn(readFileSync(path.join(renderer, name), 'utf8'))).toEqual([]);
  });

  test.each([
    '.a { margin-left: 4px }',
    '.a { & .b { left: 0; } }',
    '.a { padding: 0 14px 0 11px; }',
    '.a { inset: auto auto 14px calc(2px + (3px * 2)); }',
    '.a { border-radius: 4px 0 0 4px; }',
    '.a { border-top-left-radius: 4px; }',
    '@media (width < 30em) { .a { text-align: left; } }',
  ])('and one that did would be found: %s', (sheet) => {
    expect(physicalIn(sheet)).toHaveLength(1);
  });

  test.each([
    '.a { margin-inline-start: 4px; padding: 0 4px 8px; inset: 0; }',
    '.a { margin: 0 calc(-1 * var(--gap)); border-radius: 4px 4px 0 0; }',
    ".a { background-position: right 4px center; } [dir='rtl'] .a { background-position: left 4px center; }",
    '.lane-flag { left: 4px; }',
    '/* left: 4px; */ .a { color: red }',
  ])('what is the same both ways, turned round or never mirrored is none: %s', (sheet) => {
    expect(physicalIn(sheet)).toEqual([]);
  });
});
