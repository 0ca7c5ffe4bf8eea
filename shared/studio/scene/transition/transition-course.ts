/** What a transition shows at a moment: shares, offsets and areas; drawing them is the engine's matter. */
import type { Micros, Millis } from '../../../clock.ts';
import type { Transition } from '../../document/scene.ts';

/** A film that is not known to end ends after this, ms. */
const longestFilm: Millis = 20_000;

/** A film may take this long to give its first picture; after that the scenes are cut without it. */
export const filmPatience: Micros = 700_000;

/** A part of the picture, in parts of its size. */
export type Part = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where a picture is moved to, in parts of its size. */
export type Shift = { readonly x: number; readonly y: number };

/** What is drawn of the old scene (`from`) and the new one (`to`). */
export type TransitionStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'mix'; readonly share: number }
  | { readonly kind: 'slide'; readonly from: Shift; readonly to: Shift }
  | { readonly kind: 'wipe'; readonly shown: Part }
  | { readonly kind: 'luma'; readonly share: number; readonly softness: number; readonly inverted: boolean }
  | { readonly kind: 'film'; readonly under: 'from' | 'to' };

/** How long it takes; `film` is the length of a stinger's film, null while unknown. */
function transitionMillis(transition: Transition, film: Millis | null): Millis {
  switch (transition.kind) {
    case 'cut':
      return 0;
    case 'fade':
    case 'slide':
    case 'wipe':
    case 'luma-wipe':
      return transition.millis;
    case 'stinger':
      return Math.max(transition.cutAtMillis, film ?? longestFilm);
  }
}

/** The share of it that is over, 0 to 1. */
export function progressAt(transition: Transition, elapsed: Micros, film: Millis | null): number {
  const whole = transitionMillis(transition, film) * 1000;
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, elapsed / whole));
}

/** What to draw `elapsed` µs after it began. */
export function stepAt(transition: Transition, elapsed: Micros, film: Millis | null): TransitionStep {
  const progress = progressAt(transition, elapsed, film);
  if (progress >= 1) return { kind: 'done' };
  switch (transition.kind) {
    case 'cut':
      return { kind: 'done' };
    case 'fade':
      return { kind: 'mix', share: progress };
    case 'slide':
      return slideAt(transition.direction, easeInOut(progress));
    case 'wipe':
      return { kind: 'wipe', shown: wipedPart(transition.direction, progress) };
    case 'luma-wipe':
      return { kind: 'luma', share: progress, softness: transition.softness, inverted: transition.inverted };
    case 'stinger':
      return { kind: 'film', under: elapsed < transition.cutAtMillis * 1000 ? 'from' : 'to' };
  }
}

type Direction = Extract<Transition, { kind: 'slide' | 'wipe' }>['direction'];

const ways: Readonly<Record<Direction, Shift>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** The new picture pushes the old one out. */
function slideAt(direction: Direction, share: number): TransitionStep {
  const way = ways[direction];
  return {
    kind: 'slide',
    from: { x: way.x * share, y: way.y * share },
    to: { x: way.x * (share - 1), y: way.y * (share - 1) },
  };
}

/** The part where the new picture already shows: it grows in the given direction. */
function wipedPart(direction: Direction, share: number): Part {
  switch (direction) {
    case 'right':
      return { x: 0, y: 0, width: share, height: 1 };
    case 'left':
      return { x: 1 - share, y: 0, width: share, height: 1 };
    case 'down':
      return { x: 0, y: 0, width: 1, height: share };
    case 'up':
      return { x: 0, y: 1 - share, width: 1, height: share };
  }
}

/** Begins and ends gently. */
function easeInOut(share: number): number {
  return share * share * (3 - 2 * share);
}
