/** No text of a report changes the page's markup: whatever stands in it, the tags are those of a harmless one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderReportHtml } from '../../../shared/live/words/report/html/page.ts';
import { missedSpans, secondsIn, type Span } from '../../../shared/live/words/report/missed-spans.ts';
import { harnessReport } from '../../fixtures/window-harness/report.ts';

const report = harnessReport('live');

/** Fields that decide what is shown, not only how it reads. */
const deciding = new Set(['kind', 'mode', 'outcome', 'confirmedBy', 'state', 'startedAt', 'endedAt']);

/** The report with every free text replaced; all texts keep being texts, so the same parts are shown. */
function withTexts(text: string): typeof report {
  const replaced: typeof report = JSON.parse(
    JSON.stringify(report, (name, value: unknown) =>
      typeof value === 'string' && value !== '' && !deciding.has(name) ? text : value,
    ),
  );
  return replaced;
}

/** The page's tags with their attributes' names; what stands between tags and in quotes is left out. */
function skeleton(html: string): readonly string[] {
  return [...html.matchAll(/<[^<>"]*(?:"[^"]*"[^<>"]*)*>|[<>]/g)].map(([tag]) => tag.replaceAll(/"[^"]*"/g, '""'));
}

const nasty = fc.oneof(
  fc.constantFrom(
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '</style><b>',
    '<!-- ',
    ']]>',
    '&lt;script&gt;',
    '`${1}`',
    '\u202Etxet\u0000\uD800',
    '</textarea></svg><svg onload=x>',
  ),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '!', '-', '=', ' ', 'a', '`'), minLength: 1 }),
);

test('a text stays a text', () => {
  const harmless = skeleton(renderReportHtml(withTexts('a')));
  expect(harmless.length).toBeGreaterThan(200);
  fc.assert(
    fc.property(nasty, (text) => {
      const html = renderReportHtml(withTexts(text));
      expect(skeleton(html)).toEqual(harmless);
      expect(html.isWellFormed()).toBe(true);
    }),
  );
});

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 60 }))
    .map(([from, length]): Span => ({ from, to: from + length })),
  { maxLength: 12 },
);

test('what was missed lies within the time on air, apart from what was delivered, and adds up', () => {
  fc.assert(
    fc.property(spans, spans, fc.integer({ min: 0, max: 200 }), (delivered, stopped, firstLive) => {
      const end = 300;
      const missed = missedSpans({ firstLive, end, delivered, dropped: [], stopped });
      const covered = [...delivered, ...stopped];
      const isCovered = (at: number) => covered.some(({ from, to }) => at > from && at < to);
      let due = 0;
      for (let at = firstLive; at < end; at += 1) due += isCovered(at + 0.5) ? 0 : 1;
      expect(secondsIn(missed)).toBe(due);
      missed.forEach(({ from, to }, index) => {
        expect(from).toBeGreaterThanOrEqual(firstLive);
        expect(to).toBeLessThanOrEqual(end);
        expect(from).toBeGreaterThan(missed[index - 1]?.to ?? -1);
      });
    }),
  );
});
