/** The source that a scene stands or falls with: the largest of those whose pictures must keep coming. */
import type { Scene, Transform } from '../../document/scene.ts';
import { maxSceneDepth } from '../reach.ts';
import type { ShowIndex } from '../show-index.ts';
import { mustFlow } from '../source-status.ts';

type Candidate = { readonly sourceId: string; readonly area: number };

/** Its id; null for a scene where nothing must move. Of two of one size the one in front. */
export function leadSource(index: ShowIndex, sceneId: string): string | null {
  const scene = index.scenes.get(sceneId);
  return scene === undefined ? null : (leadOf(index, scene, maxSceneDepth)?.sourceId ?? null);
}

function leadOf(index: ShowIndex, scene: Scene, depth: number): Candidate | null {
  const candidates = scene.items.flatMap(({ sourceId, visible, opacity, transform }): readonly Candidate[] => {
    const found = visible && opacity > 0 ? leadOfSource(index, sourceId, depth) : null;
    const area = seenArea(transform, index.show.canvas);
    return found === null || area === 0 ? [] : [{ sourceId: found, area }];
  });
  return candidates.toSorted((a, b) => a.area - b.area).at(-1) ?? null;
}

/** The source itself, or the lead of the scene that it is. */
function leadOfSource(index: ShowIndex, sourceId: string, depth: number): string | null {
  const input = index.sources.get(sourceId)?.input;
  if (input === undefined) return null;
  if (input.kind !== 'scene') return mustFlow(input.kind) ? sourceId : null;
  const inner = depth > 1 ? index.scenes.get(input.sceneId) : undefined;
  return inner === undefined ? null : (leadOf(index, inner, depth - 1)?.sourceId ?? null);
}

/** Canvas pixels that its box takes, were it upright. */
function seenArea({ x, y, width, height }: Transform, canvas: { width: number; height: number }): number {
  const wide = Math.min(canvas.width, x + width) - Math.max(0, x);
  const high = Math.min(canvas.height, y + height) - Math.max(0, y);
  return Math.max(0, wide) * Math.max(0, high);
}
