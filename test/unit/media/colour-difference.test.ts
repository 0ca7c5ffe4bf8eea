/** The measure of colours against the published pairs of Sharma, Wu and Dalal, and against known colours. */
import { expect, test } from 'vitest';
import { deltaE2000, labOf, type Lab } from '../../support/media/colour-difference.ts';

const pairs: readonly (readonly [Lab, Lab, number])[] = [
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
];

test.each(pairs)('%j and %j', (one, other, difference) => {
  expect(deltaE2000(one, other)).toBeCloseTo(difference, 4);
  expect(deltaE2000(other, one)).toBeCloseTo(difference, 4);
});

test('sRGB in Lab', () => {
  expect(labOf([255, 255, 255]).map((value) => Math.round(value * 10) / 10 + 0)).toEqual([100, 0, 0]);
  const [lightness, a, b] = labOf([255, 0, 0]);
  expect([lightness, a, b].map(Math.round)).toEqual([53, 80, 67]);
});
