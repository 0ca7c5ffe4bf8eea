/** Acknowledgements of many gigabytes: counters that wrap or restart anywhere, in both directions. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AckTracker } from '../../../shared/rtmp/message/ack-tracker.ts';
import { ReceiveWindow } from '../../../shared/rtmp/message/receive-window.ts';

/** Bytes between two acknowledgements: up to what still counts as the neighbourhood of a wrap. */
const stride = fc.integer({ min: 1, max: 48 * 1024 * 1024 });

test.each([
  ['2^31', 0x8000_0000],
  ['2^32', 0x1_0000_0000],
])('C30: running totals that wrap at %s are told apart from nothing else', (_, limit) => {
  fc.assert(
    fc.property(fc.array(stride, { minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 100 }), (strides, lag) => {
      const tracker = new AckTracker(65_536);
      let total = 0;
      let now = 0;
      // Some gigabytes in equal steps first, so that most runs cross the limit.
      for (const by of [...Array<number>(lag).fill(48 * 1024 * 1024), ...strides]) {
        total += by;
        now += 100;
        tracker.onWritten(total + 1000, now);
        const isRepeated = lag > 0 && total % limit === 0;
        if (isRepeated) continue;
        expect(tracker.onAcknowledgement(total % limit, now)).toBe(true);
        expect([tracker.deliveredBytes, tracker.inFlightBytes, tracker.mode]).toEqual([total, 1000, 'cumulative']);
      }
    }),
  );
});

test('C25, S9: we acknowledge every window, with the total modulo 2^32', () => {
  const read = fc.oneof(fc.integer({ min: 1, max: 65_536 }), fc.integer({ min: 1, max: 2 ** 30 }));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000_000 }), fc.array(read, { maxLength: 60 }), (asked, reads) => {
      const window = Math.max(asked, 32_768);
      const receiver = new ReceiveWindow(asked);
      let total = 0;
      let acknowledged = 0;
      for (const count of reads) {
        total += count;
        const sequence = receiver.receive(count);
        expect(sequence).toBe(total - acknowledged >= window ? total % 2 ** 32 : null);
        if (sequence !== null) acknowledged = total;
        expect(total - acknowledged).toBeLessThan(window);
      }
    }),
  );
});
