/** Whatever comes and however slowly it leaves: the order stays, no delta without its key frame, bounds hold, all is counted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import {
  audioDropAgeMillis,
  queueByteLimit,
  SendQueue,
  videoDropAgeMillis,
} from '../../../shared/live/session/send-queue.ts';

type Step = { readonly kind: 'key' | 'delta' | 'audio' | 'take'; readonly wait: number; readonly size: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('key', 'delta', 'delta', 'delta', 'audio', 'audio', 'take', 'take'),
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
  return { track, pts: index, dts: index, isKeyFrame: kind !== 'delta', bytes: bytesOfLength(size) };
}

const ground = new Uint8Array(queueByteLimit);
const bytesOfLength = (size: number): Uint8Array => ground.subarray(0, size);

type Walk = {
  readonly input: readonly EncodedPacket[];
  readonly output: readonly EncodedPacket[];
  readonly dropped: { video: number; audio: number };
};

function walk(steps: readonly Step[]): Walk {
  const queue = new SendQueue();
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
  return { input, output, dropped };
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

test('every delta follows the frame that it was predicted from', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const { input, output } = walk([{ kind: 'key', wait: 0, size: 1 }, ...list]);
      const before = new Map(
        input
          .filter(({ track }) => track === 'video')
          .map((packet, index, all) => [packet.pts, all[index - 1]?.pts] as const),
      );
      const video = output.filter(({ track }) => track === 'video');
      for (const [index, packet] of video.entries()) {
        if (!packet.isKeyFrame) expect(video[index - 1]?.pts).toBe(before.get(packet.pts));
      }
    }),
    { numRuns: 400 },
  );
});
