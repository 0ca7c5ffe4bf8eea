/** The report's page: whole, self-contained, small, and told in full. */
import { describe, expect, test } from 'vitest';
import { renderReportHtml } from '../../../../shared/live/words/report/html/page.ts';
import { harnessReport } from '../../../fixtures/window-harness/report.ts';

const report = harnessReport('live');
const html = renderReportHtml(report);

describe('renderReportHtml', () => {
  test('tells headline, destinations, gaps, files, marks and proposals', () => {
    for (const text of [
      'Viewers missed 9 s on Twitch.',
      'live.twitch.tv, port 443, encrypted',
      'Missed: 00:22–00:31 (9 s)',
      '85.7 %',
      '16 (disposable 4, delta 12, key 0)',
      'Sunday service 2026-05-03 09-58.mp4',
      'read to its end',
      'What went wrong',
      'Next time',
      'Marks',
      '4.0 Mb/s → 2.8 Mb/s',
      'OpenH264 baseline, software',
    ]) {
      expect(html).toContain(text);
    }
  });

  test('has no script, loads nothing, and every tag that is opened is closed', () => {
    expect(html).not.toMatch(
      /<script|<link|<img|<iframe|<object|<embed|\son\w+=|javascript:|\burl\(|@import|\ssrc=|\shref=/i,
    );
    expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"`);
    expect(unclosed(html)).toEqual([]);
  });

  test('a rehearsal without trouble is a whole page too', () => {
    const quiet = renderReportHtml(harnessReport('rehearsal'));
    expect(quiet).toContain('Rehearsal report');
    expect(quiet).toContain('<p>Nothing.</p>');
    expect(unclosed(quiet)).toEqual([]);
  });

  test('ten hours with eight destinations that were cut all the time stay below 2 MB', () => {
    const [second] = report.perSecond;
    const twitch = report.destinations[1];
    if (second === undefined || twitch === undefined) throw new Error('the harness report is empty');
    const long = {
      ...report,
      perSecond: Array.from({ length: 36_000 }, (_, index) => ({
        ...second,
        second: index,
        queueAgeMillis: index % 3000,
      })),
      history: [{ atSeconds: 36_000, state: 'ended' as const, reason: '' }],
      events: Array.from({ length: 2000 }, (_, index) => ({
        second: index * 18,
        kind: 'drop' as const,
        outputId: 'd',
        text: 'x'.repeat(300),
      })),
      rateSteps: Array.from({ length: 1000 }, (_, index) => ({
        atSeconds: index * 36,
        fromKbps: 4000,
        toKbps: 3000,
        fps: 30,
        why: 'y'.repeat(300),
      })),
      destinations: Array.from({ length: 8 }, (_, index) => ({
        ...twitch,
        id: String(index),
        missed: Array.from({ length: 1000 }, (_unused, hole) => ({ from: hole * 36, to: hole * 36 + 5 })),
        reconnects: Array.from({ length: 500 }, (_unused, loss) => ({
          atSeconds: loss * 72,
          seconds: 3,
          cause: 'z'.repeat(300),
        })),
      })),
    };
    expect(Buffer.byteLength(renderReportHtml(long))).toBeLessThan(2_000_000);
  });
});

const alone = new Set(['meta', 'line', 'polyline', 'br', '!doctype']);

/** Names of tags that were opened and not closed, or closed and not opened. */
function unclosed(page: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = '', rest = ''] of page.matchAll(/<(\/?)([!a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/gi)) {
    if (slash === '/') {
      if (open.pop() !== name) return [...open, name];
    } else if (!rest.endsWith('/') && !alone.has(name)) open.push(name);
  }
  return open;
}
