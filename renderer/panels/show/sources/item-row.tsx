/** One item of the scene in the list: the canvas's twin in words, with everything that can be done to it. */
import { Eye, EyeOff, Lock, LockOpen } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { IconButton } from '../../../app/parts/button.tsx';
import { removeSelected } from '../../../store/show/acts/item-acts.ts';
import { renameSource } from '../../../store/show/acts/scene-acts.ts';
import { placeFromBack, selectionAfter, type ItemLine } from '../../../store/show/plans/rows.ts';
import { select, showDialog, useSelection } from '../../../store/show/selection.ts';
import { edit } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { FilmControls } from '../parts/film-controls.tsx';
import { RenameField } from '../parts/rename-field.tsx';
import { rowControl, rowKeys, SortableRow } from '../parts/sortable-list.tsx';
import { GroupHead } from './group-head.tsx';
import { ItemMenu } from './item-menu.tsx';
import { AgeDot, SourceTrouble } from './source-health.tsx';
import { SourceIcon } from '../parts/source-icon.tsx';

type ItemRowProps = {
  readonly line: ItemLine;
  readonly sceneId: string;
  /** All items, front to back. */
  readonly ids: readonly string[];
  readonly isSelected: boolean;
  readonly isRenamed: boolean;
  /** Which row's name is being changed; null: none. */
  readonly onRename: (itemId: string | null) => void;
};

/** Pressing selects; a double click opens the properties. */
export const ItemRow = memo(function ItemRow({ line, sceneId, ids, isSelected, isRenamed, onRename }: ItemRowProps) {
  const { item, source, place, group } = line;
  const { t } = useTranslation();
  const keys = rowKeys({
    move: (step) => {
      const to = placeFromBack(ids.length, Math.min(ids.length - 1, Math.max(0, place + step)));
      void edit({ name: 'item.order', sceneId, itemIds: [item.id], to });
    },
    rename: () => onRename(item.id),
    remove: () => {
      select([item.id]);
      void removeSelected();
    },
  });
  const press = ({ shiftKey, ctrlKey, metaKey }: MouseEvent) => {
    const before = useSelection.getState().itemIds;
    select(selectionAfter(before, ids, { id: item.id, range: shiftKey, more: ctrlKey || metaKey }));
  };
  const done = (name: string | null) => {
    onRename(null);
    if (name !== null) void renameSource(source.id, name);
  };
  const classes = `source-row${isSelected ? ' row-on' : ''}${item.visible ? '' : ' row-hidden'}${group ? ' row-in' : ''}`;
  return (
    <SortableRow id={item.id} className={classes} onKeyDown={keys}>
      {group?.isHead === true ? <GroupHead sceneId={sceneId} group={group} /> : null}
      <div className="row-line">
        <button
          type="button"
          className="row-main"
          {...rowControl}
          aria-pressed={isSelected}
          onClick={press}
          onDoubleClick={() => showDialog({ kind: 'properties', sourceId: source.id })}
        >
          <SourceIcon kind={source.input.kind} />
          {isRenamed ? null : <span className="row-name">{source.name}</span>}
          <AgeDot sourceId={source.id} />
        </button>
        {isRenamed ? <RenameField label={t('show.sources.rename')} name={source.name} onDone={done} /> : null}
        <ItemSwitches line={line} sceneId={sceneId} />
        <ItemMenu line={line} sceneId={sceneId} onRename={() => onRename(item.id)} />
      </div>
      {isSelected && source.input.kind === 'media' ? (
        <FilmControls sourceId={source.id} name={source.name} input={source.input} />
      ) : null}
      <SourceTrouble source={source} />
    </SortableRow>
  );
});

function ItemSwitches({ line, sceneId }: Pick<ItemRowProps, 'line' | 'sceneId'>) {
  const { t } = useTranslation();
  const { item, source } = line;
  const { name } = source;
  const set = (patch: { visible: boolean } | { locked: boolean }) =>
    void edit({ name: 'item.set', sceneId, itemIds: [item.id], patch });
  return (
    <>
      <IconButton
        label={item.visible ? t('show.sources.hide', { name }) : t('show.sources.show', { name })}
        icon={item.visible ? <Eye /> : <EyeOff />}
        onClick={() => set({ visible: !item.visible })}
      />
      <IconButton
        label={item.locked ? t('show.sources.unlock', { name }) : t('show.sources.lock', { name })}
        icon={item.locked ? <Lock /> : <LockOpen />}
        onClick={() => set({ locked: !item.locked })}
      />
    </>
  );
}
