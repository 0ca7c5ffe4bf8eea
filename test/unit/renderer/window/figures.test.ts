/** Numbers as people read them, and the maths of the level meter. */
import { describe, expect, test } from 'vitest';
import { fallTo, levelWords, shareAt } from '../../../../renderer/app/meter/level-scale.ts';
import { gainText, orDash, rateText, sizeText, timeText } from '../../../../renderer/app/parts/figures.ts';
import { clockText, secondsOnAir } from '../../../../renderer/panels/top-bar/status-words.ts';

describe('figures', () => {
  test('carry a unit that fits their size', () => {
    expect([rateText(640), rateText(4178)]).toEqual(['640 kb/s', '4.2 Mb/s']);
    expect([sizeText(12_400), sizeText(32_904_112), sizeText(2.5e9)]).toEqual(['12 kB', '32.9 MB', '2.50 GB']);
    expect([timeText(24.4), timeText(2100)]).toEqual(['24 ms', '2.1 s']);
    expect([gainText(3), gainText(0), gainText(-6.5)]).toEqual(['+3.0 dB', '0.0 dB', '−6.5 dB']);
    expect(orDash(null, timeText)).toBe('–');
  });

  test('keep the timer six digits wide, past an hour too', () => {
    expect([clockText(0), clockText(63.9), clockText(36_061)]).toEqual(['00:00:00', '00:01:03', '10:01:01']);
  });

  test('stop the timer at the end of the session', () => {
    expect(secondsOnAir(null, null, 9000)).toBe(0);
    expect(secondsOnAir(1000, null, 9000)).toBe(8);
    expect(secondsOnAir(1000, 4000, 9000)).toBe(3);
  });
});

describe('level scale', () => {
  test('runs from −60 dB to full scale and no further', () => {
    expect([shareAt(-90), shareAt(-60), shareAt(-30), shareAt(0), shareAt(6)]).toEqual([0, 0, 0.5, 1, 1]);
  });

  test('jumps up and falls slowly', () => {
    expect(fallTo(-40, -10, 100)).toBe(-10);
    expect(fallTo(-10, -60, 100)).toBeCloseTo(-12.6);
    expect(fallTo(-59.9, -90, 1000)).toBe(-60);
  });

  test('is told in words', () => {
    expect(levelWords(-60)).toBe('silent');
    expect(levelWords(-12)).toBe('peaking at minus 12 decibels, good');
    expect(levelWords(-2)).toContain('loud');
    expect(levelWords(-45)).toContain('quiet');
  });
});
