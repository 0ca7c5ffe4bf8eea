/** WebAssembly with vectors and plain TypeScript give the same bytes, whatever the size, place, stride and content. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planAxis, type Axis } from '../../../renderer/media/compose/pixels/kernels/axis-plan.ts';
import { rgbBlends, type Kernels, type PictureAt } from '../../../renderer/media/compose/pixels/kernels/kernels.ts';
import { rgbaWeights, rgbMatrix, yuvMatrix } from '../../../renderer/media/compose/pixels/colour/colour-space.ts';
import { noise, scalarBench, vectorBench, type Bench } from '../../support/pixels/kernels.ts';

/** One field of noise, in which every plane lies somewhere. */
const fieldBytes = 400_000;
const benches = [scalarBench(), vectorBench()] as const;
const fields = benches.map(({ heap }) => heap.allocate(fieldBytes));

/** Any table of chroma; not in the field, for it is read while that is written. */
const tables = benches.map(({ heap }) => {
  const table = heap.allocate(262_144);
  heap.bytes.set(noise(262_144, 7), table);
  return table;
});

const side = fc.integer({ min: 1, max: 75 });
const evenSide = fc.integer({ min: 1, max: 38 }).map((half) => 2 * half);
const gap = fc.integer({ min: 0, max: 5 });
const seed = fc.integer();
const offset = fc.integer({ min: 0, max: 37 });
const byte = fc.oneof(fc.constantFrom(0, 255), fc.integer({ min: 0, max: 255 }));

/** Places in the field far enough apart for any of the sizes; `offset` puts them off every boundary. */
const slot = (index: number, shift: number) => 1000 + index * 40_000 + shift;

type Run = (bench: Bench, at: (index: number) => number) => void;

/** The whole field after `run`, on each side. */
function both(content: number, shift: number, run: Run): void {
  const bytes = noise(fieldBytes, content);
  const [scalar, vector] = benches.map((bench, index) => {
    const field = fields[index] ?? 0;
    bench.heap.bytes.set(bytes, field);
    run(bench, (place) => field + slot(place, shift));
    return bench.heap.bytes.slice(field, field + fieldBytes);
  });
  expect(Buffer.compare(scalar ?? Buffer.of(), vector ?? Buffer.of(1))).toBe(0);
}

const plane = (at: number, stride: number) => ({ at, stride });

/** Any size with three strides. */
const shape = fc.record({ width: side, height: side, gap, seed, offset });

/** The kernels that work on planes alone. */
const planeRuns: Readonly<
  Record<
    string,
    (
      kernels: Kernels,
      planes: readonly ReturnType<typeof plane>[],
      size: { width: number; height: number },
      values: readonly number[],
    ) => void
  >
> = {
  copy: (kernels, [to, from], size) => to && from && kernels.copy(to, from, size),
  fill: (kernels, [to], size, [value]) => to && kernels.fill(to, value ?? 0, size),
  look: (kernels, [to, from, by], size) => to && from && by && kernels.look(to, from, by.at, size),
  over: (kernels, [to, samples, alpha], size, [opacity]) =>
    to && samples && alpha && kernels.over(to, { samples, alpha, opacity: opacity ?? 0 }, size),
  mix: (kernels, [to, first, second], size, [amount]) =>
    to && first && second && kernels.mix(to, { first, second, amount: (amount ?? 0) + ((amount ?? 0) >> 7) }, size),
  mixBy: (kernels, [to, first, second, mask], size) =>
    to && first && second && mask && kernels.mixBy(to, { first, second, mask }, size),
  multiply: (kernels, [to, from, by], size) => to && from && by && kernels.multiply(to, from, by, size),
  divide: (kernels, [to, from, by], size) => to && from && by && kernels.divide(to, from, by, size),
  sharpen: (kernels, [to, from], size, [amount]) => to && from && kernels.sharpen(to, from, 64 * (amount ?? 0), size),
  blurRows: (kernels, [to, from], size, [radius]) =>
    to && from && kernels.blurRows(to, from, 1 + ((radius ?? 0) >> 2), size),
  blurColumns: (kernels, [to, from], size, [radius]) =>
    to && from && kernels.blurColumns(to, from, 1 + ((radius ?? 0) >> 2), size),
};

