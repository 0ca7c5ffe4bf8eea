/** The packet bus: order, its two bounds, cursors that join at key frames or are overtaken; packets are never copied. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PacketRing } from '../../../../shared/live/bus/packet-ring.ts';
import type { EncodedPacket } from '../../../../shared/media/encoded-packet.ts';

function packet(number: number, change: Partial<EncodedPacket> = {}): EncodedPacket {
  const time = number * 1000;
  return { track: 'video', pts: time, dts: time, isKeyFrame: number % 10 === 0, bytes: new Uint8Array(100), ...change };
}

const roomy = { millis: 1e6, bytes: 1e9 };

describe('a cursor', () => {
  test('gets every packet once, in order, the very same objects', () => {
    const ring = new PacketRing(roomy);
    const cursor = ring.cursor('next');
    const packets = [packet(0), packet(1), packet(2)];
    for (const [index, one] of packets.entries()) ring.push(one, index);
    expect([cursor.next(), cursor.next(), cursor.next()].every((got, index) => got === packets[index])).toBe(true);
    expect([cursor.next(), cursor.missed]).toEqual([null, 0]);
  });

  test('that joins waits for a key frame and passes over sound before it', () => {
    const ring = new PacketRing(roomy);
    ring.push(packet(0), 0);
    const cursor = ring.cursor('next-key-frame');
    ring.push(packet(1), 1);
    ring.push(packet(2, { track: 'audio', isKeyFrame: true }), 2);
    expect(cursor.next()).toBeNull();
    ring.push(packet(10), 3);
    ring.push(packet(11), 4);
    expect([cursor.next()?.pts, cursor.next()?.pts, cursor.next()]).toEqual([10_000, 11_000, null]);
  });

  test('that replays begins with the oldest key frame that is kept', () => {
    const ring = new PacketRing({ millis: 14, bytes: 1e9 });
    for (let number = 0; number < 35; number += 1) ring.push(packet(number), number);
    expect(ring.cursor('oldest-key-frame').next()?.pts).toBe(20_000);
    expect(ring.length).toBe(15);
  });

  test('that is overtaken goes on with a key frame and says how many it missed', () => {
    const ring = new PacketRing({ millis: 1e6, bytes: 1500 });
    const cursor = ring.cursor('next');
    for (let number = 0; number < 34; number += 1) ring.push(packet(number), number);
    expect(ring.length).toBe(15);
    expect([cursor.next()?.pts, cursor.missed]).toEqual([20_000, 19]);
    expect(cursor.next()?.pts).toBe(21_000);
  });
});

test('one packet that is larger than the ring is kept all the same', () => {
  const ring = new PacketRing({ millis: 10, bytes: 50 });
  ring.push(packet(0), 0);
  ring.push(packet(1), 1);
  expect([ring.length, ring.byteLength]).toEqual([1, 100]);
});

test('both bounds hold after every push, and readers that keep up miss nothing, whatever comes', () => {
  const steps = fc.array(fc.record({ gap: fc.nat(400), size: fc.nat(5000), isKey: fc.boolean(), reads: fc.nat(3) }), {
    maxLength: 2000,
  });
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 3000 }),
      fc.integer({ min: 1, max: 40_000 }),
      (list, millis, bytes) => {
        const ring = new PacketRing({ millis, bytes });
        const quick = ring.cursor('next');
        const slow = ring.cursor('next');
        let now = 0;
        let lastSlow = -1;
        for (const [index, { gap, size, isKey, reads }] of list.entries()) {
          now += gap;
          ring.push(packet(index, { isKeyFrame: isKey, bytes: new Uint8Array(size) }), now);
          expect(ring.length === 1 || (ring.byteLength <= bytes && ring.millis <= millis)).toBe(true);
          expect(quick.next()?.pts).toBe(index * 1000);
          for (let read = 0; read < reads; read += 1) {
            const got = slow.next();
            if (got === null) break;
            expect(got.pts).toBeGreaterThan(lastSlow);
            lastSlow = got.pts;
          }
        }
        expect(quick.missed).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
