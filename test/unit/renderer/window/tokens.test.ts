/** The tokens' colours can be told apart: WCAG 2.2, 1.4.3 for text and 1.4.11 for edges, in both themes. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../../../renderer');
const sheet = readFileSync(path.join(renderer, 'app/theme/tokens.css'), 'utf8');

type Colours = Readonly<Record<string, string>>;

function coloursIn(selector: string): Colours {
  const start = sheet.indexOf(`${selector} {`);
  const block = sheet.slice(start, sheet.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/gu)].map(([, name, hex]) => [name, hex]));
}

const dark = coloursIn(':root');
const light = { ...dark, ...coloursIn(":root[data-theme='light']") };

/** WCAG relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) throw new Error('a token is missing');
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds = ['canvas', 'surface', 'raised', 'overlay'];
const texts = ['text', 'muted', 'faint', 'accent', 'live-text', 'good', 'warn', 'reconnect', 'rehearsal'];

/** Text on fills, and texts of a state on that state's soft ground. */
const pairs = [
  ['accent-ink', 'accent'],
  ['rehearsal-ink', 'rehearsal'],
  ['text', 'accent-soft'],
  ['accent', 'accent-soft'],
  ['text', 'live-soft'],
  ['live-text', 'live-soft'],
  ['text', 'warn-soft'],
  ['warn', 'warn-soft'],
  ['text', 'reconnect-soft'],
  ['reconnect', 'reconnect-soft'],
  ['text', 'rehearsal-soft'],
  ['rehearsal', 'rehearsal-soft'],
] as const;

test('black on white is 21, and the measure is symmetrical', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
});

describe.each([
  ['dark', dark],
  ['light', light],
] as const)('in the %s theme', (_name, colours) => {
  test.each(texts)('%s can be read on every ground', (text) => {
    const weak = grounds.filter((ground) => contrast(colours[text], colours[ground]) < 4.5);
    expect(weak).toEqual([]);
  });

  test.each(pairs)('%s can be read on %s', (text, ground) => {
    expect(contrast(colours[text], colours[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test('white can be read on the red of live', () => {
    expect(contrast('#ffffff', colours['live-fill'])).toBeGreaterThanOrEqual(4.5);
    expect(contrast('#ffffff', colours['live-fill-hover'])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['border', 'focus', 'meter-good', 'meter-warn', 'meter-bad'])('%s stands out from every ground', (edge) => {
    const weak = grounds.filter((ground) => contrast(colours[edge], colours[ground]) < 3);
    expect(weak).toEqual([]);
  });

  test('the focus ring stands out from its gap', () => {
    expect(contrast(colours['focus'], colours['focus-gap'])).toBeGreaterThanOrEqual(3);
  });
});

test('both themes have every colour', () => {
  const own = coloursIn(":root[data-theme='light']");
  expect(Object.keys(dark).filter((name) => own[name] === undefined)).toEqual([]);
});

const sheets = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));

/** Sides told as left and right, where the start and the end of a line are meant. */
const physical =
  /^\s*(?:left|right|(?:margin|padding|border)-(?:left|right)(?:-\w+)?|text-align:\s*(?:left|right)|float)\b/u;

test.each(sheets)('%s tells sides by the direction of reading', (name) => {
  const lines = readFileSync(path.join(renderer, name), 'utf8').split('\n');
  expect(lines.filter((line) => physical.test(line) && line.includes(':') && !line.includes('center'))).toEqual([]);
});
