/** What main hears of the picture: it has failed when most of it has, not when a corner is missing. */
import { describe, expect, test } from 'vitest';
import { captureStatus } from '../../../../renderer/media/capture/desk/capture-status.ts';
import type { CaptureState } from '../../../../shared/contract/ipc.ts';
import { studioError } from '../../../../shared/errors.ts';
import type { Item } from '../../../../shared/studio/document/scene.ts';
import type { Source } from '../../../../shared/studio/document/source.ts';
import { indexShow } from '../../../../shared/studio/scene/show-index.ts';
import {
  cameraInput,
  canvas,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
  wholeCanvas,
} from '../../../support/studio/show-parts.ts';

const screenInput: Source['input'] = {
  kind: 'screen',
  displayId: '',
  label: 'Screen 1',
  cursor: true,
  region: null,
};
const running = (label: string): CaptureState => ({ state: 'running', label, width: 1280, height: 720, fps: 30 });
const opening: CaptureState = { state: 'opening' };
const failed = (label: string): CaptureState => ({ state: 'failed', error: studioError('camera-missing'), label });

const quarter = (id: string, x: number, y: number): Item =>
  makeItem(id, {
    transform: {
      ...wholeCanvas,
      x: x * canvas.width,
      y: y * canvas.height,
      width: canvas.width / 2,
      height: canvas.height / 2,
    },
  });

function pictureOf(
  items: readonly Item[],
  states: Readonly<Record<string, CaptureState>>,
  changes: Partial<Source> = {},
): CaptureState {
  const sources = [
    makeSource('camera', cameraInput, changes),
    ...['second', 'third', 'fourth'].map((id) => makeSource(id, cameraInput)),
    makeSource('screen', screenInput),
    makeSource('colour', colourInput()),
  ];
  const index = indexShow(makeShow([makeScene('a', items)], sources));
  return captureStatus({ index, programId: 'a', format: null, stateOf: (id) => states[id] ?? null }).video;
}

const screenAndCamera = [makeItem('screen'), quarter('camera', 0.5, 0.5)];
const four = [
  quarter('camera', 0, 0),
  quarter('second', 0.5, 0),
  quarter('third', 0, 0.5),
  quarter('fourth', 0.5, 0.5),
];
const states = (camera: CaptureState, others: CaptureState) => ({
  camera,
  second: others,
  third: others,
  fourth: others,
});

describe('the picture', () => {
  test('goes on without a camera in the corner of a screen', () => {
    expect(pictureOf(screenAndCamera, { screen: running('Screen 1'), camera: failed('Cam') })).toEqual(
      running('Screen 1'),
    );
  });

  test('has failed without the screen that the corner lies on', () => {
    expect(pictureOf(screenAndCamera, { screen: failed('Screen 1'), camera: running('Cam') })).toEqual(
      failed('Screen 1'),
    );
  });

  test('goes on with three cameras of four, and has failed with none', () => {
    expect(pictureOf(four, states(failed('Cam'), running('Other')))).toEqual(running('Other'));
    expect(pictureOf(four, states(failed('Cam'), failed('Other'))).state).toBe('failed');
  });

  test('has failed where nothing else is seen, a colour behind it or not', () => {
    expect(pictureOf([makeItem('camera')], { camera: failed('Cam') })).toEqual(failed('Cam'));
    expect(pictureOf([makeItem('colour'), makeItem('camera')], { camera: failed('Cam') })).toEqual(failed('Cam'));
  });

  test('goes on with a stand-in, unless that is missing too', () => {
    const alone = [makeItem('camera')];
    expect(pictureOf(alone, { camera: failed('Cam') }, { fallbackId: 'colour' }).state).toBe('running');
    const both = { camera: failed('Cam'), second: failed('Other') };
    expect(pictureOf(alone, both, { fallbackId: 'second' })).toEqual(failed('Cam'));
  });

  test('is waited for while most of it opens', () => {
    expect(pictureOf(screenAndCamera, { screen: opening, camera: running('Cam') })).toEqual(opening);
    expect(pictureOf(screenAndCamera, { screen: opening, camera: failed('Cam') })).toEqual(opening);
    expect(pictureOf(screenAndCamera, { screen: running('Screen 1'), camera: opening })).toEqual(running('Screen 1'));
  });
});
