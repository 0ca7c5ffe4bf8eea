/** Acknowledgements in both directions: what we owe, and what the peer's say, whatever it counts in. */
import { expect, test } from 'vitest';
import { AckTracker } from '../../../../shared/rtmp/message/ack-tracker.ts';
import { ReceiveWindow } from '../../../../shared/rtmp/message/receive-window.ts';

test('C25: owes an acknowledgement after every full window, counted modulo 2^32', () => {
  const window = new ReceiveWindow(100_000);
  expect([60_000, 30_000, 20_000, 99_999, 1].map((count) => window.receive(count))).toEqual([
    null,
    null,
    110_000,
    null,
    210_000,
  ]);
  const long = new ReceiveWindow(100_000);
  for (let index = 0; index < 4; index++) long.receive(2 ** 30 - 1);
  expect(long.receive(100_004)).toBe(100_000);
});

test('C25: counts on past 8 GiB, and what goes on the wire is always 32 bits without a sign', () => {
  const window = new ReceiveWindow(2 ** 20);
  const step = 1_500_000_000;
  const sequences = Array.from({ length: 7 }, () => window.receive(step));
  expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7].map((count) => (count * step) % 2 ** 32));
  expect(sequences.every((sequence) => sequence !== null && sequence >= 0 && sequence < 2 ** 32)).toBe(true);
  expect(window.received).toBe(7 * step);
});

test('C25: raises a tiny window to 32 KiB', () => {
  const window = new ReceiveWindow(2_500_000);
  window.setWindow(1);
  expect(window.receive(32_767)).toBeNull();
  expect(window.receive(1)).toBe(32_768);
});

test('C29: derives delivered bytes, bytes in flight and round-trip time', () => {
  const tracker = new AckTracker(65_536);
  tracker.onWritten(50_000, 1000);
  tracker.onWritten(100_000, 1020);
  tracker.onWritten(150_000, 1040);
  expect(tracker.mode).toBe('waiting');
  expect(tracker.onAcknowledgement(70_000, 1100)).toBe(true);
  expect([tracker.mode, tracker.deliveredBytes, tracker.inFlightBytes, tracker.rttMillis]).toEqual([
    'cumulative',
    70_000,
    80_000,
    80,
  ]);
  tracker.onAcknowledgement(150_000, 1100);
  expect([tracker.inFlightBytes, tracker.rttMillis]).toEqual([0, 60]);
});

test('C29: never believes more than was written', () => {
  const tracker = new AckTracker(65_536);
  tracker.onWritten(50_000, 0);
  tracker.onAcknowledgement(53_073, 10);
  expect([tracker.deliveredBytes, tracker.inFlightBytes]).toEqual([50_000, 0]);
});

/** Feeds totals counted by a server that wraps as `wire` says; returns what the tracker makes of them. */
function unwrapped(totals: readonly number[], wire: (total: number) => number): readonly number[] {
  const tracker = new AckTracker(65_536);
  return totals.map((total, index) => {
    tracker.onWritten(total, index);
    tracker.onAcknowledgement(wire(total), index + 0.5);
    return tracker.deliveredBytes;
  });
}

/** Totals from 1 MB to past 9 GB in steps that a slow poll might see. */
const totals = Array.from({ length: 4500 }, (_, index) => (index + 1) * 2_000_003);

test.each([
  ['2^31, as Twitch does', 2 ** 31],
  ['2^32, as the specification says', 2 ** 32],
])('C30: unwraps totals that wrap at %s', (_, limit) => {
  expect(unwrapped(totals, (total) => total % limit)).toEqual(totals);
});

test('C30: unwraps totals that start again at 0xF0000000, as nginx-rtmp and SRS do', () => {
  const found = unwrapped(totals, (total) => total % 0xf000_0000);
  expect(found).toEqual(totals);
});

