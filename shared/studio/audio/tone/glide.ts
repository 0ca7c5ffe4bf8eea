/** A setting that moves to its target block by block, so that a filter turned by hand does not click. */

/** Part of what is left that each block goes; some 30 ms for most of the way. */
const portion = 0.2;

export class Glide {
  readonly #values: Float64Array;
  readonly #targets: Float64Array;
  #isMoving = false;

  constructor(values: readonly number[]) {
    this.#values = Float64Array.from(values);
    this.#targets = Float64Array.from(values);
  }

  /** Sets out for `targets`, of which there are as many as values. */
  setTargets(targets: readonly number[]): void {
    this.#targets.set(targets);
    this.#isMoving = true;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** Goes one step; false when there was none to go. */
  step(): boolean {
    if (!this.#isMoving) return false;
    this.#isMoving = false;
    for (let index = 0; index < this.#values.length; index += 1) {
      const [value, target] = [this.#values[index] ?? 0, this.#targets[index] ?? 0];
      const isNear = Math.abs(target - value) <= 0.001 * Math.max(1, Math.abs(target));
      this.#values[index] = isNear ? target : value + (target - value) * portion;
      if (!isNear) this.#isMoving = true;
    }
    return true;
  }
}
