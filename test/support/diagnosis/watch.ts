/** Shows a plant to a diagnosis four times a second and keeps what it said. */
import { Diagnosis, type VerdictReading } from '../../../shared/live/diagnosis/diagnosis.ts';
import type { Plant } from './plant.ts';

/** One look's verdict, and ms since the watch was last told to begin. */
export type Said = { readonly after: number; readonly verdict: VerdictReading | null };

/** Looks every 250 ms. */
export class Watch {
  readonly diagnosis = new Diagnosis();
  readonly #plant: Plant;

  constructor(plant: Plant) {
    this.#plant = plant;
  }

  /** Runs for `millis`; `act` is called before each look with the time since the beginning. */
  run(millis: number, act: (after: number) => void = () => undefined): readonly Said[] {
    const said: Said[] = [];
    for (let after = 0; after < millis; after += 250) {
      act(after);
      this.#plant.run(250);
      const { verdict } = this.diagnosis.look(this.#plant.sample(), this.#plant.now);
      said.push({ after: after + 250, verdict });
    }
    return said;
  }
}
