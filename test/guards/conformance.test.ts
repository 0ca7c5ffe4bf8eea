/** The conformance document: every row has a test, and the page says what the tests say. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { complaints, documentNow, documentOf, expandIds, testsBelow, titlesIn } from '../../build/docs/conformance.mjs';

const root = path.resolve(import.meta.dirname, '../..');

describe('the conformance document', () => {
  it('is what npm run conformance makes of the tests today', async () => {
    expect(documentNow(root)).toBe(await documentOf(testsBelow(root)));
  });

  it('has a test for every row, and no test names a row that is not there', () => {
    expect(complaints(testsBelow(root))).toEqual([]);
  });
});

describe('the reader of titles', () => {
  it('takes ranges apart', () => {
    expect(expandIds('C9, C11–C13, P2-P3')).toEqual(['C9', 'C11', 'C12', 'C13', 'P2', 'P3']);
  });

  it('finds titles of it, each and describe, and nothing that stands elsewhere', () => {
    const text = `
      it('C1, C2: one', () => {});
      it.each(table)('S3–S4: %s it\\'s', () => {});
      describe("P9: block", () => {
        const words = 'C5: not a title';
      });
    `;
    expect(titlesIn(text)).toEqual([
      { ids: ['C1', 'C2'], name: 'one' },
      { ids: ['S3', 'S4'], name: "%s it's" },
      { ids: ['P9'], name: 'block' },
    ]);
  });

  it('complains about rows without a test and about rows that do not exist', () => {
    const all = complaints([{ file: 'x', ids: ['C1', 'C99'], name: 'x', peers: [] }]);
    expect(all).toContain('no test names C2');
    expect(all).not.toContain('no test names C1');
    expect(all).toContain('a test names C99, which is no row');
  });
});
