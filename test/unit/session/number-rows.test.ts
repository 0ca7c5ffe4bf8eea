/** Rows of numbers in plain memory: what goes in comes out, over the borders of blocks and up to the limit. */
import { describe, expect, test } from 'vitest';
import { NumberRows } from '../../../electron/session/figures/number-rows.ts';

describe('rows of numbers', () => {
  test('give back every number and every null, over more than one block', () => {
    const rows = new NumberRows({ width: 2, most: 5000 });
    for (let index = 0; index < 2000; index += 1) rows.add([index / 8, index % 3 === 0 ? null : -index]);
    expect(rows.length).toBe(2000);
    expect([rows.at(0, 0), rows.at(899, 0), rows.at(900, 0), rows.at(1999, 0)]).toEqual([0, 112.375, 112.5, 249.875]);
    expect([rows.at(900, 1), rows.at(901, 1)]).toEqual([null, -901]);
    expect(rows.known(1)).toHaveLength(1333);
    expect(rows.known(1).at(-1)).toBe(-1999);
  });

  test('have nothing where there is no row', () => {
    const rows = new NumberRows({ width: 1, most: 10 });
    expect([rows.at(0, 0), rows.known(0)]).toEqual([null, []]);
    rows.add([]);
    expect([rows.length, rows.at(0, 0), rows.at(1, 0)]).toEqual([1, null, null]);
  });

  test('take no more than they may', () => {
    const rows = new NumberRows({ width: 1, most: 3 });
    for (const value of [1, 2, 3, 4]) rows.add([value]);
    expect(rows.known(0)).toEqual([1, 2, 3]);
  });
});
