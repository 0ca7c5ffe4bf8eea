/** A playlist as it is decoded: a file that breaks off leaves nothing running beside the next one. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FilmFile, FilmFrame } from '../../../../../renderer/media/compose/sources/film/film-file.ts';
import { FilmRun } from '../../../../../renderer/media/compose/sources/film/film-run.ts';
import { FrameQueue } from '../../../../../renderer/media/compose/sources/film/frame-queue.ts';
import { SoundQueue, type TimedSound } from '../../../../../renderer/media/compose/sources/film/sound-queue.ts';
import { ok } from '../../../../../shared/errors.ts';
import { startPlaylist } from '../../../../../shared/studio/playing/playlist.ts';
import { FrameStandIn, openFrames } from '../../../../support/media/frame-stand-in.ts';
import { asFrame } from '../../../../support/media/producer-context.ts';

const frameMicros = 40_000;
const silence = (at: number): TimedSound => ({ at, left: new Float32Array(960), right: new Float32Array(960) });

/** Generators that are under way, and files that are open. */
let running: Set<string>;
let openFiles: Set<number>;

/** Pictures without end, and a sound of which `sounds` pieces can be decoded. */
function fileOf(index: number, sounds: number): FilmFile {
  openFiles.add(index);
  const frames = async function* frames(): AsyncGenerator<FilmFrame> {
    running.add(`frames ${index}`);
    try {
      for (let at = 0; ; at += frameMicros) {
        const frame = new FrameStandIn(Uint8Array.of(index), { timestamp: at, codedWidth: 16, codedHeight: 16 });
        yield { frame: asFrame(frame), at, length: frameMicros };
      }
    } finally {
      running.delete(`frames ${index}`);
    }
  };
  const pieces = async function* pieces(): AsyncGenerator<TimedSound> {
    running.add(`sounds ${index}`);
    try {
      for (let count = 0; count < sounds; count += 1) yield silence(count * 20_000);
      throw new Error('a damaged packet');
    } finally {
      running.delete(`sounds ${index}`);
    }
  };
  return { length: 0, frames, sounds: pieces, close: () => void openFiles.delete(index) };
}

describe('a run of films', () => {
  const later = () => new Promise((done) => setTimeout(done, 5));
  let frames: FrameQueue;
  let sounds: SoundQueue;
  let broken: string[];
  let run: FilmRun;

  /** The first file breaks off after so many pieces of sound. */
  const start = (pieces: number) => {
    const plan = { count: 2, loop: false, draw: null };
    run = new FilmRun(
      {
        plan,
        open: async (index) => ok(fileOf(index, index === 0 ? pieces : Number.POSITIVE_INFINITY)),
        frames,
        sounds,
        onBroken: ({ facts }) => broken.push(String(facts['why'])),
        onOpened: () => undefined,
      },
      startPlaylist(plan),
      0,
    );
  };

  beforeEach(() => {
    running = new Set();
    openFiles = new Set();
    openFrames.clear();
    broken = [];
    frames = new FrameQueue();
    sounds = new SoundQueue();
    vi.stubGlobal('reportError', (error: unknown) => {
      throw error;
    });
  });

  afterEach(() => vi.unstubAllGlobals());

  /** What is left after the end. */
  const left = async () => {
    run.stop();
    frames.close();
    sounds.close();
    await later();
    return running.size + openFiles.size + openFrames.size;
  };

  test('ends the pictures of a file whose sound can’t be decoded, and goes on with the next', async () => {
    start(3);
    await later();
    expect(broken).toEqual(['a damaged packet']);
    expect([...running].toSorted()).toEqual(['frames 1', 'sounds 1']);
    expect([...openFiles]).toEqual([1]);
    expect(await left()).toBe(0);
  });

  test('also when both wait for room at that moment', async () => {
    start(100);
    await later();
    expect(running.size).toBe(2);
    // The sound is heard, the picture is not looked at: it waits still when the sound breaks off.
    for (let film = 0; film < 4_000_000 && broken.length === 0; film += 100_000) {
      sounds.takeDue(film);
      await later();
    }
    await later();
    expect(broken).toHaveLength(1);
    expect([...running].toSorted()).toEqual(['frames 1', 'sounds 1']);
    expect([...openFiles]).toEqual([1]);
    expect(await left()).toBe(0);
  });
});
