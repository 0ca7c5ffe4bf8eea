/** File names of recordings: safe on every system, different for each stream, and without the key. */
import { describe, expect, it } from 'vitest';
import { fileName } from '../../../electron/command-line/tools/files/recordings.ts';

const now = new Date('2026-01-02T03:04:05.678Z');

describe('the file name of a recording', () => {
  it('says which stream and when', () => {
    expect(fileName({ path: 'live/stage', key: null, now, count: 1 })).toBe('live-stage-20260102T030405Z-1.flv');
  });

  it.each([
    '../../etc/passwd',
    '..',
    'C:\\x',
    'a\0b',
    '.hidden',
    '-rf',
    'con/nul|?*',
    'x'.repeat(500),
    '///',
    '\u202egnp',
  ])('is one harmless word for %j', (path) => {
    const name = fileName({ path, key: null, now, count: 2 });
    expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}_-]*\.flv$/u);
    expect(name.length).toBeLessThan(100);
  });

  it('S20: does not hold a key that has a query or slashes', () => {
    for (const key of ['s3cr3tkey?expires=9&sig=x', '/s3cr3tkey/']) {
      const name = fileName({ path: 'live/s3cr3tkey', key, now, count: 1 });
      expect(name).toBe('live-stream-20260102T030405Z-1.flv');
    }
  });

  it('S20: does not hold the key', () => {
    expect(fileName({ path: 'live/s3cr3tkey', key: 's3cr3tkey', now, count: 1 })).toBe(
      'live-stream-20260102T030405Z-1.flv',
    );
  });
});
