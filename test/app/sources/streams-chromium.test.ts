/** Sources that live on streams and ports from outside, in the newest renderer at hand. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium } from '../../support/pipeline-browser.ts';
import {
  inState,
  middle,
  nameOf,
  near,
  openSourceStage,
  seen,
  shows,
  type SourceStage,
} from '../../support/source-stage.ts';

let stage: SourceStage;

describe.skipIf(!hasChromium)('streams and pages', () => {
  beforeAll(async () => {
    stage = await openSourceStage();
  }, 120_000);

  afterEach(() => stage.finish());

  afterAll(() => stage?.close());

  test('a camera is seen, and its end is told', async () => {
    const fresh = await stage.open(
      { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null },
      [],
    );
    expect(await fresh.evaluate(() => globalThis.source.state())).toBe('opening');
    await fresh.evaluate(async () => {
      globalThis.endCamera = await globalThis.source.feedCamera();
    });
    await shows(fresh, 5);
    expect(await fresh.evaluate(() => globalThis.source.ageMillis())).toBeLessThan(200);
    await fresh.evaluate(() => globalThis.endCamera());
    await inState(fresh, 'camera-lost');
    expect(await fresh.evaluate(() => globalThis.source.hasLook())).toBe(false);
  });

  test('of a screen the region alone is seen', async () => {
    const region = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 };
    const fresh = await stage.open({ kind: 'screen', displayId: '', label: '', cursor: true, region }, []);
    await fresh.evaluate(async () => {
      globalThis.endCamera = await globalThis.source.feedCamera();
    });
    await shows(fresh, 3);
    const last = (await seen(fresh)).at(-1);
    expect([last?.width, last?.height]).toEqual([320, 120]);
    await fresh.evaluate(() => globalThis.endCamera());
  });

  test('a page is put together from its parts, and each is answered', async () => {
    const fresh = await stage.open(
      { kind: 'browser', url: 'https://example.org', width: 4, height: 2, fps: 30, css: '' },
      [],
    );
    const answers = await fresh.evaluate(async () => {
      const { say, answers: heard } = globalThis.source.feedPort('page');
      const whole = Uint8Array.from({ length: 32 }, (_, at) => (at % 4 === 2 || at % 4 === 3 ? 255 : 0)).buffer;
      say({ kind: 'state', state: 'running', why: '' });
      say({ kind: 'paint', seq: 0, width: 4, height: 2, x: 0, y: 0, partWidth: 4, partHeight: 2, pixels: whole });
      await new Promise((done) => {
        setTimeout(done, 200);
      });
      const part = Uint8Array.from({ length: 16 }, (_, at) => (at % 4 === 0 || at % 4 === 3 ? 128 : 0)).buffer;
      say({ kind: 'paint', seq: 1, width: 4, height: 2, x: 2, y: 0, partWidth: 2, partHeight: 2, pixels: part });
      say({ kind: 'paint', seq: 2, width: 4, height: 2, x: 9, y: 9, partWidth: 2, partHeight: 2, pixels: part });
      await new Promise((done) => {
        setTimeout(done, 200);
      });
      say({ kind: 'state', state: 'failed', why: 'it crashed' });
      return heard;
    });
    const [first, second] = await seen(fresh);
    expect([nameOf(middle(first)), first?.isOpaque]).toEqual(['red', true]);
    expect([near(middle(second), [0, 0, 255, 128], 3), second?.isOpaque]).toEqual([true, false]);
    expect(answers).toEqual([
      { kind: 'shown', shown: true },
      { kind: 'ack', seq: 0 },
      { kind: 'ack', seq: 1 },
    ]);
    await inState(fresh, 'source-page-failed');
    expect(await fresh.evaluate(() => globalThis.source.hasLook())).toBe(false);
  });
});
