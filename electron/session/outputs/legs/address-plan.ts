/** Which addresses of a destination are connected when: the rules of `BackupPlan`, or those for a single address. */
import type { Millis } from '../../../../shared/clock.ts';
import { BackupPlan, type BackupOrder, type Leg } from '../../../../shared/live/delivery/backup.ts';
import type { DestinationTarget } from '../../target.ts';

export type AddressPlan = Pick<BackupPlan, 'start' | 'accepted' | 'lost' | 'tick' | 'nextDeadline' | 'route'>;

/** The plan of one run of a destination. */
export function planAddresses({ backupUrl, hotStandby }: DestinationTarget): AddressPlan {
  if (backupUrl === null) return new SingleAddress();
  return new BackupPlan(hotStandby ? 'parallel' : 'standby');
}

const connect: readonly BackupOrder[] = [{ kind: 'connect', leg: 'primary' }];
const keyFrame: readonly BackupOrder[] = [{ kind: 'key-frame' }];
const up = { legs: ['primary'], orders: [] } as const;
const down = { legs: [], orders: [] } as const;

/** No backup: the same address again and again. */
class SingleAddress implements AddressPlan {
  #isUp = false;
  #retryAt: Millis | null = null;

  start(): readonly BackupOrder[] {
    this.#retryAt = null;
    return connect;
  }

  accepted(): readonly BackupOrder[] {
    if (this.#isUp) return [];
    this.#isUp = true;
    return keyFrame;
  }

  lost(_leg: Leg, now: Millis, waitMillis: Millis): readonly BackupOrder[] {
    this.#isUp = false;
    this.#retryAt = now + waitMillis;
    return [];
  }

  tick(now: Millis): readonly BackupOrder[] {
    if (this.#retryAt === null || now < this.#retryAt) return [];
    return this.start();
  }

  nextDeadline(): Millis | null {
    return this.#retryAt;
  }

  route(): { readonly legs: readonly Leg[]; readonly orders: readonly BackupOrder[] } {
    return this.#isUp ? up : down;
  }
}