test.each(Object.entries(planeRuns))('%s', (_name, run) => {
  fc.assert(
    fc.property(shape, byte, ({ width, height, gap: extra, ...field }, value) => {
      both(field.seed, field.offset, ({ kernels }, at) => {
        const planes = [0, 1, 2, 3].map((place) => plane(at(place), width + extra * (place + 1)));
        run(kernels, planes, { width, height }, [value]);
      });
    }),
  );
});

test('over and mix in place', () => {
  fc.assert(
    fc.property(shape, byte, ({ width, height, ...field }, value) => {
      both(field.seed, field.offset, ({ kernels }, at) => {
        const to = plane(at(0), width);
        const from = plane(at(1), width);
        kernels.mix(to, { first: to, second: from, amount: value }, { width, height });
        kernels.multiply(to, to, from, { width, height });
      });
    }),
  );
});

test('halve and double', () => {
  fc.assert(
    fc.property(shape, ({ width, height, gap: extra, ...field }) => {
      both(field.seed, field.offset, ({ kernels }, at) => {
        kernels.halve(plane(at(0), width + extra), plane(at(1), 2 * width + extra), { width, height });
        kernels.double(plane(at(2), 2 * width + extra), plane(at(3), width + extra), { width, height });
      });
    }),
  );
});

const axis = fc
  .record({
    from: fc.double({ min: -2, max: 20, noNaN: true }),
    length: fc.double({ min: 0.5, max: 90, noNaN: true }),
    count: fc.integer({ min: 1, max: 80 }),
    isMirrored: fc.boolean(),
    first: fc.integer({ min: 0, max: 20 }),
    extent: fc.integer({ min: 1, max: 90 }),
  })
  .map(({ extent, ...rest }): Axis => ({ ...rest, end: rest.first + extent }));

test('resample', () => {
  fc.assert(
    fc.property(axis, axis, seed, offset, (across, down, content, shift) => {
      both(content, shift, (bench, at) => resample(bench, at, across, down));
    }),
  );
});

function resample({ heap, kernels }: Bench, at: (index: number) => number, across: Axis, down: Axis): void {
  const columns = planAxis(heap, across);
  const rows = planAxis(heap, down);
  const sourceWidth = across.end - across.first;
  // The scratch row is no result: it lies outside the field that is compared.
  const scratch = heap.allocate(sourceWidth + 64);
  const size = { width: across.count, height: down.count };
  kernels.resample(plane(at(0), 90), plane(at(1), 130), { columns, rows, sourceWidth, scratch }, size);
  heap.free(columns.starts);
  heap.free(rows.starts);
  heap.free(scratch);
}

const step = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0, 1e-9, 300));
const place = fc.oneof(fc.double({ min: -60, max: 60, noNaN: true }), fc.constantFrom(1e6, -1e6));

test('warp, of a plane and of nothing but 255', () => {
  const map = fc.record({ ax: step, ay: step, cx: step, cy: step, ex: place, ey: place });
  fc.assert(
    fc.property(shape, map, fc.boolean(), ({ width, height, ...field }, steps, isFlat) => {
      both(field.seed, field.offset, ({ kernels }, at) => {
        const from = isFlat ? { at: -1, stride: 0 } : plane(at(1), 50);
        kernels.warp(plane(at(0), width), from, { ...steps, sourceWidth: 47, sourceHeight: 31 }, { width, height });
      });
    }),
  );
});

/** A picture of five planes in five slots. */
function picture(at: (index: number) => number, first: number, stride: number): PictureAt {
  const [y, u, v, a, h] = [0, 1, 2, 3, 4].map((index) => at(first + index));
  return { y: y ?? 0, u: u ?? 0, v: v ?? 0, a: a ?? 0, h: h ?? 0, stride };
}

const pictureShape = fc.record({ width: evenSide, height: evenSide, gap: gap.map((extra) => 2 * extra), seed, offset });
const matrix = fc.constantFrom('bt601' as const, 'bt709' as const);

test('convert between matrices and ranges', () => {
  fc.assert(
    fc.property(
      pictureShape,
      matrix,
      matrix,
      fc.boolean(),
      ({ width, height, gap: extra, ...field }, from, to, full) => {
        const by = yuvMatrix({ matrix: from, isFullRange: full }, to);
        fc.pre(by !== null);
        both(field.seed, field.offset, ({ kernels }, at) => {
          if (by !== null) kernels.convert(picture(at, 0, width + extra), by, { width, height });
        });
      },
    ),
  );
});

