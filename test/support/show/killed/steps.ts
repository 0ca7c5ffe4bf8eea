/** What the program that is killed does to a show, drawn from a seed, and the same in memory: what there must be afterwards. */
import * as fc from 'fast-check';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import {
  emptyHistory,
  record,
  redo,
  undo,
  type History,
  type Stepped,
} from '../../../../shared/studio/edit/history.ts';
import { anyWish, commandFor, type Wish } from '../random-commands.ts';
import { countingIds } from '../random-parts.ts';

/** One thing that is asked of the store. */
export type Step =
  | { readonly kind: 'do'; readonly wish: Wish; readonly gesture: string | null }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'save' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant('do' as const),
      wish: anyWish,
      gesture: fc.constantFrom(null, null, 'drag', 'fader'),
    }),
  },
  { weight: 8, arbitrary: fc.constant({ kind: 'undo' as const }) },
  { weight: 5, arbitrary: fc.constant({ kind: 'redo' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'save' as const }) },
);

/** The same steps for the same seed. */
export function stepsOf(seed: number, count: number): readonly Step[] {
  return fc.sample(anyStep, { seed, numRuns: count });
}

/** Turns wishes into commands; each run of a program has ids of its own. */
export class Commands {
  readonly #newId: () => string;

  constructor(seed: number) {
    this.#newId = countingIds(`s${seed}`);
  }

  of(wish: Wish, show: Show): Command {
    return commandFor(wish, show, this.#newId);
  }
}

/** What a show becomes step by step, without any disk. */
export class Model {
  readonly #commands: Commands;
  #history: History = emptyHistory;
  #show: Show;
  #revision: number;

  constructor(start: { readonly show: Show; readonly revision: number }, seed: number) {
    this.#show = start.show;
    this.#revision = start.revision;
    this.#commands = new Commands(seed);
  }

  get show(): Show {
    return this.#show;
  }

  get revision(): number {
    return this.#revision;
  }

  take(step: Step): void {
    if (step.kind === 'undo') this.#step(undo(this.#history, this.#show));
    if (step.kind === 'redo') this.#step(redo(this.#history, this.#show));
    if (step.kind !== 'do') return;
    const applied = applyCommand(this.#show, this.#commands.of(step.wish, this.#show));
    if (!applied.ok) return;
    this.#history = record(this.#history, applied.value, step.gesture);
    this.#show = applied.value.show;
    this.#revision += 1;
  }

  #step(stepped: Stepped | null): void {
    if (stepped === null) return;
    this.#history = stepped.history;
    this.#show = stepped.show;
    this.#revision += 1;
  }
}
