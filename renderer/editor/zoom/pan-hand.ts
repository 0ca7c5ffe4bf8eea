/** The hand that moves what is seen: while Space is held the main button drags the picture, the middle one always does. */
import type { Point } from '../../../shared/studio/geometry/box.ts';

/** Of a pointer event what the hand needs. */
export type HandEvent = { readonly button: number; readonly clientX: number; readonly clientY: number };

const mainButton = 0;
const middleButton = 1;

/** One stage. */
export class PanHand {
  readonly #move: (by: Point) => void;
  #isSpaceHeld = false;
  #last: Point | null = null;

  constructor(move: (by: Point) => void) {
    this.#move = move;
  }

  /** Space went down or up. */
  holdSpace(isHeld: boolean): void {
    this.#isSpaceHeld = isHeld;
  }

  /** True where the press is the hand's, and nobody else's. */
  press({ button, clientX, clientY }: HandEvent): boolean {
    const isHand = button === middleButton || (button === mainButton && this.#isSpaceHeld);
    if (isHand) this.#last = { x: clientX, y: clientY };
    return isHand;
  }

  /** True while the hand drags. */
  drag({ clientX, clientY }: HandEvent): boolean {
    const last = this.#last;
    if (last === null) return false;
    this.#last = { x: clientX, y: clientY };
    this.#move({ x: clientX - last.x, y: clientY - last.y });
    return true;
  }

  /** Lets go; true where it held something. */
  release(): boolean {
    const wasHeld = this.#last !== null;
    this.#last = null;
    return wasHeld;
  }
}
