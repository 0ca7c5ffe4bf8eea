/** Which seconds were missed: the holes between what the connections brought, and what was dropped within them. */
import { describe, expect, test } from 'vitest';
import {
  joined,
  missedSpans,
  secondsIn,
  without,
  type DeliveryHistory,
} from '../../../../shared/live/words/report/missed-spans.ts';

const history: DeliveryHistory = {
  firstLive: 2,
  end: 100,
  delivered: [{ from: 1.5, to: 100 }],
  dropped: [],
  stopped: [],
};

describe('missedSpans', () => {
  test('one connection from first to last misses nothing', () => {
    expect(missedSpans(history)).toEqual([]);
  });

  test('the hole between two connections was missed, to the tenth of a second', () => {
    const delivered = [
      { from: 1.5, to: 41.2 },
      { from: 50.6, to: 100 },
    ];
    expect(missedSpans({ ...history, delivered })).toEqual([{ from: 41.2, to: 50.6 }]);
  });

  test('two connections that overlap leave no hole, in whatever order they are told', () => {
    const delivered = [
      { from: 48, to: 100 },
      { from: 1.5, to: 50 },
    ];
    expect(missedSpans({ ...history, delivered })).toEqual([]);
  });

  test('a connection that never came back misses the rest', () => {
    expect(missedSpans({ ...history, delivered: [{ from: 1.5, to: 70 }] })).toEqual([{ from: 70, to: 100 }]);
  });

  test('nothing is missed before the first LIVE, and nothing ever by one that was never live', () => {
    const delivered = [{ from: 20, to: 100 }];
    expect(missedSpans({ ...history, firstLive: 20, delivered })).toEqual([]);
    expect(missedSpans({ ...history, firstLive: null, delivered: [] })).toEqual([]);
  });

  test('dropped pictures count within the time on air only', () => {
    const dropped = [
      { from: 0, to: 5 },
      { from: 30, to: 32 },
      { from: 99, to: 140 },
    ];
    expect(missedSpans({ ...history, dropped })).toEqual([
      { from: 2, to: 5 },
      { from: 30, to: 32 },
      { from: 99, to: 100 },
    ]);
  });

  test('what the user stopped was not promised', () => {
    const delivered = [
      { from: 1.5, to: 40 },
      { from: 61, to: 100 },
    ];
    const stopped = [{ from: 40, to: 60 }];
    expect(missedSpans({ ...history, delivered, stopped })).toEqual([{ from: 60, to: 61 }]);
  });

  test('holes too short to be seen are left out, neighbours are one', () => {
    const delivered = [
      { from: 1.5, to: 20 },
      { from: 20.3, to: 40 },
      { from: 42, to: 42.1 },
      { from: 44, to: 100 },
    ];
    expect(missedSpans({ ...history, delivered })).toEqual([{ from: 40, to: 44 }]);
  });
});

test('spans are joined over gaps, cut out of each other, and summed up', () => {
  const spans = [
    { from: 5, to: 6 },
    { from: 1, to: 2 },
    { from: 2.5, to: 3 },
    { from: 9, to: 8 },
  ];
  expect(joined(spans, 0.5)).toEqual([
    { from: 1, to: 3 },
    { from: 5, to: 6 },
  ]);
  const left = without([{ from: 0, to: 10 }], spans);
  expect(left).toEqual([
    { from: 0, to: 1 },
    { from: 2, to: 2.5 },
    { from: 3, to: 5 },
    { from: 6, to: 10 },
  ]);
  expect(secondsIn(left)).toBe(7.5);
});
