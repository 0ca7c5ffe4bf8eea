/** What must hold in a show beyond its shape: ids are unique, references lead somewhere, nothing shows itself. */
import type { Scene } from './scene.ts';
import type { Show } from './show.ts';
import { hasPicture, hasSound, type Source } from './source.ts';

/** What can be wrong; `edit-refused` carries it as its `why`. */
export type Flaw =
  | 'id-twice'
  | 'source-missing'
  | 'scene-missing'
  | 'picture-missing'
  | 'sound-missing'
  | 'group-missing'
  | 'group-scattered'
  | 'ducks-itself'
  | 'two-main-microphones'
  | 'shows-itself'
  | 'nested-too-deep';

/** Scenes within scenes, the outermost counted. */
export const maxNesting = 8;

type SourceById = ReadonlyMap<string, Source>;

/** The first thing that is wrong with the show; null when it is sound. */
export function flawOf(show: Show): Flaw | null {
  const sources = new Map(show.sources.map((source) => [source.id, source]));
  const scenes = new Map(show.scenes.map((scene) => [scene.id, scene]));
  return (
    flawOfIds(show) ??
    first(show.sources, (source) => flawOfSource(source, sources, scenes)) ??
    first(show.scenes, (scene) => flawOfScene(scene, sources)) ??
    flawOfStage(show, scenes) ??
    flawOfMicrophones(show) ??
    flawOfNesting(show.scenes, sources, scenes)
  );
}

function first<T>(list: readonly T[], flaw: (entry: T) => Flaw | null): Flaw | null {
  for (const entry of list) {
    const found = flaw(entry);
    if (found !== null) return found;
  }
  return null;
}

function isUnique(list: readonly { readonly id: string }[]): boolean {
  return list.length < 2 || new Set(list.map(({ id }) => id)).size === list.length;
}

/** Items are named within the whole show, groups within their scene, filters within their list. */
function flawOfIds(show: Show): Flaw | null {
  const items = show.scenes.flatMap((scene) => scene.items);
  const lists = [
    show.sources,
    show.scenes,
    items,
    ...show.scenes.map(({ groups }) => groups),
    ...show.sources.flatMap(({ filters, strip }) => [filters, strip?.filters ?? []]),
    ...items.map(({ filters }) => filters),
  ];
  return lists.every(isUnique) ? null : 'id-twice';
}

function flawOfSource(source: Source, sources: SourceById, scenes: ReadonlyMap<string, Scene>): Flaw | null {
  if ((source.strip !== null) !== hasSound(source.input.kind)) return 'sound-missing';
  if (source.input.kind === 'scene' && !scenes.has(source.input.sceneId)) return 'scene-missing';
  return flawOfFallback(source, sources) ?? flawOfDucking(source, sources);
}

function flawOfFallback(source: Source, sources: SourceById): Flaw | null {
  if (source.fallbackId === null) return null;
  const fallback = sources.get(source.fallbackId);
  if (fallback === undefined) return 'source-missing';
  return hasPicture(fallback.input.kind) && hasPicture(source.input.kind) ? null : 'picture-missing';
}

function flawOfDucking(source: Source, sources: SourceById): Flaw | null {
  for (const filter of source.strip?.filters ?? []) {
    if (filter.kind !== 'compressor' || filter.sidechainId === null) continue;
    if (filter.sidechainId === source.id) return 'ducks-itself';
    const pushing = sources.get(filter.sidechainId);
    if (pushing === undefined) return 'source-missing';
    if (!hasSound(pushing.input.kind)) return 'sound-missing';
  }
  return null;
}

function flawOfScene(scene: Scene, sources: SourceById): Flaw | null {
  for (const { sourceId } of scene.items) {
    const source = sources.get(sourceId);
    if (source === undefined) return 'source-missing';
    if (!hasPicture(source.input.kind)) return 'picture-missing';
  }
  return flawOfGroups(scene);
}

/** A group has at least one item, and its items lie next to each other. */
function flawOfGroups({ items, groups }: Scene): Flaw | null {
  const met = new Set<string>();
  let current: string | null = null;
  for (const { groupId } of items) {
    if (groupId !== null && groupId !== current) {
      if (met.has(groupId)) return 'group-scattered';
      met.add(groupId);
    }
    current = groupId;
  }
  return met.size === groups.length && groups.every(({ id }) => met.has(id)) ? null : 'group-missing';
}

function flawOfStage(show: Show, scenes: ReadonlyMap<string, Scene>): Flaw | null {
  const { safeSceneId, openingSceneId, closingSceneId, stage } = show;
  const named = [safeSceneId, openingSceneId, closingSceneId, stage.programId, stage.previewId];
  return named.every((id) => id === null || scenes.has(id)) ? null : 'scene-missing';
}

function flawOfMicrophones(show: Show): Flaw | null {
  return show.sources.filter(({ strip }) => strip?.isMainMicrophone).length > 1 ? 'two-main-microphones' : null;
}

/** Follows scenes to their sources, sources to the scene they show and to what replaces them. */
function flawOfNesting(
  all: readonly Scene[],
  sources: SourceById,
  scenes: ReadonlyMap<string, Scene>,
): 'shows-itself' | 'nested-too-deep' | null {
  /** How many scenes lie within, itself included; `open` while it is being looked into. */
  const heights = new Map<Scene | Source, number | 'open'>();
  let isCircle = false;
  const heightOf = (node: Scene | Source, next: readonly (Scene | Source | undefined)[], own: number): number => {
    const known = heights.get(node);
    if (known === 'open') isCircle = true;
    if (known !== undefined) return known === 'open' ? 0 : known;
    heights.set(node, 'open');
    const height = own + Math.max(0, ...next.map((below) => (below === undefined ? 0 : visit(below))));
    heights.set(node, height);
    return height;
  };
  const visit = (node: Scene | Source): number => {
    if ('items' in node) {
      const shown = new Set(node.items.map(({ sourceId }) => sourceId));
      return heightOf(
        node,
        Array.from(shown, (id) => sources.get(id)),
        1,
      );
    }
    const scene = node.input.kind === 'scene' ? scenes.get(node.input.sceneId) : undefined;
    const fallback = node.fallbackId === null ? undefined : sources.get(node.fallbackId);
    return heightOf(node, [scene, fallback], 0);
  };
  const tallest = Math.max(0, ...[...all, ...sources.values()].map(visit));
  if (isCircle) return 'shows-itself';
  return tallest > maxNesting ? 'nested-too-deep' : null;
}
