/** Says of destinations in trouble whether it is one of them, the network of this computer, or the only server there is. */
import type { Millis } from '../../../clock.ts';
import type { Finding, FindingKind } from '../finding.ts';
import type { Condition, OutputReading } from './output-watch.ts';

/** How long the blame waits for a destination that looks as if it were about to fail too. */
const patienceMillis: Millis = 1500;

/** What each condition means while other destinations are fine. */
const ofOne: Readonly<Record<Condition, FindingKind>> = {
  refused: 'output-refused',
  cut: 'output-refused',
  lost: 'output-stalled',
  stuck: 'output-stalled',
  silent: 'output-unconfirmed',
  unconfirmed: 'output-unconfirmed',
  slow: 'output-slow',
};

/** What each means for the only destination: there is nothing to compare with but the words of its server. */
const ofOnly: Readonly<Record<Condition, FindingKind>> = {
  ...ofOne,
  lost: 'network-down',
  stuck: 'network-down',
  silent: 'network-down',
  slow: 'network-slow',
};

type Trouble = NonNullable<OutputReading['trouble']> & { readonly id: string };
type Blamed = { readonly kind: FindingKind; readonly outputId: string | null };

/** Remembers whom it blamed, so that the blame stays while a trouble is watched; time is an argument. */
export class Blame {
  #waitingSince: Millis | null = null;
  #blamed = new Map<string, Blamed>();

  /** The findings of all destinations together; those of a network count once. */
  look(readings: readonly OutputReading[], now: Millis): readonly Finding[] {
    const active = readings.filter(({ isActive }) => isActive);
    const troubles = active.flatMap(({ id, trouble }) => (trouble === null ? [] : [{ id, ...trouble }]));
    const present = troubles.filter(({ raised }) => !raised.isRecovering);
    const blamed = this.#blame(active, present, now);
    for (const { id } of troubles) {
      const before = this.#blamed.get(id);
      if (!blamed.has(id) && before !== undefined) blamed.set(id, before);
    }
    this.#blamed = blamed;
    return troubles.flatMap(({ id, raised }) => {
      const blame = blamed.get(id);
      if (blame === undefined || raised.level === 'ok') return [];
      return [{ ...blame, health: raised.level, isRecovering: raised.isRecovering }];
    });
  }

  #blame(active: readonly OutputReading[], present: readonly Trouble[], now: Millis): Map<string, Blamed> {
    if (active.length === 1)
      return new Map(present.map(({ id, condition }) => [id, { kind: ofOnly[condition], outputId: null }]));
    const refused = present.filter(({ condition }) => condition === 'refused');
    const rest = present.filter(({ condition }) => condition !== 'refused');
    const others = active.filter(({ id }) => !present.some((trouble) => trouble.id === id));
    const isSpreading = rest.length > 0 && others.some(({ isSuspicious }) => isSuspicious);
    if (!isSpreading) this.#waitingSince = null;
    else this.#waitingSince ??= now;
    if (rest.length >= 2 && others.length === 0) return new Map([...ofEach(refused), ...ofNetwork(rest)]);
    const isPatient = this.#waitingSince !== null && now - this.#waitingSince < patienceMillis;
    return new Map(ofEach(isPatient ? refused : present));
  }
}

/** All of them suffer: that is this computer's way out. */
function ofNetwork(troubles: readonly Trouble[]): readonly (readonly [string, Blamed])[] {
  const isSlow = troubles.every(({ condition }) => condition === 'slow');
  return troubles.map(({ id }) => [id, { kind: isSlow ? 'network-slow' : 'network-down', outputId: null }]);
}

function ofEach(troubles: readonly Trouble[]): readonly (readonly [string, Blamed])[] {
  return troubles.map(({ id, condition }) => [id, { kind: ofOne[condition], outputId: id }]);
}
