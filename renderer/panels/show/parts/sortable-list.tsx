/** A list whose rows are dragged into another order; rows also move by Alt and the arrows, see `useRowKeys`. */
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
  readonly children: ReactNode;
};

/** One row; pressing anywhere on it and moving drags it. */
export function SortableRow({ id, className, onKeyDown, children }: SortableRowProps) {
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
    >
      {children}
    </li>
  );
}

/** Keys of a row: Alt and an arrow move it, F2 renames it, Delete removes it. */
export function rowKeys(ways: {
  readonly move: (step: 1 | -1) => void;
  readonly rename: () => void;
  readonly remove: () => void;
}): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.target instanceof HTMLInputElement) return;
    const way = {
      ArrowUp: event.altKey ? () => ways.move(-1) : undefined,
      ArrowDown: event.altKey ? () => ways.move(1) : undefined,
      F2: ways.rename,
      Delete: ways.remove,
    }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    way();
  };
}
