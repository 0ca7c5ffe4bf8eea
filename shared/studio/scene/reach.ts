/** Which sources a set of visible scenes needs, through scenes within scenes and stand-ins; opening them is the engine's matter. */
import type { ShowIndex } from './show-index.ts';

/** Scenes may show scenes this deep; what lies deeper is not drawn. */
export const maxSceneDepth = 8;

/** Stand-ins of stand-ins are followed this far. */
export const maxFallbacks = 4;

/** Something that is looked at. */
export type Root =
  { readonly kind: 'scene'; readonly sceneId: string } | { readonly kind: 'source'; readonly sourceId: string };

/** `shown`: viewers see it; `ready`: somebody else does, or viewers may see it in a moment. */
export type Need = 'shown' | 'ready';

/** A source that is to be followed further. */
type Step = { readonly sourceId: string; readonly need: Need; readonly depth: number };

/** Every source that is needed, with the stronger need where there are two. */
export function neededSources(
  index: ShowIndex,
  shown: readonly Root[],
  ready: readonly Root[],
): ReadonlyMap<string, Need> {
  const needs = new Map<string, Need>();
  const seen = new Set<string>();
  const waiting = shown.flatMap((root) => stepsOf(index, root, 'shown'));
  waiting.push(...ready.flatMap((root) => stepsOf(index, root, 'ready')));
  // Grows while it is gone through: by depth, so that a source is met first where it lies least deep.
  for (const step of waiting) {
    const key = `${step.sourceId} ${step.need}`;
    const source = index.sources.get(step.sourceId);
    if (source === undefined || seen.has(key)) continue;
    seen.add(key);
    if (needs.get(source.id) !== 'shown') needs.set(source.id, step.need);
    if (source.input.kind === 'scene') {
      waiting.push(...itemsOf(index, source.input.sceneId, { need: step.need, depth: step.depth + 1 }));
    }
    if (source.fallbackId !== null && step.depth < maxSceneDepth) {
      waiting.push({ sourceId: source.fallbackId, need: 'ready', depth: step.depth + 1 });
    }
  }
  return needs;
}

function stepsOf(index: ShowIndex, root: Root, need: Need): readonly Step[] {
  if (root.kind === 'source') return [{ sourceId: root.sourceId, need, depth: 0 }];
  return itemsOf(index, root.sceneId, { need, depth: 0 });
}

/** What is hidden on a scene is kept ready: it may be shown the next moment. */
function itemsOf(index: ShowIndex, sceneId: string, at: Pick<Step, 'need' | 'depth'>): readonly Step[] {
  if (at.depth >= maxSceneDepth) return [];
  const items = index.scenes.get(sceneId)?.items ?? [];
  return items.map(({ sourceId, visible }) => ({
    sourceId,
    need: visible ? at.need : 'ready',
    depth: at.depth,
  }));
}

/** An open source, and since when nobody needs it; null while somebody does. */
export type Resting = {
  readonly sourceId: string;
  /** It can't be opened again from here, or would lose its place. */
  readonly mustStay: boolean;
  readonly since: number | null;
};

/** So many sources may be open that nobody needs: coming back to a scene finds it as it was. */
export const maxResting = 24;

/** Those to close, longest unneeded first. */
export function restingTooLong(open: readonly Resting[]): readonly string[] {
  const resting = open.filter(({ since, mustStay }) => since !== null && !mustStay);
  return resting
    .toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0))
    .slice(0, Math.max(0, resting.length - maxResting))
    .map(({ sourceId }) => sourceId);
}
