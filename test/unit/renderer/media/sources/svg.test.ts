/** Which files are drawings, which of them are refused, and how the page is asked. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SvgDesk, svgFlaw, svgText } from '../../../../../renderer/media/compose/sources/still/svg.ts';

const bytes = (text: string): ArrayBuffer => {
  const encoded = new TextEncoder().encode(text);
  return encoded.buffer.slice(0, encoded.byteLength);
};

describe('drawings', () => {
  test.each([
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', true],
    ['\u{FEFF}<?xml version="1.0"?>\n<!-- made by hand -->\n<svg >', true],
    ['<html><body>no</body></html>', false],
    ['\u{89}PNG <svg ', false],
    ['', false],
  ])('%j', (text, isSvg) => {
    expect(svgText(bytes(text)) !== null).toBe(isSvg);
  });

  test('what could take for ever is refused', () => {
    const flaw = (inner: string) => svgFlaw(`<svg>${inner}</svg>`, 100);
    expect(flaw('<use href="#a"/>'.repeat(24))).toBeNull();
    expect(flaw('<use href="#a"/>'.repeat(25))).toContain('24 times');
    expect(flaw('<svg:use href="#a"/>'.repeat(25))).toContain('24 times');
    expect(flaw('<feGaussianBlur stdDeviation="9"/>'.repeat(41))).toContain('40 effects');
    expect(flaw('<!ENTITY a "b">')).toContain('entities');
    expect(svgFlaw('<svg/>', 5_000_000)).toContain('4 MB');
    // Words that only begin alike.
    expect(flaw('<user/><feed/>'.repeat(50))).toBeNull();
  });
});

describe('asking the page', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const picture = () => ({ width: 1, height: 1, isClosed: false, close: vi.fn<() => void>() });

  test('each drawing gets its own answer', async () => {
    const asked: number[] = [];
    const desk = new SvgDesk((id) => asked.push(id));
    const [first, second] = [desk.draw(bytes('1')), desk.draw(bytes('2'))];
    const [one, two] = [picture(), picture()];
    desk.drawn(asked[1] ?? 0, two);
    desk.drawn(asked[0] ?? 0, one);
    expect(await first).toBe(one);
    expect(await second).toBe(two);
  });

  test('a page that does not answer is given up, and its late answer is freed', async () => {
    const desk = new SvgDesk(() => undefined);
    const drawing = desk.draw(bytes('1'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await drawing).toBeNull();
    const late = picture();
    desk.drawn(1, late);
    expect(late.close).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});
