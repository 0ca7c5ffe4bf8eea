/** The parts of a film that need no browser: its clock, its queues of sound, its resampler. */
import { describe, expect, test, vi } from 'vitest';
import { FilmProducer } from '../../../../../renderer/media/compose/sources/film/film.ts';
import { FilmClock } from '../../../../../renderer/media/compose/sources/film/film-clock.ts';
import { Resampler, toStereo } from '../../../../../renderer/media/compose/sources/film/resampler.ts';
import { SoundQueue } from '../../../../../renderer/media/compose/sources/film/sound-queue.ts';
import { createContext } from '../../../../support/media/producer-context.ts';

describe('the clock of a film', () => {
  test('stands, runs, pauses and jumps', () => {
    const clock = new FilmClock();
    expect(clock.at(5000)).toBe(0);
    clock.play(5000);
    expect(clock.at(6000)).toBe(1000);
    clock.play(9000);
    expect(clock.at(6500)).toBe(1500);
    clock.pause(7000);
    expect(clock.at(99_000)).toBe(2000);
    clock.play(100_000);
    expect(clock.at(100_500)).toBe(2500);
    clock.jump(50_000, 101_000);
    expect(clock.at(101_100)).toBe(50_100);
  });

  test('tells when a moment of the film is on our clock', () => {
    const clock = new FilmClock();
    clock.jump(1000, 0);
    clock.play(500_000);
    expect(clock.workerTime(3000, 600_000)).toBe(502_000);
    clock.pause(600_000);
    expect(clock.workerTime(3000, 700_000)).toBe(700_000);
  });

  test('waits for what is not there, and goes on from there without a leap', () => {
    const clock = new FilmClock();
    clock.play(0);
    clock.holdAt(100, 500);
    expect(clock.at(500)).toBe(100);
    clock.holdAt(900, 700);
    expect(clock.at(700)).toBe(300);
  });
});

const piece = (at: number, millis: number) => ({
  at,
  left: new Float32Array(millis * 48),
  right: new Float32Array(millis * 48),
});

describe('sound that waits', () => {
  test('goes out once it has wholly passed', () => {
    const queue = new SoundQueue();
    queue.put(piece(0, 20));
    queue.put(piece(20_000, 20));
    expect(queue.takeDue(19_999)).toEqual([]);
    expect(queue.takeDue(20_000).map(({ at }) => at)).toEqual([0]);
    expect(queue.takeDue(80_000).map(({ at }) => at)).toEqual([20_000]);
  });

  test('is half a second at most; then whoever decodes waits for room', async () => {
    const queue = new SoundQueue();
    for (let at = 0; at < 500_000; at += 20_000) queue.put(piece(at, 20));
    const turn = () => new Promise((done) => setImmediate(done));
    const passed: string[] = [];
    const waiting = queue.room().then(() => passed.push('through'));
    await turn();
    expect(passed).toEqual([]);
    queue.takeDue(20_000);
    await waiting;
    expect(passed).toEqual(['through']);
  });

  test('nobody waits for a queue that is flushed or closed', async () => {
    const queue = new SoundQueue();
    queue.put(piece(0, 600));
    const waiting = queue.room();
    queue.flush();
    await waiting;
    queue.put(piece(0, 600));
    const again = queue.room();
    queue.close();
    await again;
    queue.put(piece(0, 20));
    expect(queue.takeDue(1e9)).toEqual([]);
  });
});

/** A tone in pieces of odd lengths. */
function resampled(rate: number, hz: number, seconds: number): Float32Array {
  const resampler = new Resampler(rate);
  const out: number[] = [];
  let at = 0;
  const total = Math.round(rate * seconds);
  for (let length = 1; at < total; length = (length * 7) % 1031) {
    const count = Math.min(length + 1, total - at);
    const samples = Float32Array.from({ length: count }, (_, index) =>
      Math.sin((2 * Math.PI * hz * (at + index)) / rate),
    );
    out.push(...resampler.push({ left: samples, right: samples }).left);
    at += count;
  }
  return Float32Array.from(out);
}

describe('the resampler', () => {
  test.each([
    [44_100, 1000],
    [44_100, 15_000],
    [22_050, 3000],
    [96_000, 10_000],
    [32_000, 997],
  ])('keeps a tone of %i Hz sound with %i Hz in place, without seams', (rate, hz) => {
    const out = resampled(rate, hz, 0.5);
    let worst = 0;
    for (let index = 200; index < out.length - 200; index += 1) {
      worst = Math.max(worst, Math.abs((out[index] ?? 0) - Math.sin((2 * Math.PI * hz * index) / 48_000)));
    }
    expect(out.length).toBeGreaterThan(0.5 * 48_000 - 60);
    expect(worst).toBeLessThan(0.01);
  });

  test('lets nothing through that 48 kHz can’t hold', () => {
    const out = resampled(96_000, 40_000, 0.2);
    expect(Math.max(...out.subarray(200, -200).map(Math.abs))).toBeLessThan(0.01);
  });

  test('sound at 48 kHz goes through untouched', () => {
    const samples = Float32Array.from([0.1, 0.2, 0.3]);
    expect(new Resampler(48_000).push({ left: samples, right: samples }).left).toBe(samples);
  });
});

describe('channels', () => {
  const of = (value: number) => Float32Array.from([value]);

  test('one is heard on both sides, two stay', () => {
    expect(toStereo([of(0.5)])).toEqual({ left: of(0.5), right: of(0.5) });
    expect(toStereo([of(0.5), of(-0.5)])).toEqual({ left: of(0.5), right: of(-0.5) });
  });

  test('of six, centre and surrounds are heard, the bass channel is not, and nothing clips', () => {
    const all = toStereo([of(1), of(1), of(1), of(1), of(1), of(1)]);
    expect(all.left[0]).toBeCloseTo(1);
    const bass = toStereo([of(0), of(0), of(0), of(1), of(0), of(0)]);
    expect(bass.left[0]).toBe(0);
    const surround = toStereo([of(0), of(0), of(0), of(0), of(1), of(0)]);
    expect(surround.left[0]).toBeGreaterThan(0.2);
    expect(surround.right[0]).toBe(0);
  });
});

describe('a film that stands', () => {
  test('hardly wakes up until it plays', () => {
    vi.useFakeTimers();
    vi.stubGlobal('reportError', () => undefined);
    const now = vi.fn<() => number>(() => 0);
    const { context } = createContext({ now });
    const film = new FilmProducer(
      { kind: 'media', paths: ['/a.mp4'], loop: true, shuffle: false, restart: false },
      context,
    );
    const wakes = (millis: number): number => {
      const before = now.mock.calls.length;
      vi.advanceTimersByTime(millis);
      return now.mock.calls.length - before;
    };
    expect(wakes(2000)).toBeLessThanOrEqual(9);
    film.setShown(true);
    expect(wakes(2000)).toBeGreaterThanOrEqual(95);
    film.control({ kind: 'pause' });
    expect(wakes(2000)).toBeLessThanOrEqual(9);
    film.close();
    expect(wakes(2000)).toBe(0);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
});
