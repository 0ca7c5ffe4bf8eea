/** A source that is only heard: its name, its level inside the row, mute, and its menu. */
import { Volume2, VolumeX } from 'lucide-react';
import { memo } from 'react';
import type { Source } from '../../../../shared/studio/document/source.ts';
import { IconButton } from '../../../app/parts/button.tsx';
import { LevelMeter } from '../../../app/meter/level-meter.tsx';
import { renameSource } from '../../../store/show/acts/scene-acts.ts';
import { showDialog } from '../../../store/show/selection.ts';
import { edit } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { RenameField } from '../parts/rename-field.tsx';
import { MenuItem, MenuLine, RowMenu } from '../parts/row-menu.tsx';
import { rowControl, rowKeys } from '../parts/sortable-list.tsx';
import { AgeDot, SourceTrouble } from './source-health.tsx';
import { SourceIcon } from '../parts/source-icon.tsx';

type SoundRowProps = {
  readonly source: Source;
  readonly isRenamed: boolean;
  /** Which row's name is being changed; null: none. */
  readonly onRename: (sourceId: string | null) => void;
};

/** Sounds are in every scene, so they have neither place nor order. */
export const SoundRow = memo(function SoundRow({ source, isRenamed, onRename }: SoundRowProps) {
  const { t } = useTranslation();
  const { id: sourceId, name } = source;
  const muted = source.strip?.muted === true;
  const remove = () => void edit({ name: 'source.remove', sourceId });
  const keys = rowKeys({ move: () => undefined, rename: () => onRename(sourceId), remove });
  const done = (wanted: string | null) => {
    onRename(null);
    if (wanted !== null) void renameSource(sourceId, wanted);
  };
  const openProperties = () => showDialog({ kind: 'properties', sourceId });
  return (
    // Keys reach the row from the buttons within it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li className="source-row" onKeyDown={keys}>
      <div className="row-line">
        <button type="button" className="row-main" {...rowControl} onClick={openProperties}>
          <SourceIcon kind={source.input.kind} />
          {isRenamed ? null : <span className="row-name">{name}</span>}
          <AgeDot sourceId={sourceId} />
        </button>
        {isRenamed ? <RenameField label={t('show.sources.rename')} name={name} onDone={done} /> : null}
        <IconButton
          label={muted ? t('show.sources.unmute', { name }) : t('show.sources.mute', { name })}
          icon={muted ? <VolumeX /> : <Volume2 />}
          onClick={() => void edit({ name: 'strip.set', sourceId, patch: { muted: !muted } })}
        />
        <RowMenu label={t('show.sources.menu', { name })}>
          <MenuItem onSelect={openProperties}>{t('show.sources.properties')}</MenuItem>
          <MenuItem onSelect={() => showDialog({ kind: 'filters', sourceId, itemId: null })}>
            {t('show.sources.filters')}
          </MenuItem>
          <MenuItem keys="F2" onSelect={() => onRename(sourceId)}>
            {t('show.sources.rename')}
          </MenuItem>
          <MenuLine />
          <MenuItem keys="Delete" onSelect={remove}>
            {t('show.sources.remove')}
          </MenuItem>
        </RowMenu>
      </div>
      <LevelMeter label={t('show.sources.level', { name })} sourceId={sourceId} />
      <SourceTrouble source={source} />
    </li>
  );
});
