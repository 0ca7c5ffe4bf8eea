/** Whatever comes in whatever order: every packet is in one file once or counted, and files read back as they were written. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBox, joined } from '../../../shared/live/record/mp4/boxes.ts';
import { cutMovies } from '../../../shared/live/record/mp4/cut-movie.ts';
import { trackHead, writeGrowingHead } from '../../../shared/live/record/mp4/fragment.ts';
import { addFragment, readMovie, type Movie } from '../../../shared/live/record/mp4/read-movie.ts';
import { planMovie } from '../../../shared/live/record/mp4/write-movie.ts';
import { PartMuxer, type MuxStep } from '../../../shared/live/record/muxer.ts';
import { ReplayBuffer } from '../../../shared/live/record/replay-buffer.ts';
import { cutsFor, lengthOf, mergeSpans } from '../../../shared/live/record/spans.ts';
import { safeName } from '../../../shared/live/record/file-name.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import { audio, otherVideo, program, video, resultOf } from '../../unit/live/record/streams.ts';

type Happening = { readonly at: number; readonly what: 'other' | 'same' | 'skip' | 'end' };

const scenario = fc.record({
  seconds: fc.integer({ min: 1, max: 12 }),
  gop: fc.integer({ min: 1, max: 90 }),
  soundDelay: fc.integer({ min: -300_000, max: 300_000 }),
  split: fc.record({
    micros: fc.option(fc.integer({ min: 500_000, max: 5_000_000 }), { nil: null }),
    bytes: fc.option(fc.integer({ min: 2000, max: 50_000 }), { nil: null }),
  }),
  happenings: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 12_000_000 }),
      what: fc.constantFrom<Happening['what'][]>('other', 'same', 'skip', 'end'),
    }),
    { maxLength: 4 },
  ),
});

function order({ track, dts }: EncodedPacket, soundDelay: number): number {
  return track === 'audio' ? dts + soundDelay : dts;
}

function act(muxer: PartMuxer, what: Happening['what']): void {
  if (what === 'skip') muxer.skipToKeyFrame();
  else if (what === 'end') muxer.end();
  else muxer.takeConfig(what === 'other' ? otherVideo() : video);
}

function play(
  packets: readonly EncodedPacket[],
  muxer: PartMuxer,
  happenings: readonly Happening[],
): readonly MuxStep[] {
  const steps: MuxStep[] = [];
  const due = happenings.toSorted((one, other) => one.at - other.at);
  let next = 0;
  for (const packet of packets) {
    for (let now = due[next]; now !== undefined && now.at <= packet.dts; now = due[++next]) act(muxer, now.what);
    muxer.takePacket(packet);
    steps.push(...muxer.takeSteps());
  }
  muxer.end();
  return [...steps, ...muxer.takeSteps()];
}

test('steps are open, write …, close; no packet is written twice, and pictures are written or counted', () => {
  fc.assert(
    fc.property(scenario, ({ seconds, gop, soundDelay, split, happenings }) => {
      const packets = program(seconds, gop).toSorted((one, other) => order(one, soundDelay) - order(other, soundDelay));
      const muxer = new PartMuxer(split);
      muxer.takeConfig(video);
      muxer.takeConfig(audio);
      const steps = play(packets, muxer, happenings);
      const shape = steps.map(({ kind }) => kind[0]).join('');
      expect(shape).toMatch(/^(ow*c)*$/);
      const counts = new Map<Uint8Array, number>();
      for (const step of steps) {
        for (const piece of step.kind === 'write' ? step.pieces : []) counts.set(piece, (counts.get(piece) ?? 0) + 1);
      }
      const pictures = packets.filter(({ track }) => track === 'video');
      const written = pictures.filter(({ bytes }) => counts.get(bytes) === 1).length;
      expect(packets.every(({ bytes }) => (counts.get(bytes) ?? 0) <= 1)).toBe(true);
      const hasEnded = happenings.some(({ what }) => what === 'end');
      if (!hasEnded) expect(written + muxer.losses.frames).toBe(pictures.length);
      if (happenings.length === 0) expect(written).toBe(pictures.length);
    }),
    { numRuns: 150 },
  );
});

/** One file out of the muxer's steps, whole; a file that goes on after `split` would be a second one. */
function fileOf(steps: readonly MuxStep[]): { readonly bytes: Uint8Array; readonly movie: Movie } | null {
  const opened = steps.find((step) => step.kind === 'open');
  if (opened?.kind !== 'open') return null;
  const heads = [opened.tracks.video, ...opened.tracks.sounds].map((config) => trackHead(config));
  const head = writeGrowingHead(
    heads.filter((track) => track !== null),
    0,
  );
  const movie = readMovie(findBox(head, 'moov')?.body ?? new Uint8Array(0), 0);
  const pieces = [head];
  let position = head.length;
  for (const step of steps.slice(
    0,
    steps.findIndex(({ kind }) => kind === 'close'),
  )) {
    const [moof] = step.kind === 'write' ? step.pieces : [];
    if (step.kind !== 'write' || moof === undefined || movie === null) continue;
    expect(addFragment(movie, moof, position, 0)).toBe(true);
    pieces.push(...step.pieces);
    position += step.bytes;
  }
  return movie === null ? null : { bytes: joined(pieces), movie };
}