test('chroma tables and pairs', () => {
  fc.assert(
    fc.property(shape, ({ width, height, gap: extra, ...field }) => {
      both(field.seed, field.offset, (bench, at) => {
        const { kernels } = bench;
        const table = tables[bench.kernels.name === 'scalar' ? 0 : 1] ?? 0;
        const chroma = { u: at(0), v: at(1), stride: width + extra };
        kernels.unpair(chroma, plane(at(2), 2 * width + extra), { width, height });
        kernels.mapChroma(chroma, at(3), table, { width, height });
      });
    }),
  );
});

test('a cube of colours', () => {
  fc.assert(
    fc.property(pictureShape, ({ width, height, gap: extra, ...field }) => {
      both(field.seed, field.offset, (bench, at) => {
        const table = tables[bench.kernels.name === 'scalar' ? 0 : 1] ?? 0;
        bench.kernels.cube(picture(at, 0, width + extra), table, { width, height });
      });
    }),
  );
});

test('R, G, B, A that is mostly nothing or solid, as overlays are', () => {
  fc.assert(
    fc.property(pictureShape, fc.constantFrom(0, 255), ({ width, height, ...field }, alpha) => {
      both(field.seed, field.offset, ({ heap, kernels }, at) => {
        const pixels = plane(at(5), 4 * width);
        for (let index = 0; index < width * height; index += 1) {
          const pixel = pixels.at + 4 * index;
          if (index % 97 !== 0) heap.bytes[pixel + 3] = alpha;
          if (alpha === 0 && index % 97 !== 0) heap.bytes.fill(0, pixel, pixel + 3);
        }
        kernels.fromRgba(picture(at, 0, width), pixels, rgbaWeights('rgba', 'bt709'), { width, height });
      });
    }),
  );
});

test('whether R, G, B, A is opaque, and what is premultiplied already', () => {
  const alphas = fc.constantFrom('all', 'noise', 'one');
  fc.assert(
    fc.property(pictureShape, alphas, fc.boolean(), ({ width, height, ...field }, alpha, flat) => {
      const told: boolean[] = [];
      both(field.seed, field.offset, ({ heap, kernels }, at) => {
        const pixels = { ...plane(at(5), 4 * width), isPremultiplied: true };
        for (let index = 0; index < width * height; index += 1) {
          if (alpha !== 'noise') heap.bytes[pixels.at + 4 * index + 3] = 255;
        }
        const odd = Math.abs(field.seed) % (width * height);
        if (alpha === 'one') heap.bytes[pixels.at + 4 * odd + 3] = 254;
        const target = picture(at, 0, width);
        const to = flat ? { ...target, a: -1, h: -1 } : target;
        told.push(kernels.fromRgba(to, pixels, rgbaWeights('bgra', 'bt709'), { width, height }));
      });
      expect(told[0]).toBe(told[1]);
      if (alpha !== 'noise') expect(told[0]).toBe(alpha === 'all');
    }),
  );
});

test('from and to R, G, B, A', () => {
  const order = fc.constantFrom('rgba' as const, 'bgra' as const);
  fc.assert(
    fc.property(
      pictureShape,
      matrix,
      order,
      fc.boolean(),
      ({ width, height, gap: extra, ...field }, to, bytes, flat) => {
        both(field.seed, field.offset, ({ kernels }, at) => {
          const target = picture(at, 0, width + extra);
          const pixels = plane(at(5), 4 * (width + extra));
          kernels.fromRgba(flat ? { ...target, a: -1, h: -1 } : target, pixels, rgbaWeights(bytes, to), {
            width,
            height,
          });
          kernels.toRgba(plane(at(7), 4 * width), target, rgbMatrix(to), { width, height });
        });
      },
    ),
  );
});

test.each(rgbBlends)('blend %s', (mode) => {
  fc.assert(
    fc.property(pictureShape, matrix, byte, fc.boolean(), ({ width, height, ...field }, colour, opacity, flat) => {
      both(field.seed, field.offset, ({ kernels }, at) => {
        const from = picture(at, 0, width + field.gap);
        const above = flat ? { ...from, a: -1, h: -1 } : from;
        const blending = { mode, opacity, toRgb: rgbMatrix(colour), toYuv: rgbaWeights('rgba', colour) };
        kernels.blend(picture(at, 5, width), above, blending, { width, height });
      });
    }),
  );
});
