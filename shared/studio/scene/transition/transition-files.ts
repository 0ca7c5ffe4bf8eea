/** Which transitions of a show have a file, and which of these the next takes may need. */
import type { FileOwner } from '../../document/files.ts';
import type { Transition } from '../../document/scene.ts';
import type { Show } from '../../document/show.ts';
import { defaultStrip, type Source } from '../../document/source.ts';

/** A stinger's film, or the image of a luma wipe. */
export type FileTransition = Extract<Transition, { kind: 'stinger' | 'luma-wipe' }>;

/** What a stinger sounds as: on all tracks, as loud as its file. No strip shows it, and no source has such an id. */
export const transitionSound: Source = {
  id: 'show/transition',
  name: 'transition',
  input: { kind: 'media', paths: [], loop: false, shuffle: false, restart: true },
  filters: [],
  strip: defaultStrip,
  fallbackId: null,
};

/** One file, and everybody in the show who names it for this. */
export type TransitionNeed = {
  readonly kind: FileTransition['kind'];
  readonly path: string;
  readonly owners: readonly [FileOwner, ...FileOwner[]];
};

/** So many files are kept open for the takes to come. */
const maxNeeds = 4;

const showOwner: FileOwner = { kind: 'show', id: 'show' };

/** Null for transitions without a file. */
function fileTransition(transition: Transition): FileTransition | null {
  return transition.kind === 'stinger' || transition.kind === 'luma-wipe' ? transition : null;
}

/** That of the preview's scene first, then the show's, then those of the other scenes; each file once. */
export function neededTransitions(show: Show, previewId: string): readonly TransitionNeed[] {
  const own = show.scenes.map(({ id, transition }) => ({ owner: sceneOwner(id), transition }));
  const isNext = ({ owner }: { readonly owner: FileOwner }) => owner.id === previewId;
  const candidates = [
    ...own.filter(isNext),
    { owner: showOwner, transition: show.transition },
    ...own.filter((one) => !isNext(one)),
  ];
  const needs = new Map<string, TransitionNeed>();
  for (const { owner, transition } of candidates) {
    const file = transition === null ? null : fileTransition(transition);
    if (file === null) continue;
    const key = needKey(file);
    const known = needs.get(key);
    if (known !== undefined) needs.set(key, { ...known, owners: [...known.owners, owner] });
    else if (needs.size < maxNeeds) needs.set(key, { kind: file.kind, path: file.path, owners: [owner] });
  }
  return [...needs.values()];
}

/** Tells files apart. */
export function needKey({ kind, path }: Pick<TransitionNeed, 'kind' | 'path'>): string {
  return `${kind} ${path}`;
}

/** What one take needs; null for a transition without a file. */
export function needOf(
  show: Show,
  take: { readonly to: string; readonly transition: Transition },
): TransitionNeed | null {
  const file = fileTransition(take.transition);
  if (file === null) return null;
  const own = show.scenes.find(({ id }) => id === take.to)?.transition ?? null;
  const isOwn = own !== null && JSON.stringify(own) === JSON.stringify(take.transition);
  return { kind: file.kind, path: file.path, owners: [isOwn ? sceneOwner(take.to) : showOwner] };
}

/** True where a take may be heard: a film may have sound. */
export function hasStinger(show: Pick<Show, 'transition' | 'scenes'>): boolean {
  return show.transition.kind === 'stinger' || show.scenes.some(({ transition }) => transition?.kind === 'stinger');
}

function sceneOwner(id: string): FileOwner {
  return { kind: 'scene', id };
}
