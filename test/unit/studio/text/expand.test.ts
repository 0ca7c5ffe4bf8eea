/** Variables of text sources: what they become, and that no text or value can make more of itself. */
import { describe, expect, test } from 'vitest';
import {
  expandText,
  maxTextLength,
  maxTextLines,
  variablesOf,
  type TextValues,
} from '../../../../shared/studio/text/expand.ts';

const values: TextValues = {
  moment: { year: 2026, month: 3, day: 7, hours: 4, minutes: 5, seconds: 9, dateText: 'Saturday 7 March' },
  countdownMillis: 61_000,
  onAirMillis: 3_723_000,
  kbps: 4512,
  file: 'Next: {time}',
};

describe('variables', () => {
  test.each([
    ['{time}', '04:05:09'],
    ['{time:short}', '04:05'],
    ['{date}', '2026-03-07'],
    ['{date:local}', 'Saturday 7 March'],
    ['{countdown}', '1:01'],
    ['{timer}', '1:02:03'],
    ['{bitrate}', '4.5 Mb/s'],
    ['Now {time:short}, since {timer}.', 'Now 04:05, since 1:02:03.'],
    ['{time', '{time'],
    ['{nothing} {TIME} {time:loud} {}', '{nothing} {TIME} {time:loud} {}'],
    ['{{time}}', '{04:05:09}'],
  ])('%s is %s', (text, expected) => {
    expect(expandText(text, values)).toBe(expected);
  });

  test('what a file holds is not read for variables', () => {
    expect(expandText('{file}', values)).toBe('Next: {time}');
  });

  test.each([
    [1, '0:01'],
    [1000, '0:01'],
    [1001, '0:02'],
    [0, '0:00'],
    [-5000, '0:00'],
    [3_600_000, '1:00:00'],
  ])('a countdown with %i ms left shows %s', (countdownMillis, expected) => {
    expect(expandText('{countdown}', { ...values, countdownMillis })).toBe(expected);
  });

  test('off air there is no rate and no time', () => {
    expect(expandText('{timer} {bitrate}', { ...values, onAirMillis: null, kbps: null })).toBe('0:00 –');
    expect(expandText('{bitrate}', { ...values, kbps: 999.6 })).toBe('1000 kb/s');
  });
});

describe('bounds', () => {
  test('a text that multiplies itself is cut', () => {
    const file = 'x'.repeat(60_000);
    expect(expandText('{file}'.repeat(3000), { ...values, file })).toHaveLength(maxTextLength);
  });

  test('lines are cut, and line ends are one kind', () => {
    expect(expandText('{file}', { ...values, file: 'a\r\nb\rc' })).toBe('a\nb\nc');
    expect(expandText('{file}', { ...values, file: '\n'.repeat(5000) }).split('\n')).toHaveLength(maxTextLines);
  });

  test('control characters are left out, tabs stay', () => {
    expect(expandText('a\u0000b\tc\u001bd', values)).toBe('ab\tcd');
  });
});

test('tells which variables a text shows', () => {
  expect([...variablesOf('{time:short} {date} {other} {file}')]).toEqual(['time', 'date', 'file']);
  expect(variablesOf('plain').size).toBe(0);
});