test('a file reads back with every time and byte, growing and finished', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 }), (seconds, gop) => {
      const packets = program(seconds, gop);
      const muxer = new PartMuxer({ micros: null, bytes: null });
      muxer.takeConfig(video);
      muxer.takeConfig(audio);
      const file = fileOf(play(packets, muxer, []));
      if (file === null) throw new Error('nothing was recorded');
      const plan = resultOf(planMovie(file.movie.tracks, { created: 0, chapters: [] }));
      const media = plan.copies.map(({ position, length }) => file.bytes.subarray(position, position + length));
      const finished = joined([...plan.head, ...media]);
      const again = readMovie(findBox(finished, 'moov')?.body ?? new Uint8Array(0), 0);
      for (const [movie, bytes] of [
        [file.movie, file.bytes],
        [again, finished],
      ] as const) {
        for (const { head, samples } of movie?.tracks ?? []) {
          const source = packets.filter(({ track }) => track === head.kind);
          expect(samples.count).toBe(source.length);
          source.forEach((packet, index) => {
            const position = samples.positionOf(index);
            expect(bytes.subarray(position, position + samples.lengthOf(index))).toEqual(packet.bytes);
            expect(Math.abs((samples.ticksOf(index) * 1e6) / head.timescale - packet.dts)).toBeLessThan(25);
            expect(samples.isKeyFrame(index)).toBe(packet.isKeyFrame);
          });
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('cuts are as long as they were asked to be, within a frame at each end, and times go up', () => {
  const muxer = new PartMuxer({ micros: null, bytes: null });
  muxer.takeConfig(video);
  muxer.takeConfig(audio);
  const file = fileOf(play(program(30, 60), muxer, []));
  const cut = fc.record({
    from: fc.integer({ min: 0, max: 25_000_000 }),
    length: fc.integer({ min: 100_000, max: 4_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 5 }), (cuts) => {
      if (file === null) throw new Error('nothing was recorded');
      const result = cutMovies(cuts.map(({ from, length }) => ({ movie: file.movie, from, to: from + length })));
      const wanted = cuts.reduce((sum, { length }) => sum + length, 0);
      expect(Math.abs((result?.micros ?? 0) - wanted)).toBeLessThan(cuts.length * 67_000);
      for (const { samples, head } of result?.tracks ?? []) {
        expect(Math.abs((samples.end * 1e6) / head.timescale - wanted)).toBeLessThan(cuts.length * 100_000);
        for (let index = 1; index < samples.count; index++)
          expect(samples.ticksOf(index)).toBeGreaterThan(samples.ticksOf(index - 1));
      }
    }),
    { numRuns: 100 },
  );
});

test('spans and cuts keep the length of what they cover', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 100 }))
    .map(([from, length]) => ({ fromMicros: from, toMicros: from + length }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (spans, step) => {
      const files = Array.from({ length: Math.ceil(1200 / step) }, (_, index) => ({
        path: String(index),
        fromMicros: index * step,
        toMicros: (index + 1) * step,
      }));
      const cuts = cutsFor(spans, files);
      expect(cuts.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(lengthOf(spans));
      const merged = mergeSpans(spans);
      expect(
        merged.every(({ fromMicros }, index) => index === 0 || fromMicros > (merged[index - 1]?.toMicros ?? 0)),
      ).toBe(true);
    }),
  );
});

test('the replay buffer begins with a key frame, covers its seconds, and stays within its bytes', () => {
  const limits = fc.record({
    seconds: fc.integer({ min: 1, max: 20 }),
    bytes: fc.integer({ min: 1000, max: 200_000 }),
  });
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 120 }), (limit, seconds, gop) => {
      const buffer = new ReplayBuffer();
      buffer.setLimits(limit);
      buffer.takeConfig(video);
      for (const packet of program(seconds, gop)) {
        buffer.takePacket(packet);
        expect(buffer.bytes).toBeLessThanOrEqual(limit.bytes);
      }
      const packets = buffer.take().flatMap((entry) => (entry.kind === 'packet' ? [entry.packet] : []));
      if (packets.length > 0) expect(packets[0]).toMatchObject({ track: 'video', isKeyFrame: true });
      expect(packets.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(buffer.bytes);
    }),
    { numRuns: 60 },
  );
});

test('no text leads out of its folder', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
      const name = safeName(text, 'Recording');
      expect(['/', '\\', '\0'].some((letter) => name.includes(letter))).toBe(false);
      expect(name).toMatch(/^[^.]/);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(190);
    }),
    { numRuns: 500 },
  );
});