test('C30: stays within the overshoot when a server resets only after the read that crossed 0xF0000000', () => {
  let counter = 0;
  const found = unwrapped(totals, () => {
    counter += 2_000_003;
    const said = counter;
    if (counter > 0xf000_0000) counter = 0;
    return said;
  });
  expect(Math.abs((found.at(-1) ?? 0) - (totals.at(-1) ?? 0))).toBeLessThan(10_000_000);
});

test('C30: adds up constant increments of 131325, as YouTube sends', () => {
  const tracker = new AckTracker(131_072);
  tracker.onWritten(1_000_000, 0);
  for (let index = 0; index < 4; index++) tracker.onAcknowledgement(131_325, 10);
  expect([tracker.mode, tracker.deliveredBytes]).toEqual(['increments', 4 * 131_325]);
});

test('C30: a total that a server repeats as a heartbeat adds nothing', () => {
  const tracker = new AckTracker(65_536);
  tracker.onWritten(3400, 0);
  expect(tracker.onAcknowledgement(3400, 1)).toBe(true);
  tracker.onWritten(53_400, 2);
  for (let index = 0; index < 20; index++) expect(tracker.onAcknowledgement(3400, 3 + index)).toBe(false);
  expect([tracker.mode, tracker.deliveredBytes]).toEqual(['cumulative', 3400]);
});

test('C30: takes a repeated total for an increment only until it grows', () => {
  const tracker = new AckTracker(65_536);
  tracker.onWritten(150_000, 0);
  for (const raw of [40_000, 40_000]) tracker.onAcknowledgement(raw, 1);
  expect([tracker.mode, tracker.deliveredBytes]).toEqual(['increments', 80_000]);
  tracker.onWritten(200_000, 2);
  tracker.onAcknowledgement(190_000, 3);
  expect([tracker.mode, tracker.deliveredBytes]).toEqual(['cumulative', 190_000]);
});

test('C30: ignores a total that nobody can have received', () => {
  const tracker = new AckTracker(65_536);
  tracker.onWritten(53_400, 0);
  expect(tracker.onAcknowledgement(0x7fff_ffff, 1)).toBe(false);
  expect([tracker.mode, tracker.deliveredBytes]).toEqual(['waiting', 0]);
});

test('C30: changes nothing on an acknowledgement that goes backwards without a wrap', () => {
  const tracker = new AckTracker(65_536);
  tracker.onWritten(1_000_000, 0);
  tracker.onAcknowledgement(500_000, 1);
  expect(tracker.onAcknowledgement(400_000, 2)).toBe(false);
  expect(tracker.deliveredBytes).toBe(500_000);
});

test('C26, C29: sees that a server never acknowledges', () => {
  const tracker = new AckTracker(65_536);
  for (let second = 0; second <= 5; second++) tracker.onWritten((second + 1) * 100_000, second * 1000);
  expect(tracker.mode).toBe('silent');
  tracker.onAcknowledgement(100_000, 6000);
  expect(tracker.mode).toBe('cumulative');
});

test('keeps a bounded memory of writes while nothing is acknowledged', () => {
  const tracker = new AckTracker(65_536);
  for (let index = 1; index <= 100_000; index++) tracker.onWritten(index * 10, index * 2);
  tracker.onAcknowledgement(999_990, 200_010);
  expect(tracker.rttMillis).toBe(12);
});

test('a server that leaves the handshake out of its count is seen through, and its round trips are the true ones', () => {
  const counted = (omitted: number) => {
    const acks = new AckTracker(16_384);
    let written = 3073;
    acks.onWritten(written, 0);
    for (let write = 1; write <= 400; write++) {
      written += 900 + ((write * 37) % 211);
      acks.onWritten(written, write * 30);
      if (write % 20 === 0) acks.onAcknowledgement(written - omitted, write * 30 + 12);
    }
    return [acks.inFlightBytes, acks.rttMillis];
  };
  expect(counted(0)).toEqual([0, 12]);
  expect(counted(3073)).toEqual([0, 12]);
  // Some other way of counting is left as it is.
  expect(counted(1500)[0]).toBe(1500);
});
