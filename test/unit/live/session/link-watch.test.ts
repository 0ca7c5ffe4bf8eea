/** The link watch: a dead link is noticed by a stuck socket or by a server that keeps silent, and never too early. */
import { describe, expect, it } from 'vitest';
import {
  LinkWatch,
  livePatience,
  type LinkReading,
  type LinkVerdict,
} from '../../../../shared/live/session/link-watch.ts';

/** One reading a second; `answer` adds to what was heard each time the server was asked. */
function verdicts(readings: readonly LinkReading[], answer = 0): readonly LinkVerdict[] {
  const watch = new LinkWatch();
  let extra = 0;
  return readings.map((reading, second) => {
    const verdict = watch.look({ ...reading, heard: reading.heard + extra }, second * 1000);
    if (verdict === 'ask') extra += answer;
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
    isHeldBack: false,
  }));
}

describe('C60: a link that dies without a word', () => {
  it('is noticed within 15 s at 400 kb/s although the kernel swallows everything', () => {
    const all = verdicts(silentAfter(50_000, 10));
    expect(all.indexOf('ask')).toBeGreaterThan(10);
    expect(all.indexOf('dead') - 10).toBeLessThanOrEqual(15);
    expect(all.indexOf('dead')).toBeGreaterThan(all.indexOf('ask'));
  });

  it.each([
    ['6 Mb/s', 770_000, 65_536],
    ['2.5 Mb/s', 330_000, 39_000],
    ['600 kb/s', 90_000, 16_384],
  ])('is noticed within 5 s by a live stream of %s', (_, bytesPerSecond, step) => {
    const watch = new LinkWatch(livePatience);
    const diesAt = 10_000;
    const looks: { now: number; verdict: LinkVerdict }[] = [];
    for (let now = 0; now < 30_000; now += 250) {
      const written = (bytesPerSecond * now) / 1000;
      const arrived = Math.min(written, (bytesPerSecond * diesAt) / 1000);
      const acknowledged = Math.floor(arrived / step) * step;
      const verdict = watch.look(
        { written, waiting: 0, heard: acknowledged / 1000, acknowledged, isHeldBack: false },
        now,
      );
      looks.push({ now, verdict });
    }
    const when = (wanted: LinkVerdict): number => looks.find(({ verdict }) => verdict === wanted)?.now ?? Infinity;
    expect(when('ask')).toBeGreaterThan(diesAt);
    expect(when('dead')).toBeGreaterThan(when('ask'));
    expect(when('dead') - diesAt).toBeLessThanOrEqual(5000);
  });

  it('is noticed within 5 s by a live stream whose window is closed long before a step is owed', () => {
    const watch = new LinkWatch(livePatience);
    const reading = { waiting: 0, heard: 100, acknowledged: 1_000_000 };
    expect(watch.look({ ...reading, written: 1_000_000, isHeldBack: false }, 0)).toBe('fine');
    const looks = seconds.slice(0, 24).map((quarter) => {
      const now = 250 * (quarter + 1);
      return { now, verdict: watch.look({ ...reading, written: 1_250_000, isHeldBack: now > 500 && now < 2000 }, now) };
    });
    const when = (wanted: LinkVerdict): number => looks.find(({ verdict }) => verdict === wanted)?.now ?? Infinity;
    expect(when('ask')).toBeLessThan(3000);
    expect(when('dead')).toBeLessThanOrEqual(5000);
  });

  it('is noticed 6 s after the socket stops draining, whatever the server acknowledges', () => {
    const readings = seconds.map((second) => ({
      written: 900_000,
      waiting: second < 5 ? 0 : 1,
      heard: 0,
      acknowledged: null,
      isHeldBack: false,
    }));
    expect(verdicts(readings).indexOf('dead')).toBe(11);
  });
});

describe('C26: missing acknowledgements alone end nothing', () => {
  it('a server that stops acknowledging but answers a ping is kept for good', () => {
    const all = verdicts(silentAfter(500_000, 10), 18);
    expect(all.filter((verdict) => verdict === 'ask').length).toBeGreaterThan(5);
    expect(all).not.toContain('dead');
  });

  it('a server that never acknowledges is not even asked', () => {
    const readings = seconds.map((second) => ({
      written: 500_000 * second,
      waiting: 0,
      heard: 0,
      acknowledged: null,
      isHeldBack: false,
    }));
    expect(new Set(verdicts(readings))).toEqual(new Set(['fine']));
  });

  it('a server may acknowledge as seldom as every 2.5 MB', () => {
    const readings = seconds.slice(26).map((second) => {
      const written = 100_000 * second;
      const acknowledged = Math.floor(written / 2_500_000) * 2_500_000;
      return { written, waiting: 0, heard: acknowledged / 1000, acknowledged, isHeldBack: false };
    });
    expect(new Set(verdicts(readings))).toEqual(new Set(['fine']));
  });

  it('a slow socket is fine as long as it drains', () => {
    const readings = seconds.map((second) => ({
      written: 1000 * second,
      waiting: 500,
      heard: 0,
      acknowledged: null,
      isHeldBack: false,
    }));
    expect(new Set(verdicts(readings))).toEqual(new Set(['fine']));
  });
});
