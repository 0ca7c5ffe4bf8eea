/** Pixels in Chromium: GPU and CPU compose the same pictures, frames come in and out with the right colours. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchPipelineBrowser, type PipelineBrowser } from '../support/pipeline-browser.ts';

const bt601 = { matrix: 'smpte170m', primaries: 'smpte170m', transfer: 'smpte170m', fullRange: false } as const;

describe.skipIf(!hasChromium)('pixels', () => {
  let browser: PipelineBrowser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchPipelineBrowser({ page: 'pixels-page', args: ['--enable-unsafe-swiftshader'] });
    page = await browser.open();
    await page.waitForFunction(() => 'pixelsHarness' in globalThis);
  });

  afterAll(async () => {
    await browser.close();
  });

  test('the kernels are the vectors', async () => {
    expect(await page.evaluate(() => pixelsHarness.kernels)).toBe('simd');
  });

  test.each([false, true])('GPU and CPU give the same pictures, target with alpha: %s', async (hasAlpha) => {
    const figures = await page.evaluate((alpha) => pixelsHarness.compareCompositors(alpha), hasAlpha);
    expect(figures).not.toBeNull();
    for (const [name, planes] of Object.entries(figures ?? {})) {
      expect
        .soft(Math.min(...planes), `${name}: ${planes.map((value) => value.toFixed(1)).join(' ')}`)
        .toBeGreaterThan(45);
    }
  });

  test('the GPU draws nothing when nothing changed', async () => {
    expect(await page.evaluate(() => pixelsHarness.unchangedAreas())).toBe(0);
  });

  test('a GPU in software is measured and left alone, one that fails is none', async () => {
    const { kind, cpuMillis, gpuMillis } = await page.evaluate(() => pixelsHarness.choose());
    expect(gpuMillis).not.toBeNull();
    expect(kind).toBe(Number(gpuMillis) < cpuMillis ? 'gpu' : 'cpu');
    expect(await page.evaluate(() => pixelsHarness.chooseWithout())).toBe('cpu');
    expect(await page.evaluate(() => pixelsHarness.fastGl())).toBe(false);
  });

  test.each(['I420', 'NV12', 'I422', 'I444'] as const)('%s in BT.601 arrives in BT.709', async (format) => {
    // 75 % green in both matrices.
    const { first, last } = await page.evaluate(([name, tag]) => pixelsHarness.copyFlat(name, [112, 72, 58], tag), [
      format,
      bt601,
    ] as const);
    for (const seen of [first, last]) {
      for (const [index, code] of [133, 63, 52].entries())
        expect(Math.abs((seen[index] ?? 0) - code)).toBeLessThanOrEqual(1);
    }
  });

  test('full range becomes limited', async () => {
    const tag = { ...bt601, matrix: 'bt709', fullRange: true } as const;
    const { first } = await page.evaluate((one) => pixelsHarness.copyFlat('I420', [255, 128, 128], one), tag);
    expect(first).toEqual([235, 128, 128]);
  });

  test('wide gamut is brought into ours, not taken for it', async () => {
    // R, G, B of 0.5, 0.2, 0.2 in BT.2020: a stronger red in BT.709.
    const tag: object = { primaries: 'bt2020', transfer: 'bt709', matrix: 'bt2020-ncl', fullRange: false };
    const { first } = await page.evaluate((one) => pixelsHarness.copyFlat('I420', [77, 119, 162], one), tag);
    const [y = 0, , v = 0] = first;
    expect(y).toBeLessThan(70);
    expect(v).toBeGreaterThan(175);
  });

  test.each(['pq', 'hlg'])(
    'HDR in %s: its white is bright, its grey grey, its highlights no darker',
    async (transfer) => {
      const tag: object = { primaries: 'bt2020', transfer, matrix: 'bt2020-ncl', fullRange: false };
      // Diffuse white of ITU-R BT.2408: 58 % of PQ; 75 % of HLG, which is made to look right as it is.
      const [white, least] = transfer === 'pq' ? [143, 160] : [180, 165];
      const [diffuse, highlight] = await Promise.all(
        [white, white + 30].map((y) =>
          page.evaluate(([code, one]) => pixelsHarness.copyFlat('I420', [code, 128, 128], one), [y, tag] as const),
        ),
      );
      const [y = 0, u = 0, v = 0] = diffuse?.first ?? [];
      expect(y).toBeGreaterThan(least);
      expect(Math.max(Math.abs(u - 128), Math.abs(v - 128))).toBeLessThanOrEqual(2);
      expect(highlight?.first[0]).toBeGreaterThanOrEqual(y);
    },
  );

  test('I420 with alpha is premultiplied', async () => {
    const tag = { ...bt601, matrix: 'bt709' } as const;
    const { first } = await page.evaluate((one) => pixelsHarness.copyFlat('I420A', [200, 100, 60, 128], one), tag);
    expect(first).toEqual([100, 50, 30, 128, 128]);
  });

  test.each(['RGBA', 'BGRA'] as const)('%s of an odd size keeps its alpha, to the last sample', async (format) => {
    const { first, last } = await page.evaluate((name) => pixelsHarness.copyPixels(name, [255, 255, 255, 128]), format);
    expect(first).toEqual([118, 64, 64, 128, 128]);
    expect(last).toEqual(first);
  });

  test('RGBX is opaque', async () => {
    const { first } = await page.evaluate(() => pixelsHarness.copyPixels('RGBX', [255, 255, 255, 7]));
    expect(first).toEqual([235, 128, 128]);
  });

  test('the red of a canvas is red', async () => {
    const { first } = await page.evaluate(() => pixelsHarness.copyCanvas());
    for (const [index, code] of [63, 102, 240].entries()) {
      expect(Math.abs((first[index] ?? 0) - code)).toBeLessThanOrEqual(1);
    }
  });

  test('a surface becomes a frame with the same bytes and the right flags', async () => {
    const { same, tag, timestamp, format, rgba, painted } = await page.evaluate(() => pixelsHarness.roundTrip());
    expect(same).toBe(true);
    expect({ format, timestamp }).toEqual({ format: 'I420', timestamp: 1234 });
    expect(tag).toMatchObject({ matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false });
    for (const [index, value] of painted.entries()) expect(Math.abs((rgba[index] ?? 0) - value)).toBeLessThan(6);
  });
});
