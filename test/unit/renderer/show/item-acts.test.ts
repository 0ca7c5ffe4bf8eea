/** Commands on the selection: what is locked stays and says so, several items move as one, a visit to a field is a step. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { useNotices } from '../../../../renderer/store/notices.ts';
import {
  align,
  copySelected,
  cutSelected,
  fadeSelected,
  fit,
  flip,
  placeOf,
  placeSelected,
  removeSelected,
  scale,
  straighten,
  transformSelected,
  turn,
} from '../../../../renderer/store/show/acts/item-acts.ts';
import { Visit } from '../../../../renderer/store/show/mirror/visit.ts';
import { select, selectedItems, useSelection } from '../../../../renderer/store/show/selection.ts';
import { currentShow, edit, mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import { ok } from '../../../../shared/errors.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import { commandSchema } from '../../../../shared/studio/edit/commands.ts';
import { emptyHistory, record, type History } from '../../../../shared/studio/edit/history.ts';
import { z } from 'zod';
import {
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
  wholeCanvas,
} from '../../../support/studio/show-parts.ts';

const wish = z.object({ command: commandSchema, gesture: z.string().nullable() });
const show = makeShow(
  [
    makeScene('a', [
      makeItem('left', { transform: { ...wholeCanvas, x: 100, y: 100, width: 200, height: 100 } }),
      makeItem('right', { transform: { ...wholeCanvas, x: 500, y: 300, width: 100, height: 100 } }),
      makeItem('held', { locked: true }),
    ]),
  ],
  [makeSource('left', colourInput()), makeSource('right', colourInput()), makeSource('held', colourInput())],
);

let names: string[];
let history: History;

const toasts = () => useNotices.getState().toasts;
const place = (id: string) => currentShow()?.scenes[0]?.items.find((item) => item.id === `item-${id}`)?.transform;
const at = (id: string) => [place(id)?.x, place(id)?.y, place(id)?.width, place(id)?.height];

beforeEach(() => {
  names = [];
  history = emptyHistory;
  let kept = show;
  const call = async (_name: string, input: unknown) => {
    const { command, gesture } = wish.parse(input);
    names.push(command.name);
    const applied = applyCommand(kept, command);
    if (!applied.ok) return applied;
    kept = applied.value.show;
    history = record(history, applied.value, gesture);
    return ok({ revision: names.length });
  };
  vi.stubGlobal('window', { studio: { call, on: () => () => undefined } });
  useShowStore.setState({ mirror: null });
  useNotices.setState({ toasts: [] });
  useSelection.setState({ itemIds: [], clipboard: null });
  mirrorShow({ profileId: 'p', revision: 0, show, undo: null, redo: null, undoSteps: [] });
});

afterEach(() => void vi.unstubAllGlobals());

describe('a locked item', () => {
  const acts: readonly (readonly [string, () => Promise<void>])[] = [
    ['aligned', () => align('left')],
    ['fitted', () => fit('top-left')],
    ['mirrored', () => flip('x')],
    ['turned', () => turn(15)],
    ['scaled', () => scale(1.1)],
    ['straightened', straighten],
    ['numbered', () => transformSelected({ x: 7 })],
    ['placed', () => placeSelected('x', 7, null)],
    ['taken out', removeSelected],
    ['cut', cutSelected],
  ];

  test.each(acts)('is not %s, and a notice says why', async (_what, act) => {
    select(['item-held']);
    await act();
    expect(currentShow()).toBe(show);
    expect(names).toEqual([]);
    expect(toasts().map(({ text }) => text)).toEqual(['held is locked, so it stays as it is.']);
  });

  test('is opened by the notice', async () => {
    select(['item-held']);
    await turn(15);
    toasts()[0]?.action?.act();
    await vi.waitFor(() => expect(names).toEqual(['item.set']));
    await turn(15);
    expect(place('held')?.rotation).toBe(15);
  });

  test('stays where others of the selection go', async () => {
    select(['item-held', 'item-left']);
    await align('left');
    expect([at('left')[0], place('held')]).toEqual([0, wholeCanvas]);
    await removeSelected();
    expect(currentShow()?.scenes[0]?.items.map(({ id }) => id)).toEqual(['item-right', 'item-held']);
  });

  test('can be copied, but is not cut', async () => {
    select(['item-held', 'item-left']);
    copySelected();
    expect(useSelection.getState().clipboard?.items).toHaveLength(2);
    await cutSelected();
    expect(useSelection.getState().clipboard?.items.map(({ id }) => id)).toEqual(['item-left']);
  });
});

describe('numbers of several items', () => {
  beforeEach(() => select(['item-left', 'item-right']));

  test('are those of the box round them, and move them together', async () => {
    expect(placeOf(selectedItems())).toEqual({ x: 100, y: 100, width: 500, height: 300 });
    await placeSelected('x', 0, null);
    await placeSelected('y', 150, null);
    expect([at('left'), at('right')]).toEqual([
      [0, 150, 200, 100],
      [400, 350, 100, 100],
    ]);
  });

  test('make them larger evenly, from their upper left corner', async () => {
    await placeSelected('width', 1000, null);
    expect([at('left'), at('right')]).toEqual([
      [100, 100, 400, 200],
      [900, 500, 200, 200],
    ]);
    await placeSelected('height', 150, null);
    expect(placeOf(selectedItems())).toEqual({ x: 100, y: 100, width: 250, height: 150 });
  });

  test('leave a locked one out of the box', async () => {
    select(['item-left', 'item-right', 'item-held']);
    expect(placeOf(selectedItems())).toEqual({ x: 100, y: 100, width: 500, height: 300 });
    await fadeSelected(0.5, 'fade');
    expect(selectedItems().map(({ opacity }) => opacity)).toEqual([0.5, 0.5, 0.5]);
  });
});

test('what is changed in one visit to a field is one step, the next visit another', async () => {
  select(['item-left']);
  const visit = new Visit();
  visit.begin();
  await placeSelected('x', 1, visit.gesture);
  await placeSelected('x', 2, visit.gesture);
  visit.begin();
  await placeSelected('x', 100, visit.gesture);
  await edit({ name: 'guides.set', patch: { grid: true } });
  expect(history.undo.map(({ label }) => label.key)).toEqual([
    'edit.item.transform',
    'edit.item.transform',
    'edit.guides.set',
  ]);
});
