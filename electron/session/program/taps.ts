/** Hands the program to those who listen in; what they throw is logged and goes no further. */
import type { FlightEvent } from '../../../shared/contract/delivery.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import type { MediaTap, SecondRow, SessionPlan, SessionPorts } from '../target.ts';

/** All taps of one run. */
export class Taps implements MediaTap {
  readonly #taps: readonly MediaTap[];
  readonly #onFailed: (error: unknown) => void;
  #isOpen = false;

  constructor({ taps = [], onTapFailed }: Pick<SessionPorts, 'taps' | 'onTapFailed'>) {
    this.#taps = taps;
    this.#onFailed = onTapFailed ?? ((): void => {});
  }

  onStart(plan: SessionPlan): void {
    this.#isOpen = true;
    const destinations = plan.destinations.map((target) => ({ ...target, streamKey: null }));
    this.#each((tap) => tap.onStart({ ...plan, destinations }));
  }

  onConfig(config: StreamConfig): void {
    this.#each((tap) => tap.onConfig(config));
  }

  onPacket(packet: EncodedPacket): void {
    this.#each((tap) => tap.onPacket(packet));
  }

  onSecond(row: SecondRow): void {
    this.#each((tap) => tap.onSecond(row));
  }

  onEvent(event: FlightEvent): void {
    this.#each((tap) => tap.onEvent(event));
  }

  /** Once, whoever calls it again. */
  onEnd(): void {
    this.#each((tap) => tap.onEnd());
    this.#isOpen = false;
  }

  #each(call: (tap: MediaTap) => void): void {
    if (!this.#isOpen) return;
    for (const tap of this.#taps) {
      try {
        call(tap);
      } catch (error) {
        this.#onFailed(error);
      }
    }
  }
}
