/** Which addresses of a destination are worth another attempt, and when: it has failed only once none of them is. */
import type { Millis } from '../../../../shared/clock.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import type { Leg as LegName } from '../../../../shared/live/delivery/backup.ts';
import {
  decideReconnect,
  reconnectLimitMillis,
  type ReconnectDecision,
} from '../../../../shared/live/session/reconnect-policy.ts';
import { beforeLive } from '../output-words.ts';

/** An address that is hopeless is looked at this seldom while another one carries on. */
const seldom: ReconnectDecision = { kind: 'wait', millis: 60_000 };

/** How things stand when an address fails. */
type Odds = {
  /** 1 for the first try after this failure. */
  readonly attempt: number;
  /** How long nothing has been confirmed. */
  readonly lostMillis: Millis;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** Another address stands or is being connected. */
  readonly isAnyOpen: boolean;
  /** Another address takes media. */
  readonly carries: boolean;
};

/** One destination's addresses, between two confirmations. */
export class Hopes {
  readonly #size: number;
  readonly #failed = new Set<LegName>();
  readonly #hopeless = new Set<LegName>();

  /** @param size How many addresses there are. */
  constructor(size: number) {
    this.#size = size;
  }

  /** It was started, or is live: whatever failed before says nothing any more. */
  renew(): void {
    this.#failed.clear();
    this.#hopeless.clear();
  }

  /** `name` failed before the destination was ever live: each address has its turn, and then it has failed. */
  early(name: LegName, error: StudioError, odds: Odds): ReconnectDecision {
    this.#failed.add(name);
    if (this.#failed.size >= this.#size && !odds.carries) return { kind: 'give-up', error: beforeLive(error) };
    const decision = decideReconnect(error, odds.attempt, odds);
    return decision.kind === 'wait' ? decision : seldom;
  }

  /** `name` was cut, or refused an attempt after a cut. */
  later(name: LegName, error: StudioError, odds: Odds): ReconnectDecision {
    const decision = decideReconnect(error, odds.attempt, odds);
    if (decision.kind === 'wait') {
      this.#hopeless.delete(name);
      return decision;
    }
    this.#hopeless.add(name);
    const isAnyLeft = this.#hopeless.size < this.#size && odds.lostMillis < reconnectLimitMillis;
    return isAnyLeft || odds.isAnyOpen ? seldom : decision;
  }
}
