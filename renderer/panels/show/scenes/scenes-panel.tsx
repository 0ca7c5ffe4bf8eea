/** The scenes of the show, with live thumbnails, in the order of their keys. */
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Scene } from '../../../../shared/studio/document/scene.ts';
import { IconButton } from '../../../app/parts/button.tsx';
import { useKeptFocus } from '../../../app/shell/kept-focus.ts';
import { addScene, moveScene } from '../../../store/show/acts/scene-acts.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { SortableList } from '../parts/sortable-list.tsx';
import { SceneRow } from './scene-row.tsx';
import { ShowMenu } from './show-menu.tsx';

const none: readonly Scene[] = [];

/** The region of scenes. */
export function ScenesPanel() {
  const { t } = useTranslation();
  const scenes = useShow((show) => show.scenes, none);
  const [renamed, setRenamed] = useState<string | null>(null);
  const add = async () => setRenamed(await addScene());
  const place = useRef<HTMLElement>(null);
  useKeptFocus(place, '.scene-main[aria-current], .scene-main');
  return (
    <section ref={place} className="scenes" aria-labelledby="scenes-title" tabIndex={-1} data-region="Scenes">
      <header className="panel-head">
        <h2 id="scenes-title">{t('show.scenes.title')}</h2>
        <div className="head-buttons">
          <IconButton label={t('show.scenes.add')} icon={<Plus />} onClick={() => void add()} />
          <ShowMenu />
        </div>
      </header>
      <SortableList
        ids={scenes.map(({ id }) => id)}
        label={t('show.scenes.title')}
        onMove={(id, to) => void moveScene(id, to)}
      >
        {scenes.map((scene, index) => (
          <SceneRow
            key={scene.id}
            scene={scene}
            index={index}
            isRenamed={renamed === scene.id}
            onRename={(on) => setRenamed(on ? scene.id : null)}
          />
        ))}
      </SortableList>
    </section>
  );
}
