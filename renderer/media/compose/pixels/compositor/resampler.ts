/** Scales one plane: halves it as often as need be, then by plans that it keeps. */
import { planAxis, type Axis } from '../kernels/axis-plan.ts';
import type { AxisTaps } from '../kernels/kernels.ts';
import type { Plane } from '../memory/surface.ts';
import type { Pixels } from '../pixels.ts';

export type Scaling = { readonly across: Axis; readonly down: Axis };

/** Plans for so many widths and heights are kept. */
const mostPlans = 256;

/** The widest row that is worked on. */
const scratchBytes = 16_384;

/** Keeps its plans in the heap until `close`. */
export class Resampler {
  readonly #pixels: Pixels;
  readonly #plans = new Map<string, AxisTaps>();
  readonly #scratch: number;

  constructor(pixels: Pixels) {
    this.#pixels = pixels;
    this.#scratch = pixels.heap.allocate(scratchBytes);
  }

  close(): void {
    this.#pixels.heap.free(this.#scratch);
    for (const plan of this.#plans.values()) this.#pixels.heap.free(plan.starts);
    this.#plans.clear();
  }

  /** Fills `to` with the part of `from` that the axes tell of. */
  scale(to: Plane, from: Plane, { across, down }: Scaling): void {
    if (across.length > 2 * across.count && down.length > 2 * down.count) {
      this.#halve(to, from, { across, down });
      return;
    }
    const { kernels } = this.#pixels;
    if (isHalf(across) && isHalf(down)) {
      const at = from.at + down.from * from.stride + across.from;
      kernels.halve(to, { at, stride: from.stride }, { width: across.count, height: down.count });
      return;
    }
    const columns = this.#plan(across);
    const rows = this.#plan(down);
    const source = { at: from.at + down.first * from.stride + across.first, stride: from.stride };
    const sourceWidth = Math.min(across.end - across.first, scratchBytes - 64);
    const size = { width: across.count, height: down.count };
    kernels.resample(to, source, { columns, rows, sourceWidth, scratch: this.#scratch }, size);
  }

  #halve(to: Plane, from: Plane, { across, down }: Scaling): void {
    const { heap, kernels } = this.#pixels;
    const width = Math.max(1, (across.end - across.first) >> 1);
    const height = Math.max(1, (down.end - down.first) >> 1);
    const at = heap.allocate(width * height);
    try {
      const source = { at: from.at + down.first * from.stride + across.first, stride: from.stride };
      kernels.halve({ at, stride: width }, source, { width, height });
      this.scale(to, { at, stride: width }, { across: halved(across, width), down: halved(down, height) });
    } finally {
      heap.free(at);
    }
  }

  #plan(axis: Axis): AxisTaps {
    const key = [axis.from - axis.first, axis.length, axis.count, axis.isMirrored, axis.end - axis.first].join(' ');
    const known = this.#plans.get(key);
    if (known !== undefined) {
      this.#plans.delete(key);
      this.#plans.set(key, known);
      return known;
    }
    if (this.#plans.size >= mostPlans) this.#dropOldest();
    const plan = planAxis(this.#pixels.heap, axis);
    this.#plans.set(key, plan);
    return plan;
  }

  /** A row and a column plan are in use at once: the oldest is neither. */
  #dropOldest(): void {
    const oldest = this.#plans.entries().next();
    if (oldest.done === true) return;
    const [key, plan] = oldest.value;
    this.#pixels.heap.free(plan.starts);
    this.#plans.delete(key);
  }
}

/** Two whole samples for each new one: the kernel that does only this is five times as quick. */
function isHalf({ from, length, count, isMirrored, first, end }: Axis): boolean {
  return !isMirrored && length === 2 * count && Number.isInteger(from) && from >= first && from + length <= end;
}

function halved(axis: Axis, end: number): Axis {
  return { ...axis, from: (axis.from - axis.first) / 2, length: axis.length / 2, first: 0, end };
}
