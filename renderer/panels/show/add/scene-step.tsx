/** Which scene is shown as a picture in this one. */
import { addSource } from '../../../store/show/acts/add-acts.ts';
import { editedScene, useShowStore } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { SourceIcon } from '../parts/source-icon.tsx';

/** All scenes but the one that is edited; a circle is refused by the show itself. */
export function SceneStep() {
  const { t } = useTranslation();
  const show = useShowStore(({ mirror }) => mirror?.show ?? null);
  const others = show === null ? [] : show.scenes.filter(({ id }) => id !== editedScene(show).id);
  if (others.length === 0) return <p className="muted">{t('show.add.none.scene')}</p>;
  return (
    <ul className="rows" aria-label={t('show.kinds.scene')}>
      {others.map(({ id, name }) => (
        <li key={id}>
          <button type="button" className="row-main" onClick={() => void addSource({ kind: 'scene', sceneId: id })}>
            <SourceIcon kind="scene" />
            <span className="row-name">{name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
