/** Lets only so many paints of a page be on their way; what is held back is painted anew, whole, once there is room. */
import { paintsInFlight } from '../../../shared/contract/show/source-ports.ts';

export class PaintGate {
  readonly #repaint: () => void;
  #next = 0;
  #acknowledged = -1;
  #hasHeldBack = false;

  /** `repaint` asks for the whole page. */
  constructor(repaint: () => void) {
    this.#repaint = repaint;
  }

  /** A number for the paint that goes now; null when it has to stay. */
  take(): number | null {
    if (this.#next - this.#acknowledged > paintsInFlight) {
      this.#hasHeldBack = true;
      return null;
    }
    this.#next += 1;
    return this.#next - 1;
  }

  /** Paints up to this number have arrived. */
  acknowledge(seq: number): void {
    if (seq >= this.#next) return;
    this.#acknowledged = Math.max(this.#acknowledged, seq);
    if (!this.#hasHeldBack) return;
    this.#hasHeldBack = false;
    this.#repaint();
  }
}
