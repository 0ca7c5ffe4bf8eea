/** The transitions that can be chosen: drafts of each kind, how long one takes, and whose it is. */
import type { Transition } from '../../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../../shared/studio/document/show.ts';
import type { Command } from '../../../../../shared/studio/edit/commands.ts';

export type TransitionKind = Transition['kind'];

/** In the order of the list. */
export const transitionKinds: readonly TransitionKind[] = ['cut', 'fade', 'slide', 'wipe', 'luma-wipe', 'stinger'];

/** Which file a kind is nothing without. */
export const transitionFile: Partial<Record<TransitionKind, 'picture' | 'film'>> = {
  'luma-wipe': 'picture',
  stinger: 'film',
};

/** Kinds that move somewhere. */
export const directions = ['left', 'right', 'up', 'down'] as const;

const usualMillis = 400;

/** A transition of that kind, as long as the one before where both have a length. */
export function draftTransition(kind: TransitionKind, before: Transition, path: string): Transition {
  const millis = millisOf(before) ?? usualMillis;
  switch (kind) {
    case 'cut':
      return { kind };
    case 'fade':
      return { kind, millis };
    case 'slide':
    case 'wipe':
      return { kind, millis, direction: 'direction' in before ? before.direction : 'left' };
    case 'luma-wipe':
      return { kind, millis, path, softness: 0.1, inverted: false };
    case 'stinger':
      return { kind, path, cutAtMillis: 500 };
  }
}

/** The transition to a scene, null where it has none of its own; of the show itself where no scene is named. */
export function transitionOf(show: Show, sceneId: string | null): Transition | null {
  if (sceneId === null) return show.transition;
  return show.scenes.find(({ id }) => id === sceneId)?.transition ?? null;
}

/** Gives the scene or the show this transition; null, for a scene: that of the show. */
export function planTransition(sceneId: string | null, transition: Transition | null): Command | null {
  if (sceneId !== null) return { name: 'scene.set', sceneId, patch: { transition } };
  return transition === null ? null : { name: 'transition.set', transition };
}

/** Its length, ms; null for a cut, and for a stinger, which is as long as its film. */
export function millisOf(transition: Transition): number | null {
  return 'millis' in transition ? transition.millis : null;
}

/** The same with another length; a cut and a stinger have none. */
export function withMillis(transition: Transition, millis: number): Transition {
  return 'millis' in transition ? { ...transition, millis } : transition;
}
