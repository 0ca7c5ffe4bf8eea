/** Small shows for tests: scenes, items and sources with everything that is not told left as usual. */
import type { Item, Scene, Transform } from '../../../shared/studio/document/scene.ts';
import { noCrop } from '../../../shared/studio/document/scene.ts';
import { defaultMaster, showVersion, type Show } from '../../../shared/studio/document/show.ts';
import { defaultStrip, hasSound, type Input, type Source } from '../../../shared/studio/document/source.ts';

export const canvas = { width: 1280, height: 720 };

export const wholeCanvas: Transform = {
  x: 0,
  y: 0,
  ...canvas,
  rotation: 0,
  crop: noCrop,
  flipX: false,
  flipY: false,
  fit: 'contain',
};

export function makeSource(id: string, input: Input, changes: Partial<Source> = {}): Source {
  const strip = hasSound(input.kind) ? defaultStrip : null;
  return { id, name: id, input, filters: [], strip, fallbackId: null, ...changes };
}

export const colourInput = (colour = '#204060'): Input => ({ kind: 'colour', colour, ...canvas });
export const cameraInput: Input = { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null };

/** White words on a dark strip. */
export const textInput = (words: string): Input => ({
  kind: 'text',
  text: words,
  style: {
    font: '',
    size: 48,
    weight: 600,
    italic: false,
    colour: '#ffffff',
    background: '#000000a0',
    align: 'left',
    outline: null,
    shadow: false,
    wrapAt: null,
  },
  file: null,
  countdownTo: null,
  countdownSeconds: 0,
});

/** An item named after its source. */
export function makeItem(sourceId: string, changes: Partial<Item> = {}): Item {
  return {
    id: `item-${sourceId}`,
    sourceId,
    transform: wholeCanvas,
    visible: true,
    locked: false,
    opacity: 1,
    blend: 'normal',
    filters: [],
    groupId: null,
    ...changes,
  };
}

export function makeScene(id: string, items: readonly Item[], changes: Partial<Scene> = {}): Scene {
  return { id, name: id, tag: null, items: [...items], groups: [], transition: null, ...changes };
}

/** The first scene is on program and on preview. */
export function makeShow(scenes: readonly Scene[], sources: readonly Source[], changes: Partial<Show> = {}): Show {
  const first = scenes[0]?.id ?? '';
  return {
    version: showVersion,
    canvas,
    sources: [...sources],
    scenes: [...scenes],
    transition: { kind: 'cut' },
    safeSceneId: null,
    openingSceneId: null,
    closingSceneId: null,
    master: defaultMaster,
    guides: { snap: true, safeAreas: false, grid: false, lines: [] },
    stage: { programId: first, previewId: first, studioMode: false },
    ...changes,
  };
}
