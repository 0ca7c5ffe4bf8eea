/** Whatever comes and however slowly it leaves: the order stays, no delta without its key frame, bounds hold, all is counted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import {
  audioDropAgeMillis,
  queueByteLimit,
  type DropCounts,
  SendQueue,
  videoDropAgeMillis,
} from '../../../shared/live/session/send-queue.ts';

type Step = {
  readonly kind: 'key' | 'delta' | 'spare' | 'audio' | 'take';
  readonly wait: number;
  readonly size: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('key', 'delta', 'delta', 'spare', 'spare', 'audio', 'audio', 'take', 'take'),
  wait: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 2 * videoDropAgeMillis }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * audioDropAgeMillis }) },
  ),
  size: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 5000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: queueByteLimit / 2 }) },
  ),
});

/** The input order is the index, kept in `pts`. */
function packetOf({ kind, size }: Step, index: number): EncodedPacket {
  const track = kind === 'audio' ? 'audio' : 'video';
  // A view of the right length is enough: the queue never reads the bytes.
  const isKeyFrame = kind === 'key' || kind === 'audio';
  return { track, pts: index, dts: index, isKeyFrame, bytes: bytesOfLength(size) };
}

const ground = new Uint8Array(queueByteLimit);
const bytesOfLength = (size: number): Uint8Array => ground.subarray(0, size);

type Walk = {
  readonly input: readonly EncodedPacket[];
  readonly output: readonly EncodedPacket[];
  readonly dropped: { video: number; audio: number };
  readonly kinds: DropCounts;
};

function walk(steps: readonly Step[]): Walk {
  const queue = new SendQueue(({ pts }) => steps[pts]?.kind === 'spare');
  const input: EncodedPacket[] = [];
  const output: EncodedPacket[] = [];
  const dropped = { video: 0, audio: 0 };
  let now = 0;
  for (const [index, one] of steps.entries()) {
    now += one.wait;
    if (one.kind === 'take') {
      const packet = queue.take();
      if (packet !== null) output.push(packet);
      continue;
    }
    const packet = packetOf(one, index);
    input.push(packet);
    const done = queue.push(packet, now);
    dropped.video += done.droppedVideo;
    dropped.audio += done.droppedAudio;
    expect(queue.byteLength).toBeLessThanOrEqual(queueByteLimit);
    expect(queue.age(now)).toBeLessThanOrEqual(audioDropAgeMillis);
    expect(done.droppedAudio === 0 || queue.length === 0 || queue.byteLength > 0).toBe(true);
  }
  for (let packet = queue.take(); packet !== null; packet = queue.take()) output.push(packet);
  expect(queue.byteLength).toBe(0);
  return { input, output, dropped, kinds: queue.dropped };
}

const steps = fc.array(step, { maxLength: 120 });

test('the output is the input in its order, minus exactly what was counted as dropped', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const { input, output, dropped } = walk(list);
      const kept = new Set(output.map(({ pts }) => pts));
      expect(output).toEqual(input.filter(({ pts }) => kept.has(pts)));
      const gone = input.filter(({ pts }) => !kept.has(pts));
      expect(gone.filter(({ track }) => track === 'video')).toHaveLength(dropped.video);
      expect(gone.filter(({ track }) => track === 'audio')).toHaveLength(dropped.audio);
    }),
    { numRuns: 400 },
  );
});

test('every delta follows the newest frame before it that others may need', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const all: readonly Step[] = [{ kind: 'key', wait: 0, size: 1 }, ...list];
      const { input, output } = walk(all);
      const isNeeded = ({ pts }: EncodedPacket): boolean => all[pts]?.kind !== 'spare';
      const isVideo = ({ track }: EncodedPacket): boolean => track === 'video';
      const before = new Map<number, number | undefined>();
      let newest: number | undefined;
      for (const packet of input.filter(isVideo)) {
        before.set(packet.pts, newest);
        if (isNeeded(packet)) newest = packet.pts;
      }
      let last: number | undefined;
      for (const packet of output.filter(isVideo)) {
        if (!packet.isKeyFrame) expect(last).toBe(before.get(packet.pts));
        if (isNeeded(packet)) last = packet.pts;
      }
    }),
    { numRuns: 400 },
  );
});

test('drops by kind add up to all drops', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (list) => {
      const { dropped, kinds } = walk([{ kind: 'key', wait: 0, size: 1 }, ...list]);
      expect({ video: kinds.disposable + kinds.delta + kinds.key, audio: kinds.audio }).toEqual(dropped);
    }),
  );
});

test('while no delta has waited for 700 ms and there is room, nothing is dropped', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (list) => {
      const calm = list.map((one) => ({ ...one, wait: Math.min(one.wait, 10), size: Math.min(one.size, 5000) }));
      expect(walk([{ kind: 'key', wait: 0, size: 1 }, ...calm]).dropped).toEqual({ video: 0, audio: 0 });
    }),
  );
});

test('a key frame is asked for exactly when the picture stands still for want of one, and again after 2 s', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 10, maxLength: 60 }), (waits) => {
      const queue = new SendQueue();
      const key = packetOf({ kind: 'key', wait: 0, size: 10 }, 0);
      queue.push(key, 0);
      let now = 0;
      let askedAt: number | null = null;
      for (const wait of waits) {
        now += wait;
        const { needsKeyFrame, droppedVideo } = queue.push(packetOf({ kind: 'delta', wait, size: 10 }, 1), now);
        expect(needsKeyFrame).toBe(droppedVideo > 0 && (askedAt === null || now - askedAt >= 2000));
        if (needsKeyFrame) askedAt = now;
      }
    }),
  );
});
