/** The link watch: a dead link is noticed by a stuck socket or by a server that keeps silent, and never too early. */
import { describe, expect, it } from 'vitest';
import { LinkWatch, type LinkReading, type LinkVerdict } from '../../../../shared/live/session/link-watch.ts';

/** One reading a second; `answer` adds to what was heard once the server was asked. */
function verdicts(readings: readonly LinkReading[], answer = 0): readonly LinkVerdict[] {
  const watch = new LinkWatch();
  let extra = 0;
  return readings.map((reading, second) => {
    const verdict = watch.look({ ...reading, heard: reading.heard + extra }, second * 1000);
    if (verdict === 'ask') extra = answer;
    return verdict;
  });
}

const seconds = Array.from({ length: 90 }, (_value, second) => second);

/** Acknowledged second by second until `until`, then never again. */
function silentAfter(bytesPerSecond: number, until: number): readonly LinkReading[] {
  return seconds.map((second) => ({
    written: bytesPerSecond * second,
    waiting: 0,
    heard: 16 * Math.min(second, until),
    acknowledged: bytesPerSecond * Math.min(second, until),
  }));
}

describe('C60: a link that dies without a word', () => {
  it('is noticed within 15 s at 400 kb/s although the kernel swallows everything', () => {
    const all = verdicts(silentAfter(50_000, 10));
    expect(all.indexOf('ask')).toBeGreaterThan(10);
    expect(all.indexOf('dead') - 10).toBeLessThanOrEqual(15);
    expect(all.indexOf('dead')).toBeGreaterThan(all.indexOf('ask'));
  });

  it('is noticed 6 s after the socket stops draining, whatever the server acknowledges', () => {
    const readings = seconds.map((second) => ({
      written: 900_000,
      waiting: second < 5 ? 0 : 1,
      heard: 0,
      acknowledged: null,
    }));
    expect(verdicts(readings).indexOf('dead')).toBe(11);
  });
});

describe('C26: missing acknowledgements alone end nothing', () => {
  it('a server that stops acknowledging but answers a ping is kept for good', () => {
    const all = verdicts(silentAfter(500_000, 10), 18);
    expect(all.filter((verdict) => verdict === 'ask')).toHaveLength(1);
    expect(all).not.toContain('dead');
  });

  it('a server that never acknowledges is not even asked', () => {
    const readings = seconds.map((second) => ({ written: 500_000 * second, waiting: 0, heard: 0, acknowledged: null }));
    expect(new Set(verdicts(readings))).toEqual(new Set(['fine']));
  });

  it('a server may acknowledge as seldom as every 2.5 MB', () => {
    const readings = seconds.slice(26).map((second) => {
      const written = 100_000 * second;
      const acknowledged = Math.floor(written / 2_500_000) * 2_500_000;
      return { written, waiting: 0, heard: acknowledged / 1000, acknowledged };
    });
    expect(new Set(verdicts(readings))).toEqual(new Set(['fine']));
  });

  it('a slow socket is fine as long as it drains', () => {
    const readings = seconds.map((second) => ({ written: 1000 * second, waiting: 500, heard: 0, acknowledged: null }));
    expect(new Set(verdicts(readings))).toEqual(new Set(['fine']));
  });
});
