/** What makes LIVE true: bytes acknowledged past the first key frame, or a silent server's two seconds; and what makes a link dead. */
import { describe, expect, test } from 'vitest';
import {
  acceptedAfterMillis,
  decideConfirmation,
  liveStallMillis,
  StallWatch,
  stallLimitMillis,
} from '../../../../shared/live/session/confirmation.ts';

const sending = { mediaStartBytes: 5000, mediaStartAt: 100, drainedBytes: 5000, acknowledgedBytes: null };

describe('a confirmation', () => {
  test('never comes before the first key frame, however much was acknowledged', () => {
    const nothing = {
      mediaStartBytes: null,
      mediaStartAt: null,
      drainedBytes: 2_000_000,
      acknowledgedBytes: 1_000_000,
    };
    expect(decideConfirmation(nothing, 1_000_000)).toBeNull();
  });

  test.each([
    [null, null],
    [0, null],
    [4999, null],
    [5000, 'acknowledged'],
    [9000, 'acknowledged'],
  ])('with %s bytes acknowledged of a key frame that ends at 5000 is %s', (acknowledgedBytes, verdict) => {
    expect(decideConfirmation({ ...sending, acknowledgedBytes }, 200)).toBe(verdict);
  });

  test('of a silent server takes two seconds', () => {
    expect(decideConfirmation(sending, 100 + acceptedAfterMillis - 1)).toBeNull();
    expect(decideConfirmation(sending, 100 + acceptedAfterMillis)).toBe('accepted');
  });

  test('never comes by time alone while the first key frame has not left', () => {
    expect(decideConfirmation({ ...sending, drainedBytes: 4999 }, 60_000)).toBeNull();
    expect(decideConfirmation({ ...sending, drainedBytes: 4999, acknowledgedBytes: 4000 }, 60_000)).toBeNull();
  });

  test('of a server that acknowledges, but not this, comes only when a dead link would have been told', () => {
    const owed = { ...sending, acknowledgedBytes: 3000 };
    expect(decideConfirmation(owed, 100 + liveStallMillis - 1)).toBeNull();
    expect(decideConfirmation(owed, 100 + liveStallMillis)).toBe('accepted');
  });

  test('by acknowledgement outranks the one by time', () => {
    expect(decideConfirmation({ ...sending, acknowledgedBytes: 5000 }, 60_000)).toBe('acknowledged');
  });
});

describe('a link', () => {
  const still = { drained: 10, acknowledged: 10 };

  test('is dead when nothing moved for the limit with bytes outstanding', () => {
    const watch = new StallWatch();
    expect(watch.isStalled(still, true, 0)).toBe(false);
    expect(watch.isStalled(still, true, 1000)).toBe(false);
    expect(watch.isStalled(still, true, 1000 + stallLimitMillis - 1)).toBe(false);
    expect(watch.isStalled(still, true, 1000 + stallLimitMillis)).toBe(true);
  });

  test.each([
    ['a byte leaves', { drained: 11, acknowledged: 10 }],
    ['a byte is acknowledged', { drained: 10, acknowledged: 11 }],
  ])('lives on when %s', (_name, moved) => {
    const watch = new StallWatch();
    watch.isStalled(still, true, 0);
    watch.isStalled(still, true, 1);
    expect(watch.isStalled(moved, true, stallLimitMillis)).toBe(false);
    expect(watch.isStalled(moved, true, stallLimitMillis + 1)).toBe(false);
    expect(watch.isStalled(moved, true, 2 * stallLimitMillis)).toBe(false);
    expect(watch.isStalled(moved, true, 2 * stallLimitMillis + 1)).toBe(true);
  });

  test('with nothing outstanding is idle, not dead, and its patience starts anew', () => {
    const watch = new StallWatch();
    watch.isStalled(still, true, 0);
    expect(watch.isStalled(still, false, 100 * stallLimitMillis)).toBe(false);
    expect(watch.isStalled(still, true, 200 * stallLimitMillis)).toBe(false);
    expect(watch.isStalled(still, true, 201 * stallLimitMillis)).toBe(true);
  });
});
