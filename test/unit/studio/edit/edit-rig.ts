/** A show to edit: two scenes, a nested one, a group, a microphone that pushes the music down; and short ways to edit it. */
import { expect } from 'vitest';
import type { AudioFilter, VideoFilter } from '../../../../shared/studio/document/filters.ts';
import type { Item, Scene } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { defaultStrip, type Source } from '../../../../shared/studio/document/source.ts';
import { applyCommand, type Applied } from '../../../../shared/studio/edit/apply.ts';
import { commandSchema, type Command } from '../../../../shared/studio/edit/commands.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

export const blur = { id: 'blur', enabled: true, kind: 'blur', radius: 4 } satisfies VideoFilter;
export const gain = { id: 'gain', enabled: true, kind: 'gain', db: 3 } satisfies AudioFilter;
export const ducking: AudioFilter = {
  id: 'duck',
  enabled: true,
  kind: 'compressor',
  thresholdDb: -30,
  ratio: 8,
  kneeDb: 6,
  attackMillis: 5,
  releaseMillis: 300,
  makeUpDb: 0,
  sidechainId: 'mic',
};

/** Scene `a` shows ground, then the group of camera and logo; scene `b` shows the camera; `inset` shows scene `b`. */
export function rigShow(): Show {
  return makeShow(
    [
      makeScene(
        'a',
        [
          makeItem('ground'),
          makeItem('camera', { id: 'a-camera', groupId: 'g' }),
          makeItem('logo', { groupId: 'g' }),
          makeItem('inset'),
        ],
        { name: 'Talk', groups: [{ id: 'g', name: 'Host' }] },
      ),
      makeScene('b', [makeItem('camera', { id: 'b-camera' })], { name: 'Camera 2' }),
    ],
    [
      makeSource('ground', colourInput()),
      makeSource('camera', cameraInput, { name: 'Webcam', filters: [blur], fallbackId: 'ground' }),
      makeSource('logo', { kind: 'image', path: '/logo.png' }),
      makeSource('inset', { kind: 'scene', sceneId: 'b' }),
      makeSource(
        'mic',
        { kind: 'microphone', deviceId: '', label: '' },
        { strip: { ...defaultStrip, isMainMicrophone: true, filters: [gain] } },
      ),
      makeSource(
        'music',
        { kind: 'media', paths: ['/a.mp3'], loop: true, shuffle: false, restart: false },
        { strip: { ...defaultStrip, filters: [ducking] } },
      ),
    ],
    { safeSceneId: 'b', stage: { programId: 'a', previewId: 'b', studioMode: true } },
  );
}

/** Applies what the window could send; it must be taken, and taking it back must give the show before. */
export function apply(show: Show, command: Command): Applied {
  const reply = applyCommand(show, commandSchema.parse(command));
  if (!reply.ok) throw new Error(`${command.name} was refused: ${String(reply.error.facts['why'])}`);
  const { undo } = reply.value;
  if (undo !== null) expect(applyCommand(reply.value.show, undo)).toMatchObject({ ok: true, value: { show } });
  return reply.value;
}

/** The show after some commands. */
export function after(show: Show, ...commands: readonly Command[]): Show {
  return commands.reduce((current, command) => apply(current, command).show, show);
}

/** Why a command is refused; fails when it is taken. */
export function refusal(show: Show, command: Command): unknown {
  const reply = applyCommand(show, commandSchema.parse(command));
  expect(reply).toMatchObject({ ok: false, error: { code: 'edit-refused' } });
  return reply.ok ? null : reply.error.facts['why'];
}

export function sceneOf(show: Show, id: string): Scene {
  const scene = show.scenes.find((candidate) => candidate.id === id);
  if (scene === undefined) throw new Error(`no scene ${id}`);
  return scene;
}

export function sourceOf(show: Show, id: string): Source {
  const source = show.sources.find((candidate) => candidate.id === id);
  if (source === undefined) throw new Error(`no source ${id}`);
  return source;
}

export function itemOf(show: Show, id: string): Item {
  const item = show.scenes.flatMap(({ items }) => items).find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(`no item ${id}`);
  return item;
}

/** Ids of a scene's items, back to front. */
export function orderOf(show: Show, sceneId: string): readonly string[] {
  return sceneOf(show, sceneId).items.map(({ id }) => id);
}
