/** A collection that is damaged anywhere still becomes a sound show, or is refused; nothing throws. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readShow } from '../../../shared/studio/document/migrate.ts';
import { importCollection } from '../../../shared/studio/import/obs/collection.ts';
import { importProfile } from '../../../shared/studio/import/obs/profile.ts';
import { countingIds } from '../../support/show/random-parts.ts';

const collections = ['linux-28', 'windows-32'].map((name) => readFileSync(`test/fixtures/obs/${name}.json`, 'utf8'));

/** JSON has no infinity, but 1e999 is read as one. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    -1,
    0,
    -0,
    1e308,
    -1e308,
    Infinity,
    Number.NaN,
    2 ** 60,
    0.1,
    '',
    'Talk',
    '__proto__',
    'x'.repeat(30_000),
    [],
    {},
    [[]],
    [null],
  ),
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.jsonValue(),
);

type Damage = { readonly at: number; readonly value: unknown };

const anyDamages = fc.array(fc.record({ at: fc.nat(100_000), value: strange }), { minLength: 1, maxLength: 12 });

/** Puts strange values in place of what stands at some places of the JSON. */
function damaged(text: string, damages: readonly Damage[]): unknown {
  const count = text.split('":').length;
  const wanted = new Map(damages.map(({ at, value }) => [at % count, value]));
  let seen = 0;
  return JSON.parse(text, (_key, value: unknown) => {
    seen += 1;
    return wanted.has(seen) ? wanted.get(seen) : value;
  });
}

test('collections', () => {
  const kept = { shows: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...collections), anyDamages, (text, damages) => {
      const reply = importCollection(damaged(text, damages), {
        newId: countingIds(),
        sizeOf: () => ({ width: 3, height: 9000 }),
      });
      if (!reply.ok) {
        expect(reply.error.code).toBe('import-invalid');
        return;
      }
      kept.shows += 1;
      expect(readShow(JSON.parse(JSON.stringify(reply.value.show)))).toEqual({ ok: true, value: reply.value.show });
      for (const { what, why } of reply.value.notes) expect(what.length * why.length).toBeGreaterThan(0);
    }),
    { numRuns: 400 },
  );
  expect(kept.shows).toBeGreaterThan(200);
});

test('profiles', () => {
  const basic = readFileSync('test/fixtures/obs/profile/basic.ini', 'utf8');
  const anyLine = fc.oneof(fc.constantFrom(...basic.split('\n')), fc.string());
  fc.assert(
    fc.property(
      fc.array(anyLine, { maxLength: 40 }),
      fc.option(fc.json()),
      fc.option(fc.json()),
      (lines, service, streamEncoder) => {
        const reply = importProfile({ basic: lines.join('\n'), service, streamEncoder });
        if (!reply.ok) return;
        const { video, audioKbps } = reply.value;
        expect(Object.values(video).every(Number.isInteger)).toBe(true);
        expect(video.width % 2).toBe(0);
        expect(video.fps).toBeGreaterThanOrEqual(10);
        expect(audioKbps).toBeLessThanOrEqual(320);
      },
    ),
    { numRuns: 300 },
  );
});
