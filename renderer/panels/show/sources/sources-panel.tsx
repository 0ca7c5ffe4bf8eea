/** The sources of the edited scene and the sounds of the show, each with its health. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../app/parts/button.tsx';
import { airFacts } from '../../../store/show/plans/air.ts';
import { itemLines, placeFromBack, soundLines } from '../../../store/show/plans/rows.ts';
import { showDialog, useSelection } from '../../../store/show/selection.ts';
import { edit, editedScene, useShowStore } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { SortableList } from '../parts/sortable-list.tsx';
import { DropPlace } from './drop-place.tsx';
import { addMicrophone, EmptyScene } from './empty-scene.tsx';
import { ItemRow } from './item-row.tsx';
import { SoundRow } from './sound-row.tsx';

/** The region of sources. */
export function SourcesPanel() {
  const { t } = useTranslation();
  return (
    <section className="sources" aria-labelledby="sources-title" tabIndex={-1} data-region="Sources">
      <header className="panel-head">
        <h2 id="sources-title">{t('show.sources.title')}</h2>
        <button type="button" className="button button-quiet add-source" onClick={() => showDialog({ kind: 'add' })}>
          <Plus aria-hidden="true" />
          <span>{t('show.sources.add')}</span>
        </button>
      </header>
      <DropPlace>
        <SourceRows />
      </DropPlace>
    </section>
  );
}

function SourceRows() {
  const show = useShowStore(({ mirror }) => mirror?.show ?? null);
  const [renamed, setRenamed] = useState<string | null>(null);
  const selected = useSelection(({ itemIds }) => itemIds);
  const { t } = useTranslation();
  if (show === null) return null;
  const scene = editedScene(show);
  const lines = itemLines(show, scene);
  const sounds = soundLines(show);
  const move = (id: string, to: number) =>
    edit({ name: 'item.order', sceneId: scene.id, itemIds: [id], to: placeFromBack(lines.length, to) });
  const renaming = (id: string) => ({
    isRenamed: renamed === id,
    onRename: (on: boolean) => setRenamed(on ? id : null),
  });
  return (
    <>
      {lines.length === 0 ? (
        <EmptyScene />
      ) : (
        <SortableList
          ids={lines.map(({ item }) => item.id)}
          label={t('show.sources.inScene', { name: scene.name })}
          onMove={(id, to) => void move(id, to)}
        >
          {lines.map((line) => (
            <ItemRow
              key={line.item.id}
              line={line}
              sceneId={scene.id}
              ids={lines.map(({ item }) => item.id)}
              isSelected={selected.includes(line.item.id)}
              {...renaming(line.item.id)}
            />
          ))}
        </SortableList>
      )}
      <h3 className="rows-title">{t('show.sources.sound')}</h3>
      {sounds.length === 0 ? (
        <NoSound isSilent={airFacts(show).sound === 'silence'} />
      ) : (
        <ul className="rows" aria-label={t('show.sources.sound')}>
          {sounds.map((source) => (
            <SoundRow key={source.id} source={source} {...renaming(source.id)} />
          ))}
        </ul>
      )}
    </>
  );
}

/** A test picture beeps: then there is no microphone, and yet something to hear. */
function NoSound({ isSilent }: { readonly isSilent: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="empty-sound">
      {isSilent ? <p className="small muted">{t('show.empty.sound')}</p> : null}
      <Button onClick={() => void addMicrophone()}>{t('show.empty.addMicrophone')}</Button>
    </div>
  );
}
