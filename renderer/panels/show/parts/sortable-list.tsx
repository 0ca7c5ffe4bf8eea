/** A list whose rows are dragged into another order; rows also move by Alt and the arrows, see `rowKeys`. */
import { closestCenter, DndContext, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import type { KeyboardEvent, ReactNode } from 'react';

/** A press becomes a drag after so many px: a click stays a click. */
const dragFrom = 6;

type SortableListProps = {
  readonly ids: readonly string[];
  readonly label: string;
  /** `to` is the new place in the list, from 0. */
  readonly onMove: (id: string, to: number) => void;
  readonly children: ReactNode;
};

/** A list; its children are `SortableRow`s in the order of `ids`. */
export function SortableList({ ids, label, onMove, children }: SortableListProps) {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: dragFrom } }));
  const end = ({ active, over }: DragEndEvent) => {
    const to = over === null ? -1 : ids.indexOf(String(over.id));
    if (to >= 0 && over?.id !== active.id) onMove(String(active.id), to);
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={end}>
      <SortableContext items={[...ids]} strategy={verticalListSortingStrategy}>
        <ul className="rows" aria-label={label}>
          {children}
        </ul>
      </SortableContext>
    </DndContext>
  );
}

type SortableRowProps = {
  readonly id: string;
  readonly className: string;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly onFocus?: () => void;
  readonly children: ReactNode;
};

/** One row; pressing anywhere on it and moving drags it. */
export function SortableRow({ id, className, onKeyDown, onFocus, children }: SortableRowProps) {
  const { setNodeRef, listeners, transform, transition, isDragging } = useSortable({ id });
  const style = { transform: CSS.Translate.toString(transform), transition: transition ?? undefined };
  return (
    // Keys reach the row from the buttons within it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      ref={setNodeRef}
      className={isDragging ? `${className} row-dragged` : className}
      style={style}
      {...listeners}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      {children}
    </li>
  );
}

/** What a key does to its row. */
export type RowAct = 'up' | 'down' | 'rename' | 'remove';

/** Where in the row the key was pressed: its own control, a button beside it, or where keys mean something else. */
export type RowPlace = 'row' | 'button' | 'elsewhere';

/** Marks the control that stands for the whole row: only there Delete means the row. */
export const rowControl = { 'data-row': true } as const;

/** Alt and an arrow move a row, F2 renames it, Delete removes it; null for all other keys. */
export function rowAct({ key, altKey }: Pick<KeyboardEvent, 'key' | 'altKey'>, place: RowPlace): RowAct | null {
  if (place === 'elsewhere') return null;
  if (altKey) return ({ ArrowUp: 'up', ArrowDown: 'down' } as const)[key] ?? null;
  if (key === 'F2') return 'rename';
  return key === 'Delete' && place === 'row' ? 'remove' : null;
}

/** A menu of the row is no part of it in the page, though its keys come by here too. */
function placeOf({ target, currentTarget }: KeyboardEvent): RowPlace {
  if (!(target instanceof Element) || !currentTarget.contains(target)) return 'elsewhere';
  if (target.closest('[data-row]') !== null) return 'row';
  return target.closest('input, select, textarea') === null ? 'button' : 'elsewhere';
}

/** Listens for the keys of a row. */
export function rowKeys(ways: {
  readonly move: (step: 1 | -1) => void;
  readonly rename: () => void;
  readonly remove: () => void;
}): (event: KeyboardEvent) => void {
  return (event) => {
    const act = rowAct(event, placeOf(event));
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (act === 'rename' || act === 'remove') ways[act]();
    else ways.move(act === 'up' ? -1 : 1);
  };
}
