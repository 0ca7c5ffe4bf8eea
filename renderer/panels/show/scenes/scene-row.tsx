/** One scene in the list: thumbnail, number, name, and whether it is on air or prepared, in colour and in words. */
import type { Scene } from '../../../../shared/studio/document/scene.ts';
import { isCommandId, type CommandId } from '../../../app/keys/command-list.ts';
import { useKeys } from '../../../app/keys/command-words.ts';
import { LiveView } from '../../../app/parts/preview.tsx';
import { removeScene } from '../../../store/show/acts/remove-scene.ts';
import { chooseScene, moveScene, renameScene } from '../../../store/show/acts/scene-acts.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { RenameField } from '../parts/rename-field.tsx';
import { rowControl, rowKeys, SortableRow } from '../parts/sortable-list.tsx';
import { SceneMenu } from './scene-menu.tsx';

/** Pictures of a thumbnail a second. */
const thumbFps = 2;
/** Its longer side in the list, px. */
const thumbSide = 112;

type SceneRowProps = {
  readonly scene: Scene;
  readonly index: number;
  readonly isRenamed: boolean;
  readonly onRename: (on: boolean) => void;
};

/** A row; Enter or a click puts the scene on air, or in studio mode into the preview. */
export function SceneRow({ scene, index, isRenamed, onRename }: SceneRowProps) {
  const { t } = useTranslation();
  const role = useRole(scene.id);
  const keys = rowKeys({
    move: (step) => void moveScene(scene.id, index + step),
    rename: () => onRename(true),
    remove: () => void removeScene(scene.id),
  });
  const done = (name: string | null) => {
    onRename(false);
    if (name !== null) void renameScene(scene.id, name);
  };
  return (
    <SortableRow id={scene.id} className={`scene-row scene-${role}`} onKeyDown={keys}>
      <button
        type="button"
        className="scene-main"
        {...rowControl}
        aria-current={role === 'air' || role === 'both' ? 'true' : undefined}
        onClick={() => void chooseScene(scene.id)}
      >
        <SceneThumb scene={scene} />
        <span className="scene-words">
          <SceneKeys number={index + 1} />
          {isRenamed ? null : <span className="scene-name">{scene.name}</span>}
          {role === 'none' ? null : <strong className="scene-role">{t(`show.scenes.role.${role}`)}</strong>}
        </span>
        {scene.tag === null ? null : <span className="scene-tag" style={{ background: scene.tag }} />}
      </button>
      {isRenamed ? <RenameField label={t('show.scenes.rename')} name={scene.name} onDone={done} /> : null}
      <SceneMenu scene={scene} index={index} onRename={() => onRename(true)} />
    </SortableRow>
  );
}

/** The keys of the nine first scenes. */
function SceneKeys({ number }: { readonly number: number }) {
  const id = `scene.${number}`;
  return isCommandId(id) ? <KeyBadge id={id} /> : null;
}

function KeyBadge({ id }: { readonly id: CommandId }) {
  const keys = useKeys(id);
  return keys === '' ? null : <kbd className="scene-number">{keys}</kbd>;
}

/** The picture says nothing that the name doesn't. */
function SceneThumb({ scene }: { readonly scene: Scene }) {
  const width = useShow((show) => show.canvas.width, 16);
  const height = useShow((show) => show.canvas.height, 9);
  return (
    <span className="scene-thumb" aria-hidden="true">
      <LiveView of={{ kind: 'scene', sceneId: scene.id }} fps={thumbFps} {...{ width, height }} longest={thumbSide} />
    </span>
  );
}

/** What the scene is for viewers and in studio mode. */
function useRole(sceneId: string): 'none' | 'air' | 'preview' | 'both' {
  return useShow(({ stage }) => {
    const isAir = stage.programId === sceneId;
    const isPreview = stage.studioMode && stage.previewId === sceneId;
    if (isAir) return isPreview ? 'both' : 'air';
    return isPreview ? 'preview' : 'none';
  }, 'none');
}
