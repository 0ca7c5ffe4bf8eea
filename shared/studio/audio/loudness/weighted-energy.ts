/** K-weighting of ITU-R BS.1770-5 Annex 1: the head's shelf, the low cut, and the sum of squares behind them. */

/** Table 1, at 48 kHz. */
const shelf = {
  b0: 1.535_124_859_586_97,
  b1: -2.691_696_189_406_38,
  b2: 1.198_392_810_852_85,
  a1: -1.690_659_293_182_41,
  a2: 0.732_480_774_215_85,
};

/** Table 2; its b are 1, -2, 1. */
const lowCut = { a1: -1.990_047_454_833_98, a2: 0.990_072_250_366_21 };

const nothing = 1e-25;

/** One channel. */
export class WeightedEnergy {
  #shelfOne = 0;
  #shelfTwo = 0;
  #cutOne = 0;
  #cutTwo = 0;

  /** Sum of the squares of the weighted samples `from` … `to - 1`. */
  sum(samples: Float32Array, from: number, to: number): number {
    let [shelfOne, shelfTwo, cutOne, cutTwo] = [this.#shelfOne, this.#shelfTwo, this.#cutOne, this.#cutTwo];
    let energy = 0;
    for (let index = from; index < to; index += 1) {
      const input = samples[index] ?? 0;
      const raised = shelf.b0 * input + shelfOne;
      shelfOne = shelf.b1 * input - shelf.a1 * raised + shelfTwo;
      shelfTwo = shelf.b2 * input - shelf.a2 * raised;
      const cut = raised + cutOne;
      cutOne = -2 * raised - lowCut.a1 * cut + cutTwo;
      cutTwo = raised - lowCut.a2 * cut;
      energy += cut * cut;
    }
    this.#shelfOne = settle(shelfOne);
    this.#shelfTwo = settle(shelfTwo);
    this.#cutOne = settle(cutOne);
    this.#cutTwo = settle(cutTwo);
    return energy;
  }

  reset(): void {
    this.#shelfOne = 0;
    this.#shelfTwo = 0;
    this.#cutOne = 0;
    this.#cutTwo = 0;
  }
}

/** What is left of a sound long after it would slow the processor down. */
function settle(memory: number): number {
  return Math.abs(memory) < nothing ? 0 : memory;
}
