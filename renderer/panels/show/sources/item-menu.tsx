/** Everything that the canvas can do to an item, as commands in its row's menu. */
import type { ReactNode } from 'react';
import { alignments, fittings } from '../../../../shared/studio/geometry/fitting.ts';
import {
  align,
  copySelected,
  duplicateSelected,
  fit,
  flip,
  group,
  order,
  paste,
  removeSelected,
  scale,
  straighten,
  turn,
  ungroup,
} from '../../../store/show/acts/item-acts.ts';
import type { ItemLine } from '../../../store/show/plans/rows.ts';
import { select, showDialog, showNumbers, useSelection } from '../../../store/show/selection.ts';
import { useTranslation } from '../../../words/words.ts';
import { MenuBranch, MenuItem, MenuLine, RowMenu } from '../parts/row-menu.tsx';
import { LookBranch, SourceBranch } from './item-branches.tsx';

type ItemMenuProps = { readonly line: ItemLine; readonly sceneId: string; readonly onRename: () => void };

/** A command on this row's item, or on all selected ones when it is among them. */
function useOnItem(itemId: string): (act: () => unknown) => () => void {
  return (act) => () => {
    if (!useSelection.getState().itemIds.includes(itemId)) select([itemId]);
    act();
  };
}

/** Opened from the row. */
export function ItemMenu({ line, sceneId, onRename }: ItemMenuProps) {
  const { item, source } = line;
  const { t } = useTranslation();
  const on = useOnItem(item.id);
  return (
    <RowMenu label={t('show.sources.menu', { name: source.name })}>
      <MenuItem onSelect={() => showDialog({ kind: 'properties', sourceId: source.id })}>
        {t('show.sources.properties')}
      </MenuItem>
      <MenuItem onSelect={() => showDialog({ kind: 'filters', sourceId: source.id, itemId: item.id })}>
        {t('show.sources.filters')}
      </MenuItem>
      <MenuItem keys="F2" onSelect={onRename}>
        {t('show.sources.rename')}
      </MenuItem>
      <MenuLine />
      <PlaceBranches on={on} />
      <LookBranch item={item} sceneId={sceneId} />
      <MenuItem command="item.numbers" onSelect={on(() => showNumbers(true))}>
        {t('editor.numbers.open')}
      </MenuItem>
      <MenuLine />
      <MenuItem keys="Ctrl+C" onSelect={on(copySelected)}>
        {t('editor.copy')}
      </MenuItem>
      <MenuItem keys="Ctrl+V" onSelect={() => void paste()}>
        {t('editor.paste')}
      </MenuItem>
      <MenuItem keys="Ctrl+D" onSelect={on(duplicateSelected)}>
        {t('editor.duplicate')}
      </MenuItem>
      <MenuItem keys="Ctrl+G" onSelect={on(group)}>
        {t('editor.group')}
      </MenuItem>
      <MenuItem disabled={item.groupId === null} onSelect={on(ungroup)}>
        {t('editor.ungroup')}
      </MenuItem>
      <MenuLine />
      <SourceBranch source={source} />
      <MenuItem keys="Delete" onSelect={on(removeSelected)}>
        {t('show.sources.takeOut')}
      </MenuItem>
    </RowMenu>
  );
}

const orders = [
  ['front', ''],
  ['forward', ']'],
  ['backward', '['],
  ['back', ''],
] as const;

/** Order, alignment, fitting, size and turning. */
function PlaceBranches({ on }: { readonly on: (act: () => unknown) => () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <MenuBranch label={t('editor.order.title')}>
        {orders.map(([to, keys]) => (
          <MenuItem key={to} {...(keys === '' ? {} : { keys })} onSelect={on(() => order(to))}>
            {t(`editor.order.${to}`)}
          </MenuItem>
        ))}
      </MenuBranch>
      <MenuBranch label={t('editor.align.title')}>
        {alignments.map((to) => (
          <MenuItem key={to} onSelect={on(() => align(to))}>
            {t(`editor.align.${to}`)}
          </MenuItem>
        ))}
      </MenuBranch>
      <MenuBranch label={t('editor.fit.title')}>
        {fittings.map((to) => (
          <MenuItem key={to} onSelect={on(() => fit(to))}>
            {t(`editor.fit.${to}`)}
          </MenuItem>
        ))}
      </MenuBranch>
      <MenuBranch label={t('editor.turn.title')}>
        <MenuItem onSelect={on(() => scale(1.1))}>{t('editor.turn.larger')}</MenuItem>
        <MenuItem onSelect={on(() => scale(1 / 1.1))}>{t('editor.turn.smaller')}</MenuItem>
        <MenuItem onSelect={on(() => turn(15))}>{t('editor.turn.clockwise')}</MenuItem>
        <MenuItem onSelect={on(() => turn(-15))}>{t('editor.turn.counterclockwise')}</MenuItem>
        <MenuItem onSelect={on(() => flip('x'))}>{t('editor.turn.flipX')}</MenuItem>
        <MenuItem onSelect={on(() => flip('y'))}>{t('editor.turn.flipY')}</MenuItem>
        <MenuItem onSelect={on(straighten)}>{t('editor.turn.straighten')}</MenuItem>
      </MenuBranch>
    </>
  );
}
