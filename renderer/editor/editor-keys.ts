/** Keys of the editor while the picture has the focus; what they do is in the item acts. */
import type { Point } from '../../shared/studio/geometry/box.ts';
import {
  copySelected,
  cutSelected,
  duplicateSelected,
  group,
  nudge,
  paste,
  removeSelected,
  selectAll,
  ungroup,
} from '../store/show/acts/item-acts.ts';
import { take } from '../store/show/acts/scene-acts.ts';
import { select } from '../store/show/selection.ts';
import { showWhole, zoomBy } from './zoom/zoom.ts';

/** The part of a keyboard event that decides. */
export type EditorKeys = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
};

/** Acts that need nothing to be told; what they do is in the item acts. */
const plainActs = {
  remove: removeSelected,
  'nothing-selected': () => select([]),
  take,
  'select-all': selectAll,
  copy: copySelected,
  cut: cutSelected,
  paste,
  duplicate: duplicateSelected,
  group,
  ungroup,
  whole: showWhole,
} as const;

/** What a key press in the editor means. */
export type EditorAct =
  | { readonly act: 'nudge'; readonly dx: number; readonly dy: number }
  | { readonly act: 'zoom'; readonly by: number }
  | { readonly act: keyof typeof plainActs };

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const plainKeys: Readonly<Record<string, EditorAct>> = {
  Delete: { act: 'remove' },
  Backspace: { act: 'remove' },
  Escape: { act: 'nothing-selected' },
  Enter: { act: 'take' },
  '+': { act: 'zoom', by: 1.25 },
  '-': { act: 'zoom', by: 0.8 },
  '0': { act: 'whole' },
};

const controlKeys: Readonly<Record<string, EditorAct>> = {
  a: { act: 'select-all' },
  c: { act: 'copy' },
  x: { act: 'cut' },
  v: { act: 'paste' },
  d: { act: 'duplicate' },
  g: { act: 'group' },
  G: { act: 'ungroup' },
};

/** Canvas pixels of an arrow with Shift. */
const farStep = 10;

/** The meaning of a press; null for keys that are nothing here. */
export function editorAct({ key, ctrlKey, metaKey, shiftKey, altKey }: EditorKeys): EditorAct | null {
  if (altKey) return null;
  if (ctrlKey || metaKey) return controlKeys[shiftKey ? key.toUpperCase() : key] ?? null;
  const arrow = arrows[key];
  if (arrow === undefined) return plainKeys[key] ?? null;
  const step = shiftKey ? farStep : 1;
  return { act: 'nudge', dx: arrow[0] * step, dy: arrow[1] * step };
}

/** Does it; zooming is about a point of the stage, null for its middle. */
export function carryOut(act: EditorAct, about: Point | null): void {
  if (act.act === 'zoom') zoomBy(act.by, about);
  else if (act.act === 'nudge') void nudge(act.dx, act.dy);
  else void plainActs[act.act]();
}
