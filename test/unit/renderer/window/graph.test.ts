/** The graph without colours: destinations differ by their dashes, events by their letters. */
import { expect, test } from 'vitest';
import { lineOf } from '../../../../renderer/panels/health/graph/graph-lines.ts';
import { english } from '../../../../renderer/words/english.ts';
import { german } from '../../../../renderer/words/german.ts';

const linesOf = (count: number) => Array.from({ length: count }, (_, index) => lineOf(index));

test('eight destinations have eight colours and eight kinds of dashes', () => {
  const eight = linesOf(8);
  expect(new Set(eight.map(({ token }) => token)).size).toBe(8);
  expect(new Set(eight.map(({ dash }) => dash.join(' '))).size).toBe(8);
});

test('those that join after others have left share no line with anybody before them', () => {
  const lines = linesOf(64).map(({ token, dash }) => `${token} ${dash.join(' ')}`);
  expect(new Set(lines).size).toBe(64);
});

test.each([english, german])('every kind of event has a letter of its own', (catalogue) => {
  const letters = Object.values(catalogue.live.health.letter);
  expect(new Set(letters).size).toBe(letters.length);
  expect(letters.every((letter) => letter.length === 1)).toBe(true);
});
