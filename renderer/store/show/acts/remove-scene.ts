/** Removing a scene: never one that viewers see, and always with a way back. */
import type { Show } from '../../../../shared/studio/document/show.ts';
import { neededSources } from '../../../../shared/studio/scene/reach.ts';
import { indexShow } from '../../../../shared/studio/scene/show-index.ts';
import { t } from '../../../words/words.ts';
import { isActive, useLive } from '../../live.ts';
import { tell } from '../../notices.ts';
import { isRecording } from '../../session/recording.ts';
import { currentShow, edit, undo, useShowStore } from '../show.ts';

/** Removes a scene; one that is on air stays, with a sentence, since what lies beside it would go on air in its place. */
export async function removeScene(sceneId: string): Promise<void> {
  const show = currentShow();
  const scene = show?.scenes.find(({ id }) => id === sceneId);
  if (show === null || scene === undefined) return;
  const { name } = scene;
  if (isBroadcast() && isSeen(show, sceneId)) {
    tell({ tone: 'warn', text: t('show.said.stays', { name }), next: t('show.said.staysNext') });
    return;
  }
  if (!(await edit({ name: 'scene.remove', sceneId }))) return;
  const takeBack = { label: t('show.said.takeBack'), act: () => void putBack(name) };
  tell({ tone: 'info', text: t('show.said.removed', { name }), next: '' }, takeBack);
}

/** Somebody watches or will: a stream or a recording runs. */
function isBroadcast(): boolean {
  const { session } = useLive.getState();
  return isActive(session.state) || isRecording(session.recording);
}

/** True for the scene on air, and for one that it shows within. */
function isSeen(show: Show, sceneId: string): boolean {
  const { programId } = show.stage;
  if (programId === sceneId) return true;
  const needs = neededSources(indexShow(show), [{ kind: 'scene', sceneId: programId }], []);
  return show.sources.some(
    ({ id, input }) => input.kind === 'scene' && input.sceneId === sceneId && needs.get(id) === 'shown',
  );
}

/** Takes the removal back; once something else was done it is the list of steps that leads there. */
async function putBack(name: string): Promise<void> {
  const step = useShowStore.getState().mirror?.base.undo;
  if (step?.key === 'edit.scene.remove' && step.name === name) await undo();
  else tell({ tone: 'info', text: t('show.said.tooLate'), next: t('show.said.tooLateNext') });
}
