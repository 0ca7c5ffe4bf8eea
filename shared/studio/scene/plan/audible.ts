/** How loud the scenes on air let each source be: what they don't show is silent, and a transition fades from one to the other. */
import { maxSceneDepth } from '../reach.ts';
import type { ShowIndex } from '../show-index.ts';

/** What is on air. */
export type AudibleStage = {
  readonly programId: string;
  /** The scene that goes, while a transition runs. */
  readonly leavingId: string | null;
  /** Of the transition, 0 to 1. */
  readonly progress: number;
};

/** 0 to 1 by source; sources that no scene on air shows are not named. */
export function audibleGains(
  index: ShowIndex,
  { programId, leavingId, progress }: AudibleStage,
): ReadonlyMap<string, number> {
  const gains = new Map<string, number>();
  const add = (sceneId: string, gain: number) => {
    for (const sourceId of sourcesShown(index, sceneId)) {
      gains.set(sourceId, Math.min(1, (gains.get(sourceId) ?? 0) + gain));
    }
  };
  add(programId, leavingId === null ? 1 : progress);
  if (leavingId !== null) add(leavingId, 1 - progress);
  return gains;
}

/** Every source that is visible on a scene, through scenes within it. */
function sourcesShown(index: ShowIndex, sceneId: string): ReadonlySet<string> {
  const shown = new Set<string>();
  let scenes = [sceneId];
  for (let depth = 0; depth < maxSceneDepth && scenes.length > 0; depth += 1) {
    const inner: string[] = [];
    for (const id of scenes) {
      for (const { sourceId, visible } of index.scenes.get(id)?.items ?? []) {
        const input = index.sources.get(sourceId)?.input;
        if (!visible || input === undefined || shown.has(sourceId)) continue;
        shown.add(sourceId);
        if (input.kind === 'scene') inner.push(input.sceneId);
      }
    }
    scenes = inner;
  }
  return shown;
}
