/** Where files and fragments begin and end, and that nothing falls between them. */
import { describe, expect, test } from 'vitest';
import { PartMuxer, type MuxStep, type SplitRule } from '../../../../shared/live/record/muxer.ts';
import type { EncodedPacket } from '../../../../shared/media/encoded-packet.ts';
import { audio, otherVideo, picture, program, sound, video } from './streams.ts';

const never: SplitRule = { micros: null, bytes: null };

function muxerOf(split = never): PartMuxer {
  const muxer = new PartMuxer(split);
  muxer.takeConfig(video);
  muxer.takeConfig(audio);
  return muxer;
}

/** Everything the muxer says about `packets`, ended. */
function stepsOf(muxer: PartMuxer, packets: readonly EncodedPacket[]): readonly MuxStep[] {
  const steps: MuxStep[] = [];
  for (const packet of packets) {
    muxer.takePacket(packet);
    steps.push(...muxer.takeSteps());
  }
  muxer.end();
  return [...steps, ...muxer.takeSteps()];
}

function opened(steps: readonly MuxStep[]): readonly number[] {
  return steps.flatMap((step) => (step.kind === 'open' ? [step.zero] : []));
}

/** How often each array of bytes was written. */
function written(steps: readonly MuxStep[]): Map<Uint8Array, number> {
  const counts = new Map<Uint8Array, number>();
  for (const step of steps) {
    if (step.kind !== 'write') continue;
    for (const piece of step.pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}

describe('where files begin', () => {
  test('a recording that starts in mid-session begins with the next key frame', () => {
    const steps = stepsOf(
      muxerOf(),
      program(3).filter(({ dts }) => dts > 100_000),
    );
    expect(opened(steps)).toEqual([1_000_000]);
  });

  test('a split by time comes at the first key frame after it, and every packet is in one file once', () => {
    const packets = program(10);
    const steps = stepsOf(muxerOf({ micros: 3_000_000, bytes: null }), packets);
    expect(opened(steps)).toEqual([0, 3_000_000, 6_000_000, 9_000_000]);
    const counts = written(steps);
    expect(packets.map(({ bytes }) => counts.get(bytes))).toEqual(packets.map(() => 1));
  });

  test('a split by size comes before the limit is passed', () => {
    const steps = stepsOf(muxerOf({ micros: null, bytes: 20_000 }), program(20));
    const sizes: number[] = [];
    for (const step of steps) {
      if (step.kind === 'open') sizes.push(0);
      if (step.kind === 'write') sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + step.bytes;
    }
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(25_000);
  });

  test('another description begins a file at its key frame, another bitrate does not', () => {
    const muxer = muxerOf();
    const steps: MuxStep[] = [];
    for (const packet of program(6)) {
      if (packet.track === 'video' && packet.dts === 2_000_000)
        muxer.takeConfig({ ...video, kbps: 500, frameRate: 15 });
      if (packet.track === 'video' && packet.dts === 4_000_000) muxer.takeConfig(otherVideo());
      muxer.takePacket(packet);
      steps.push(...muxer.takeSteps());
    }
    muxer.end();
    expect(opened([...steps, ...muxer.takeSteps()])).toEqual([0, 4_000_000]);
    expect(muxer.losses).toEqual({ frames: 0, soundPackets: 0 });
  });

  test('pictures of another format before their key frame are counted, not written', () => {
    const muxer = muxerOf();
    for (const packet of program(4)) {
      if (packet.track === 'video' && packet.dts === 1_500_000) muxer.takeConfig(otherVideo());
      muxer.takePacket(packet);
    }
    muxer.end();
    expect(opened(muxer.takeSteps())).toEqual([0, 2_000_000]);
    expect(muxer.losses.frames).toBe(15);
  });

  test('a hole of more than two seconds goes between two files', () => {
    const packets = program(10).filter(({ dts }) => dts < 3_000_000 || dts >= 6_000_000);
    expect(opened(stepsOf(muxerOf(), packets))).toEqual([0, 6_000_000]);
  });

  test('a codec that MP4 does not carry opens nothing', () => {
    const muxer = new PartMuxer(never);
    muxer.takeConfig({ ...video, codec: 'vp8' });
    expect(stepsOf(muxer, program(2))).toEqual([]);
  });

  test('after skipping, the next file begins with a key frame and the loss is counted', () => {
    const muxer = muxerOf();
    for (const packet of program(5)) {
      muxer.takePacket(packet);
      if (packet.track === 'video' && packet.dts === 2_500_000) muxer.skipToKeyFrame();
    }
    muxer.end();
    expect(opened(muxer.takeSteps())).toEqual([0, 3_000_000]);
    expect(muxer.losses.frames).toBeGreaterThanOrEqual(14);
  });
});

describe('fragments', () => {
  test('each lasts a second at most, also with a GOP of ten', () => {
    const steps = stepsOf(muxerOf(), program(20, 300));
    const ends = steps.flatMap((step) => (step.kind === 'write' ? [step.until] : []));
    const lengths = ends.map((end, index) => end - (ends[index - 1] ?? 0));
    expect(ends.length).toBeGreaterThanOrEqual(19);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1_100_000);
  });

  test('a track that falls silent holds the other up for half a second only', () => {
    const muxer = muxerOf();
    const steps: MuxStep[] = [];
    for (const packet of program(10).filter(({ track, dts }) => track === 'video' || dts < 2_000_000)) {
      muxer.takePacket(packet);
      steps.push(...muxer.takeSteps());
    }
    const last = steps.findLast((step) => step.kind === 'write');
    expect(last?.kind === 'write' ? last.until : 0).toBeGreaterThan(8_000_000);
  });

  test('sound that comes after its picture still lands in the file of its time', () => {
    const packets = program(6);
    const late = packets.toSorted((one, other) => lateness(one) - lateness(other));
    const muxer = muxerOf({ micros: 2_000_000, bytes: null });
    const counts = written(stepsOf(muxer, late));
    expect(packets.filter(({ bytes }) => counts.get(bytes) !== 1)).toEqual([]);
    expect(muxer.losses.soundPackets).toBe(0);
  });

  test('times that step back are left out', () => {
    const muxer = muxerOf();
    const steps = stepsOf(muxer, [picture(0), sound(0), picture(1), picture(1), sound(1), picture(2)]);
    expect(steps.flatMap((step) => (step.kind === 'write' ? [step.frames] : []))).toEqual([3]);
  });
});

/** Order of arrival when sound takes 200 ms longer. */
function lateness({ track, dts }: EncodedPacket): number {
  return track === 'audio' ? dts + 200_000 : dts;
}

test('several sound tracks go into one file, each in the order of its times', () => {
  const muxer = muxerOf();
  const second = { ...audio, trackId: 1 } as const;
  muxer.takeConfig(second);
  const more = program(3)
    .filter(({ track }) => track === 'audio')
    .map(
      ({ pts, dts, isKeyFrame }) =>
        ({ track: 'audio', trackId: 1, pts, dts, isKeyFrame, bytes: new Uint8Array(7) }) as const,
    );
  const packets = [...program(3), ...more].toSorted((one, other) => one.dts - other.dts);
  const steps = stepsOf(muxer, packets);
  const [open] = steps;
  expect(open?.kind === 'open' ? open.tracks.sounds : []).toEqual([audio, second]);
  const counts = written(steps);
  expect(more.map(({ bytes }) => counts.get(bytes))).toEqual(more.map(() => 1));
  expect(opened(steps)).toEqual([0]);
});
