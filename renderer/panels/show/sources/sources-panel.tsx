/** The sources of the edited scene and the sounds of the show, each with its health. */
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Show } from '../../../../shared/studio/document/show.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';
import { Button } from '../../../app/parts/button.tsx';
import { useKeptFocus } from '../../../app/shell/kept-focus.ts';
import { steady } from '../../../store/show/mirror/keeping.ts';
import { airFacts } from '../../../store/show/plans/air.ts';
import { itemLines, placeFromBack, soundLines, type ItemLine } from '../../../store/show/plans/rows.ts';
import { showDialog, useSelection } from '../../../store/show/selection.ts';
import { edit, editedScene, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { SortableList } from '../parts/sortable-list.tsx';
import { DropPlace } from './drop-place.tsx';
import { addMicrophone, EmptyScene } from './empty-scene.tsx';
import { ItemRow } from './item-row.tsx';
import { SoundRow } from './sound-row.tsx';

/** The region of sources. */
export function SourcesPanel() {
  const { t } = useTranslation();
  const place = useRef<HTMLElement>(null);
  useKeptFocus(place, '.row-main[aria-pressed=true], .add-source');
  return (
    <section ref={place} className="sources" aria-labelledby="sources-title" tabIndex={-1} data-region="Sources">
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

/** What the rows show. */
type Rows = {
  readonly scene: { readonly id: string; readonly name: string };
  readonly lines: readonly ItemLine[];
  readonly itemIds: readonly string[];
  readonly sounds: readonly Source[];
  readonly isSilent: boolean;
};

/** A change of one source is a change of its own row, and what belongs to no row changes none. */
const rowsOf = steady((show: Show): Rows | null => {
  const scene = editedScene(show);
  const lines = itemLines(show, scene);
  return {
    scene: { id: scene.id, name: scene.name },
    lines,
    itemIds: lines.map(({ item }) => item.id),
    sounds: soundLines(show),
    isSilent: airFacts(show).sound === 'silence',
  };
});

function SourceRows() {
  const rows = useShow(rowsOf, null);
  const [renamed, setRenamed] = useState<string | null>(null);
  const selected = useSelection(({ itemIds }) => itemIds);
  const { t } = useTranslation();
  if (rows === null) return null;
  const { scene, lines, itemIds, sounds, isSilent } = rows;
  const move = (id: string, to: number) =>
    edit({ name: 'item.order', sceneId: scene.id, itemIds: [id], to: placeFromBack(lines.length, to) });
  return (
    <>
      {lines.length === 0 ? (
        <EmptyScene />
      ) : (
        <SortableList
          ids={itemIds}
          label={t('show.sources.inScene', { name: scene.name })}
          onMove={(id, to) => void move(id, to)}
        >
          {lines.map((line) => (
            <ItemRow
              key={line.item.id}
              line={line}
              sceneId={scene.id}
              ids={itemIds}
              isSelected={selected.includes(line.item.id)}
              isRenamed={renamed === line.item.id}
              onRename={setRenamed}
            />
          ))}
        </SortableList>
      )}
      <h3 className="rows-title">{t('show.sources.sound')}</h3>
      {sounds.length === 0 ? (
        <NoSound isSilent={isSilent} />
      ) : (
        <ul className="rows" aria-label={t('show.sources.sound')}>
          {sounds.map((source) => (
            <SoundRow key={source.id} source={source} isRenamed={renamed === source.id} onRename={setRenamed} />
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
