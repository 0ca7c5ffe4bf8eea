/** Sources that stand still or turn slowly, in the newest renderer at hand: what they show, and what they do when it goes wrong. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Input, TextStyle } from '../../../shared/studio/document/source.ts';
import { makeAnimation, makePicture } from '../../support/media/test-films.ts';
import { hasChromium } from '../../support/pipeline-browser.ts';
import {
  inState,
  middle,
  nameOf,
  near,
  openSourceStage,
  rest,
  seen,
  shows,
  type SourceStage,
} from '../../support/source-stage.ts';

let stage: SourceStage;

const style: TextStyle = {
  font: '',
  size: 60,
  weight: 400,
  italic: false,
  colour: '#ffffff',
  background: null,
  align: 'left',
  outline: null,
  shadow: false,
  wrapAt: null,
};

const text = (words: string, more: Partial<Extract<Input, { kind: 'text' }>> = {}): Input => ({
  kind: 'text',
  text: words,
  style,
  file: null,
  countdownTo: null,
  countdownSeconds: 0,
  ...more,
});

describe.skipIf(!hasChromium)('sources that stand still', () => {
  beforeAll(async () => {
    stage = await openSourceStage();
  }, 120_000);

  afterEach(() => stage.finish());

  afterAll(() => stage?.close());

  test('a colour has its size, and shines through where it says so', async () => {
    const fresh = await stage.open({ kind: 'colour', colour: '#ff8000', width: 101, height: 51 }, []);
    await shows(fresh, 1);
    const [first] = await seen(fresh);
    expect([first?.width, first?.height, first?.isOpaque]).toEqual([101, 51, true]);
    expect(near(middle(first), [255, 128, 0, 255])).toBe(true);
    await fresh.evaluate(() =>
      globalThis.source.update({ kind: 'colour', colour: '#0000ff80', width: 64, height: 64 }),
    );
    await shows(fresh, 2);
    const second = (await seen(fresh))[1];
    expect(second?.isOpaque).toBe(false);
    expect(near(middle(second), [0, 0, 255, 128])).toBe(true);
  });

  test('the test picture is drawn for its slot, as large as the program', async () => {
    const fresh = await stage.open({ kind: 'test' }, []);
    await shows(fresh, 5);
    const [first, second] = await seen(fresh);
    expect([first?.width, first?.height, first?.isOpaque]).toEqual([640, 360, true]);
    expect(second?.version).toBe((first?.version ?? 0) + 1);
  });

  test('a picture keeps its alpha, its colour and its odd size', async () => {
    const file = await makePicture(stage.folder, 'half.png', 'color=c=0x4080c0@0.5:s=101x51,format=rgba');
    const fresh = await stage.open({ kind: 'image', path: file }, [file]);
    await shows(fresh, 1);
    const [first] = await seen(fresh);
    expect([first?.width, first?.height, first?.isOpaque]).toEqual([101, 51, false]);
    expect([middle(first), near(middle(first), [64, 128, 192, 128], 5)]).toEqual([middle(first), true]);
  });

  test('a drawing keeps its shape and its alpha, as sharp as a program needs', async () => {
    const file = path.join(stage.folder, 'logo.svg');
    const shapes = '<rect x="8" y="2" width="8" height="8" fill="#4080c0" fill-opacity="0.5"/>';
    await writeFile(file, `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="12">${shapes}</svg>`);
    const fresh = await stage.open({ kind: 'image', path: file }, [file], { points: [[0.1, 0.5]], shown: true });
    await shows(fresh, 1);
    const [first] = await seen(fresh);
    expect([first?.width, first?.height, first?.isOpaque]).toEqual([2048, 1024, false]);
    expect([middle(first), near(middle(first), [64, 128, 192, 128], 5)]).toEqual([middle(first), true]);
    expect(first?.colours.slice(1).map(nameOf)).toEqual(['clear']);
  });

  test('a drawing that could take for ever is named', async () => {
    const file = path.join(stage.folder, 'bomb.svg');
    await writeFile(file, `<svg xmlns="http://www.w3.org/2000/svg">${'<use href="#a"/>'.repeat(30)}</svg>`);
    const fresh = await stage.open({ kind: 'image', path: file }, [file]);
    await inState(fresh, 'source-file-unusable');
    expect(await seen(fresh)).toEqual([]);
  });

  test('a JPEG is opaque and of the same colour', async () => {
    const file = await makePicture(stage.folder, 'plain.jpg', 'color=c=0x4080c0:s=200x100,format=yuvj444p');
    const fresh = await stage.open({ kind: 'image', path: file }, [file]);
    await shows(fresh, 1);
    const [first] = await seen(fresh);
    expect(first?.isOpaque).toBe(true);
    expect([middle(first), near(middle(first), [64, 128, 192, 255], 6)]).toEqual([middle(first), true]);
  });

  test('a picture that is gone is named, and shown once it is back', async () => {
    const file = path.join(stage.folder, 'late.png');
    const ready = await makePicture(stage.folder, 'ready.png', 'color=c=red:s=64x64');
    const fresh = await stage.open({ kind: 'image', path: file }, [file]);
    await inState(fresh, 'source-file-missing');
    await rename(ready, file);
    await inState(fresh, 'running');
    await shows(fresh, 1);
    expect(nameOf(middle((await seen(fresh))[0]))).toBe('red');
  });

  test.each([
    ['not a picture at all', Buffer.from('<html>hello</html>')],
    ['an empty file', Buffer.alloc(0)],
  ])('%s is named, and nothing breaks', async (_name, bytes) => {
    const file = path.join(stage.folder, 'broken.png');
    await writeFile(file, bytes);
    const fresh = await stage.open({ kind: 'image', path: file }, [file]);
    await inState(fresh, 'source-file-unusable');
    expect(await seen(fresh)).toEqual([]);
  });

  test('half a picture file does no harm', async () => {
    const whole = await readFile(await makePicture(stage.folder, 'whole.png', 'testsrc=s=400x300'));
    const file = path.join(stage.folder, 'cut.png');
    await writeFile(file, whole.subarray(0, Math.floor(whole.length / 2)));
    const fresh = await stage.open({ kind: 'image', path: file }, [file]);
    await fresh.waitForFunction(() => globalThis.source.state() !== 'opening');
    expect(['running', 'source-file-unusable']).toContain(await fresh.evaluate(() => globalThis.source.state()));
  });

  test.each(['moving.gif', 'moving.webp'] as const)('%s plays in its own time, round and round', async (name) => {
    const file = await makeAnimation(stage.folder, name);
    const fresh = await stage.open({ kind: 'image', path: file }, [file]);
    await shows(fresh, 10);
    const all = await seen(fresh);
    const names = all.slice(0, 9).map((one) => nameOf(middle(one)));
    expect(names).toEqual(['red', 'green', 'blue', 'red', 'green', 'blue', 'red', 'green', 'blue']);
    const whole = (all[9]?.at ?? 0) - (all[1]?.at ?? 0);
    expect(Math.abs(whole / 8 / 1000 - 200)).toBeLessThan(25);
  });

  test('a slideshow turns, fades between pictures and leaves out what can’t be shown', async () => {
    const red = await makePicture(stage.folder, 'red.png', 'color=c=red:s=64x64');
    const blue = await makePicture(stage.folder, 'blue.png', 'color=c=blue:s=64x64');
    const input: Input = {
      kind: 'slideshow',
      paths: [red, blue],
      everySeconds: 1,
      shuffle: false,
      loop: true,
      fadeMillis: 400,
    };
    const fresh = await stage.open(input, [red, blue], { points: [[0.05, 0.5]], shown: true });
    await fresh.waitForFunction(() => globalThis.source.seen.some(({ colours }) => (colours[0]?.[2] ?? 0) > 240));
    const all = await seen(fresh);
    expect([all[0]?.width, all[0]?.height]).toEqual([640, 360]);
    expect(nameOf(middle(all[0]))).toBe('red');
    // A square picture on a wide canvas: nothing beside it.
    expect(nameOf(all[0]?.colours[1] ?? [9, 9, 9, 255])).toBe('clear');
    const mixed = all.filter((one) => nameOf(middle(one)).startsWith('rgb'));
    expect(mixed.length).toBeGreaterThan(5);
    expect(mixed.every((one) => middle(one)[1] < 40)).toBe(true);
  });

  test('a text says what its variables are, and is drawn again only when they change', async () => {
    const fresh = await stage.open(text('{timer}'), []);
    await rest(fresh, 3300);
    const all = await seen(fresh);
    expect(all.length).toBeGreaterThanOrEqual(3);
    expect(all.length).toBeLessThanOrEqual(5);
  });

  test('letters are seen in their colour on their background, the rest is clear', async () => {
    const points = [[0.01, 0.5]] as const;
    const opaque = text('█████', { style: { ...style, background: '#0000ff' } });
    const fresh = await stage.open(opaque, [], { points, shown: true });
    await shows(fresh, 1);
    const [first] = await seen(fresh);
    expect(nameOf(middle(first))).toBe('white');
    expect(nameOf(first?.colours[1] ?? [0, 0, 0, 0])).toBe('blue');
    expect(first?.isOpaque).toBe(true);
    await fresh.evaluate((input) => globalThis.source.update(input), text('I', { style: { ...style, wrapAt: 400 } }));
    await shows(fresh, 2);
    const second = (await seen(fresh))[1];
    expect([second?.isOpaque, nameOf(middle(second))]).toEqual([false, 'clear']);
    expect(second?.width).toBe(400);
    await fresh.evaluate((input) => globalThis.source.update(input), text(' '));
    await fresh.waitForFunction(() => !globalThis.source.hasLook());
  });

  test('a text follows its file, and says when it is gone', async () => {
    const file = path.join(stage.folder, 'score.txt');
    await writeFile(file, '1');
    const fresh = await stage.open(text('{file}', { file }), [file]);
    await fresh.waitForFunction(() => globalThis.source.hasLook());
    const { width } = (await seen(fresh)).at(-1) ?? { width: 0 };
    await writeFile(file, '1000000');
    await fresh.waitForFunction((before) => (globalThis.source.seen.at(-1)?.width ?? 0) > before * 3, width);
    await rm(file);
    await inState(fresh, 'source-file-missing');
    await writeFile(file, 'back');
    await inState(fresh, 'running');
    expect(await fresh.evaluate(() => globalThis.source.states)).toEqual(['source-file-missing', 'running']);
  });

  test('a countdown begins when it is seen', async () => {
    const fresh = await stage.open(text('{countdown}', { countdownSeconds: 1 }), [], { points: [], shown: false });
    await rest(fresh, 1500);
    await fresh.evaluate(() => globalThis.source.setShown(true));
    const before = (await seen(fresh)).length;
    await rest(fresh, 1600);
    // From 0:01 to 0:00.
    expect((await seen(fresh)).length - before).toBeGreaterThanOrEqual(1);
  });
});
