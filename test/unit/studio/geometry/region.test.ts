/** The region of a screen stays on it, whatever is typed, and never becomes the whole by mistake. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regionRect, regionWith } from '../../../../shared/studio/geometry/region.ts';
import { inputSchema } from '../../../../shared/studio/document/source.ts';

const part = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.double({ min: 0.001, max: 1, noNaN: true });
const regions = fc.record({ x: part, y: part, width: size, height: size });

describe('a region', () => {
  test('of which one side is changed lies on the screen', () => {
    const sides = fc.constantFrom('x' as const, 'y' as const, 'width' as const, 'height' as const);
    fc.assert(
      fc.property(regions, sides, fc.double({ min: -1, max: 2, noNaN: true }), (region, side, value) => {
        const changed = regionWith(region, side, value);
        expect(changed.x + changed.width).toBeLessThanOrEqual(1.000_001);
        expect(changed.y + changed.height).toBeLessThanOrEqual(1.000_001);
        const input = { kind: 'screen', displayId: '', label: '', cursor: true, region: changed };
        expect(inputSchema.safeParse(input).success).toBe(true);
        expect(regionRect(changed, { width: 3840, height: 2160 })).not.toBeNull();
      }),
    );
  });

  test('at 100 % leaves a thin edge, not the whole', () => {
    expect(regionWith({ x: 0, y: 0, width: 1, height: 1 }, 'x', 1)).toEqual({
      x: 0.999,
      y: 0,
      width: 0.001,
      height: 1,
    });
    expect(regionWith({ x: 0.25, y: 0, width: 0.5, height: 1 }, 'width', 1).width).toBe(0.75);
  });

  test('is even pixels inside the picture, or nothing', () => {
    fc.assert(
      fc.property(
        regions,
        fc.integer({ min: 2, max: 8000 }),
        fc.integer({ min: 2, max: 8000 }),
        (region, width, height) => {
          const rect = regionRect(region, { width, height });
          if (rect === null) return;
          for (const value of Object.values(rect)) expect(value % 2).toBe(0);
          expect(rect.x + rect.width).toBeLessThanOrEqual(width);
          expect(rect.y + rect.height).toBeLessThanOrEqual(height);
          expect(Math.min(rect.width, rect.height)).toBeGreaterThanOrEqual(2);
        },
      ),
    );
    expect(regionRect({ x: 1, y: 0, width: 1, height: 1 }, { width: 1920, height: 1080 })).toBeNull();
  });
});
