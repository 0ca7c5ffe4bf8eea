/** The slate in the program's place: times go on where the program left off, at its rates, whenever it is looked at. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SlatePlayer, type Slate } from '../../../shared/live/bus/slate-player.ts';
import { slotTime } from '../../../shared/live/pipeline/program-clock.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';

type Shape = {
  readonly frameRate: number;
  readonly frames: number;
  readonly samples: number;
  readonly sampleRate: number;
};

const shapes: fc.Arbitrary<Shape> = fc.record({
  frameRate: fc.constantFrom(10, 24, 25, 29.97, 30, 50, 60),
  frames: fc.integer({ min: 1, max: 120 }),
  samples: fc.constantFrom(960, 1024),
  sampleRate: fc.constantFrom(44_100, 48_000),
});

function slateOf({ frameRate, frames, samples, sampleRate }: Shape): Slate {
  const description = new Uint8Array([1]);
  return {
    video: {
      config: { track: 'video', codec: 'avc1.42C01F', description, width: 1280, height: 720, frameRate, kbps: 300 },
      frames: Array.from({ length: frames }, (_, index) => ({
        isKeyFrame: index === 0,
        bytes: new Uint8Array([index]),
      })),
    },
    audio: {
      config: { track: 'audio', codec: 'mp4a.40.2', description, sampleRate, channels: 2, kbps: 160 },
      bytes: new Uint8Array([9]),
      samples,
    },
  };
}

const times = (packets: readonly EncodedPacket[], track: 'video' | 'audio') =>
  packets.filter((packet) => packet.track === track).map(({ pts }) => pts);
const steps = (values: readonly number[]) => values.slice(1).map((value, index) => value - (values[index] ?? 0));

/** Everything that comes out when it is looked at after each of the pauses, ms. */
function play(player: SlatePlayer, from: number, pauses: readonly number[]): readonly EncodedPacket[] {
  let now = from;
  return pauses.flatMap((pause) => {
    now += pause;
    return player.due(now);
  });
}

const lasts = fc.record({
  slot: fc.integer({ min: 0, max: 1_000_000 }),
  audioLag: fc.integer({ min: -60_000, max: 60_000 }),
});

test('times rise on each track from the first packet on, whatever the timers do, and each loop begins with its key frame', () => {
  fc.assert(
    fc.property(
      shapes,
      lasts,
      fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 40 }),
      (shape, last, pauses) => {
        const video = slotTime(shape.frameRate, last.slot);
        const audio = Math.max(0, video + last.audioLag);
        const player = new SlatePlayer(slateOf(shape));
        player.begin({ video, audio }, 5000);
        const packets = play(player, 5000, pauses);
        expect(Math.min(...steps([video, ...times(packets, 'video')]), 1)).toBeGreaterThan(0);
        expect(Math.min(...steps([audio, ...times(packets, 'audio')]), 1)).toBeGreaterThan(0);
        const until = Math.max(video, audio) + pauses.reduce((sum, pause) => sum + pause, 0) * 1000;
        expect(Math.max(0, ...packets.map(({ pts }) => pts))).toBeLessThanOrEqual(Math.max(until, 0));
        // Always from frame to frame of the GOP, or back to its key frame.
        const frames = packets.filter(({ track }) => track === 'video').map(({ bytes }) => bytes[0] ?? -1);
        expect(frames[0] ?? 0).toBe(0);
        for (const [index, frame] of frames.slice(1).entries()) {
          expect([0, ((frames[index] ?? 0) + 1) % shape.frames]).toContain(frame);
        }
        for (const packet of packets) expect(packet.isKeyFrame).toBe(packet.track === 'audio' || packet.bytes[0] === 0);
        const end = player.end();
        expect(end).toBeGreaterThan(Math.max(video, audio, ...packets.map(({ pts }) => pts)));
        expect(player.due(1e9)).toEqual([]);
      },
    ),
  );
});

test('pictures stay on the program’s grid of slots and sound has no hole while nobody sleeps', () => {
  fc.assert(
    fc.property(
      shapes,
      lasts,
      fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 40 }),
      (shape, last, pauses) => {
        const video = slotTime(shape.frameRate, last.slot);
        const audio = Math.max(0, video + last.audioLag);
        const player = new SlatePlayer(slateOf(shape));
        player.begin({ video, audio }, 0);
        const packets = play(player, 0, pauses);
        const pictures = times(packets, 'video');
        expect(pictures).toEqual(pictures.map((_, index) => slotTime(shape.frameRate, last.slot + 1 + index)));
        const sound = times(packets, 'audio');
        const length = (shape.samples * 1_000_000) / shape.sampleRate;
        expect(sound).toEqual(sound.map((_, index) => audio + Math.round((index + 1) * length)));
      },
    ),
  );
});

test('after six hours not a frame or an access unit is missing or too many', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 20, max: 400 }), (shape, pause) => {
      const player = new SlatePlayer(slateOf(shape));
      player.begin(0, 0);
      const seconds = 6 * 3600;
      const counts = { video: 0, audio: 0 };
      for (let now = 0; now <= seconds * 1000; now += pause * 20) {
        for (let look = 0; look < 20; look += 1) {
          for (const { track } of player.due(Math.min(now + look * pause, seconds * 1000))) counts[track] += 1;
        }
      }
      for (const { track } of player.due(seconds * 1000)) counts[track] += 1;
      expect(Math.abs(counts.video - seconds * shape.frameRate)).toBeLessThanOrEqual(1);
      expect(Math.abs(counts.audio - (seconds * shape.sampleRate) / shape.samples)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 3 },
  );
}, 60_000);

test('something is due exactly at the deadline, and nothing before it', () => {
  fc.assert(
    fc.property(shapes, lasts, (shape, last) => {
      const player = new SlatePlayer(slateOf(shape));
      player.begin(slotTime(shape.frameRate, last.slot), 100);
      for (let round = 0; round < 30; round += 1) {
        const at = player.nextDeadline() ?? Number.NaN;
        expect(player.due(at - 0.01)).toEqual([]);
        // A thousandth of a microsecond for the rounding of binary fractions.
        expect(player.due(at + 1e-6).length).toBeGreaterThan(0);
      }
    }),
  );
});
