/** Media files as sources in the newest renderer at hand: loops, sound in step, seeks, ends, and files that can't be played. */
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Input } from '../../../shared/studio/document/source.ts';
import { makeFilm, makeStinger } from '../../support/media/test-films.ts';
import type { Seen } from '../sources-page/main.ts';
import { hasChromium } from '../../support/pipeline-browser.ts';
import {
  inState,
  middle,
  nameOf,
  openSourceStage,
  rest,
  seen,
  shows,
  type SourceStage,
} from '../../support/source-stage.ts';

let stage: SourceStage;

const media = (paths: readonly string[], more: Partial<Extract<Input, { kind: 'media' }>> = {}): Input => ({
  kind: 'media',
  paths: [...paths],
  loop: true,
  shuffle: false,
  restart: false,
  ...more,
});

/** From each picture to the next, µs, and the longest time between two looks on the way. */
function stepsOf(all: readonly Seen[], slots: readonly number[]) {
  return all.slice(1).map((one, index) => {
    const before = all[index] ?? one;
    const looks = slots.filter((at) => at >= before.at && at <= one.at);
    const stall = Math.max(0, ...looks.slice(1).map((at, look) => at - (looks[look] ?? at)));
    return { step: one.captured - before.captured, stall };
  });
}

describe.skipIf(!hasChromium)('films', () => {
  beforeAll(async () => {
    stage = await openSourceStage();
  }, 120_000);

  afterEach(() => stage.finish());

  afterAll(() => stage?.close());

  test.each([
    ['film.mp4', 48_000],
    ['film44.mp4', 44_100],
    ['film.webm', 48_000],
  ] as const)(
    '%s loops without a gap, with its sound in step',
    async (name, rate) => {
      const file = await makeFilm(stage.folder, name, rate);
      const fresh = await stage.open(media([file]), [file]);
      await fresh.waitForFunction(
        () =>
          globalThis.source.sounds.length > 0 &&
          (globalThis.source.sounds.at(-1)?.at ?? 0) - (globalThis.source.sounds[0]?.at ?? 0) > 4.2e6,
        undefined,
        { timeout: 20_000 },
      );
      const all = await seen(fresh);
      const sounds = await fresh.evaluate(() => globalThis.source.sounds);
      // Every 30th of a second another frame, but where this computer left out looks.
      const slots = await fresh.evaluate(() => globalThis.source.slots);
      const steps = stepsOf(all, slots);
      expect(Math.max(...steps.map(({ step, stall }) => step - stall))).toBeLessThan(60_000);
      // Sound is one line: what follows begins where the last ended, also over the loop.
      const gaps = sounds
        .slice(1)
        .map(({ at }, index) => at - (sounds[index]?.at ?? 0) - ((sounds[index]?.samples ?? 0) / 48_000) * 1e6);
      expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(10_000);
      // 1 kHz is 1 kHz at whatever rate the file was.
      const loud = sounds.filter(({ peak, samples }) => peak > 0.3 && samples >= 900);
      const hz =
        loud.reduce((sum, one) => sum + one.crossings, 0) / (loud.reduce((sum, one) => sum + one.samples, 0) / 48_000);
      expect(Math.abs(hz - 1000)).toBeLessThan(60);
      // The tone begins with the blue, in each round.
      const blues = all.filter(
        (one, index) =>
          nameOf(middle(one)) === 'blue' &&
          nameOf(middle(all[index - 1])) === 'red' &&
          (steps[index - 1]?.step ?? 0) < 50_000,
      );
      const tones = sounds.filter((one, index) => one.peak > 0.1 && (sounds[index - 1]?.peak ?? 1) <= 0.1);
      expect(tones.length).toBeGreaterThanOrEqual(3);
      expect(blues.length).toBeGreaterThanOrEqual(2);
      for (const { captured } of blues.slice(0, 4)) {
        const nearest = Math.min(...tones.map(({ at }) => Math.abs(at - captured)));
        expect(nearest).toBeLessThan(45_000);
      }
    },
    60_000,
  );

  test('ends where it does not loop, and begins anew when it is shown again', async () => {
    const file = await makeFilm(stage.folder, 'once.mp4', 48_000);
    const fresh = await stage.open(media([file], { loop: false, restart: true }), [file]);
    await inState(fresh, 'ended');
    expect(await fresh.evaluate(() => globalThis.source.hasLook())).toBe(false);
    await fresh.evaluate(() => globalThis.source.setShown(false));
    await inState(fresh, 'running');
    await fresh.evaluate(() => globalThis.source.setShown(true));
    const before = (await seen(fresh)).length;
    await shows(fresh, before + 3);
    expect(nameOf(middle((await seen(fresh))[before]))).toBe('red');
    await inState(fresh, 'ended');
  }, 60_000);

  test('a playlist goes on past a file that is no film', async () => {
    const film = await makeFilm(stage.folder, 'good.mp4', 48_000);
    const bad = path.join(stage.folder, 'bad.mp4');
    await writeFile(bad, 'nothing of a film');
    const gone = path.join(stage.folder, 'gone.mp4');
    const fresh = await stage.open(media([bad, gone, film]), [bad, gone, film]);
    await shows(fresh, 40);
    expect(await fresh.evaluate(() => globalThis.source.state())).toBe('running');
    expect((await fresh.evaluate(() => globalThis.source.position()))?.index).toBe(2);
  }, 60_000);

  test('where no file can be played that is said, and tried again', async () => {
    const film = await makeFilm(stage.folder, 'later.mp4', 48_000);
    const file = path.join(stage.folder, 'missing.mp4');
    const fresh = await stage.open(media([file]), [file]);
    await inState(fresh, 'source-file-missing');
    await copyFile(film, file);
    await inState(fresh, 'running');
    await shows(fresh, 3);
    expect(await fresh.evaluate(() => globalThis.source.states.at(-1))).toBe('running');
  }, 60_000);

  test('pauses, seeks and stands while it is hidden', async () => {
    const file = await makeFilm(stage.folder, 'moves.mp4', 48_000);
    const fresh = await stage.open(media([file]), [file]);
    await shows(fresh, 5);
    await fresh.evaluate(() => globalThis.source.control({ kind: 'pause' }));
    await rest(fresh, 100);
    const paused = (await seen(fresh)).length;
    const sounds = await fresh.evaluate(() => globalThis.source.sounds.length);
    await rest(fresh, 500);
    expect((await seen(fresh)).length).toBe(paused);
    expect(await fresh.evaluate(() => globalThis.source.sounds.length)).toBe(sounds);
    await fresh.evaluate(() => globalThis.source.control({ kind: 'seek', millis: 600 }));
    await shows(fresh, paused + 1);
    expect(nameOf(middle((await seen(fresh)).at(-1)))).toBe('blue');
    expect(await fresh.evaluate(() => globalThis.source.position())).toMatchObject({
      index: 0,
      millis: 600,
      isPaused: true,
      rests: null,
    });
    await fresh.evaluate(() => globalThis.source.setShown(false));
    expect(await fresh.evaluate(() => globalThis.source.position()?.rests)).toBe('unseen');
    await fresh.evaluate(() => globalThis.source.control({ kind: 'play' }));
    const hidden = (await seen(fresh)).length;
    await rest(fresh, 400);
    expect((await seen(fresh)).length).toBe(hidden);
    await fresh.evaluate(() => globalThis.source.setShown(true));
    await shows(fresh, hidden + 3);
    const position = await fresh.evaluate(() => globalThis.source.position());
    expect(position?.lengthMillis).toBeGreaterThan(900);
  }, 60_000);

  test('a seek past the end leaves a last moment, and says so before its file is open', async () => {
    const file = await makeFilm(stage.folder, 'past.mp4', 48_000);
    const fresh = await stage.open(media([file]), [file]);
    await shows(fresh, 5);
    const length = (await fresh.evaluate(() => globalThis.source.position()?.lengthMillis)) ?? 0;
    const millis = await fresh.evaluate(() => {
      globalThis.source.control({ kind: 'pause' });
      globalThis.source.control({ kind: 'seek', millis: 999_000 });
      return globalThis.source.position()?.millis;
    });
    expect(millis).toBeCloseTo(length - 200, -1);
    await shows(fresh, (await seen(fresh)).length + 1);
    expect(await fresh.evaluate(() => globalThis.source.states.at(-1))).toBe('running');
  }, 60_000);

  test('one that nobody has seen yet waits at its first picture, in silence', async () => {
    const file = await makeFilm(stage.folder, 'waits.mp4', 48_000);
    const fresh = await stage.open(media([file], { loop: false, restart: true }), [file], { points: [], shown: false });
    await shows(fresh, 1);
    await rest(fresh, 600);
    expect(await fresh.evaluate(() => globalThis.source.sounds.length)).toBe(0);
    expect(await seen(fresh)).toHaveLength(1);
    expect(await fresh.evaluate(() => globalThis.source.position())).toMatchObject({ millis: 0, rests: 'unseen' });
    await fresh.evaluate(() => globalThis.source.setShown(true));
    await shows(fresh, 3);
    expect(await fresh.evaluate(() => globalThis.source.position()?.millis)).toBeLessThan(900);
  }, 60_000);

  test('a stinger keeps its alpha', async () => {
    const file = await makeStinger(stage.folder);
    const fresh = await stage.open(media([file]), [file], {
      points: [
        [0.1, 0.5],
        [0.9, 0.5],
      ],
      shown: true,
    });
    await shows(fresh, 3);
    const last = (await seen(fresh)).at(-1);
    expect(last?.isOpaque).toBe(false);
    expect(last?.colours.slice(1).map(nameOf)).toEqual(['green', 'clear']);
  }, 60_000);
});
