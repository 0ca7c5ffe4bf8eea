/** The link watch: a dead link is noticed by a stuck socket or by missing acknowledgements, and never too early. */
import { describe, expect, it } from 'vitest';
import { LinkWatch } from '../../../../shared/live/session/link-watch.ts';

/** Feeds one reading a second; returns the first second that counts as dead, or null. */
function firstDeadSecond(readings: readonly Parameters<LinkWatch['isDead']>[0][]): number | null {
  const watch = new LinkWatch();
  const index = readings.findIndex((reading, second) => watch.isDead(reading, second * 1000));
  return index < 0 ? null : index;
}

const seconds = Array.from({ length: 60 }, (_value, second) => second);

describe('C60: a link that dies without a word', () => {
  it('is noticed within 15 s at 400 kb/s although the kernel swallows everything', () => {
    const acknowledgedUntil = 10;
    const readings = seconds.map((second) => ({
      written: 50_000 * second,
      waiting: 0,
      acknowledged: 50_000 * Math.min(second, acknowledgedUntil),
    }));
    const dead = firstDeadSecond(readings);
    expect(dead).not.toBeNull();
    expect((dead ?? 99) - acknowledgedUntil).toBeLessThanOrEqual(15);
  });

  it('is noticed 6 s after the socket stops draining, whatever the server acknowledges', () => {
    const readings = seconds.map((second) => ({ written: 900_000, waiting: second < 5 ? 0 : 1, acknowledged: null }));
    expect(firstDeadSecond(readings)).toBe(11);
  });
});

describe('a link that lives', () => {
  it('may acknowledge as seldom as every 2.5 MB', () => {
    const readings = seconds.map((second) => {
      const written = 100_000 * second;
      return { written, waiting: 0, acknowledged: Math.floor(written / 2_500_000) * 2_500_000 };
    });
    expect(firstDeadSecond(readings.slice(26))).toBeNull();
  });

  it('may never acknowledge at all', () => {
    expect(
      firstDeadSecond(seconds.map((second) => ({ written: 500_000 * second, waiting: 0, acknowledged: null }))),
    ).toBeNull();
  });

  it('may be slow as long as the socket drains', () => {
    const readings = seconds.map((second) => ({ written: 1000 * second, waiting: 500, acknowledged: null }));
    expect(firstDeadSecond(readings)).toBeNull();
  });
});
