/** Lists of files: every line its own, and put into another order. */
import { describe, expect, test } from 'vitest';
import { movedPath, pathLines } from '../../../../renderer/panels/show/fields/path-lines.ts';

describe('lines of files', () => {
  test('a file that comes twice has two lines with keys of their own', () => {
    const lines = pathLines(['/a/one.mp4', 'C:\\films\\two.mp4', '/a/one.mp4']);
    expect(lines.map(({ name }) => name)).toEqual(['one.mp4', 'two.mp4', 'one.mp4']);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(3);
  });

  test('a key goes along when its file moves', () => {
    const before = pathLines(['/a', '/b', '/c']);
    const after = pathLines(movedPath(['/a', '/b', '/c'], 2, 0));
    expect(after.map(({ path }) => path)).toEqual(['/c', '/a', '/b']);
    expect(after[0]?.key).toBe(before[2]?.key);
  });

  test.each([
    [0, 1, '/b/a/c'],
    [0, 9, '/b/c/a'],
    [2, -1, '/c/a/b'],
    [1, 1, '/a/b/c'],
    [7, 0, '/a/b/c'],
  ])('from %i to %i is %s', (from, to, expected) => {
    expect(movedPath(['/a', '/b', '/c'], from, to).join('')).toBe(expected);
  });
});
