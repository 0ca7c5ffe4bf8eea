/** Puts what publishers say of time into one line per stream that never steps back, over reconnects too. */
import type { Millis } from '../../clock.ts';
import { laneCount } from './relay/lanes.ts';

/** A longer step back begins a new time instead of being held at the last one. */
const maxStepBack: Millis = 3000;
/** A longer step forward has no place in a chunk header (RTMP 5.3.1.2.1). */
const maxLeap: Millis = 0xff_fffe;
/** How far ahead of the time that passed a returning publisher may be and still count as going on. */
const maxReturn: Millis = 60_000;

export class Timeline {
  readonly #last = new Float64Array(laneCount).fill(-1);
  #shift: Millis = 0;
  #newest: Millis = -1;
  /** The first media of a publisher decides where its time lies on the line. */
  #awaitsFirst = true;
  #pause: Millis = 1;
  #clamped = 0;

  /** Messages that had to be held at their lane's last time. */
  get clamped(): number {
    return this.#clamped;
  }

  /** The latest time of any lane; −1 before the first. */
  get newest(): Millis {
    return this.#newest;
  }

  /** Another publisher follows after `pause` ms without one. */
  restart(pause: Millis): void {
    this.#awaitsFirst = true;
    this.#pause = Math.max(Math.round(pause), 1);
  }

  /** The time of media on a lane, never below the lane's last, nor below 0. */
  place(lane: number, time: Millis): Millis {
    const last = this.#last[lane] ?? -1;
    let placed = time + this.#shift;
    if (this.#awaitsFirst) placed = this.#placeFirst(placed);
    else if (placed < last - maxStepBack || placed > Math.max(this.#newest, 0) + maxLeap)
      placed = this.#rebase(placed, 1);
    const earliest = Math.max(last, 0);
    if (placed < earliest) {
      placed = earliest;
      this.#clamped += 1;
    }
    return this.#keep(lane, placed);
  }

  /** The time of a header or data message: publishers give it any, so it counts only if it fits. */
  placeQuietly(lane: number, time: Millis): Millis {
    const last = this.#last[lane] ?? -1;
    const placed = this.#awaitsFirst ? -1 : time + this.#shift;
    const fits = placed >= Math.max(last, 0) && placed <= this.#newest;
    const quiet = fits ? placed : Math.max(last, this.#newest, 0);
    // Only media moves the line on: the first media of all may have this very time.
    this.#last[lane] = quiet;
    return quiet;
  }

  #placeFirst(placed: Millis): Millis {
    this.#awaitsFirst = false;
    if (this.#newest < 0) return Math.max(placed, 0);
    const goesOn = placed > this.#newest && placed <= this.#newest + this.#pause + maxReturn;
    return goesOn ? placed : this.#rebase(placed, this.#pause);
  }

  /** Moves the publisher's time so that this message comes `step` ms behind everything before it. */
  #rebase(placed: Millis, step: Millis): Millis {
    const target = Math.max(this.#newest, 0) + step;
    this.#shift += target - placed;
    return target;
  }

  #keep(lane: number, placed: Millis): Millis {
    this.#last[lane] = placed;
    if (placed > this.#newest) this.#newest = placed;
    return placed;
  }
}
