/** What main tells of a show: what is on air is named by what it stands or falls with. */
import { expect, test } from 'vitest';
import { defaultStrip } from '../../../../shared/studio/document/source.ts';
import { airedName, hasOpenMicrophone } from '../../../../shared/studio/scene/plan/aired.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

const camera = makeSource('Cam Link', cameraInput);
const colour = makeSource('Red', colourInput());

test('the lead is named, else the scene', () => {
  const scenes = [makeScene('Talk', [makeItem('Red'), makeItem('Cam Link')]), makeScene('Break', [makeItem('Red')])];
  const show = makeShow(scenes, [camera, colour]);
  expect(airedName(show)).toBe('Cam Link');
  expect(airedName({ ...show, stage: { ...show.stage, programId: 'Break' } })).toBe('Break');
});

test.each([
  ['microphone', false, true],
  ['microphone', true, false],
  ['system-audio', false, false],
] as const)('a %s that is muted: %s counts as an open microphone: %s', (kind, muted, isOpen) => {
  const source = makeSource('voice', { kind, deviceId: '', label: '' }, { strip: { ...defaultStrip, muted } });
  expect(hasOpenMicrophone(makeShow([makeScene('Talk', [])], [source]))).toBe(isOpen);
});
