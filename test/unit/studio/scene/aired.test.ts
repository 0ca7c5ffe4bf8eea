/** What main tells of a show: what is on air is named by what it stands or falls with. */
import { expect, test } from 'vitest';
import { defaultMaster } from '../../../../shared/studio/document/show.ts';
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

const withMicrophone = (strip: Partial<typeof defaultStrip>, master: Partial<typeof defaultMaster> = {}) => {
  const source = makeSource(
    'voice',
    { kind: 'microphone', deviceId: '', label: '' },
    { strip: { ...defaultStrip, ...strip } },
  );
  return makeShow([makeScene('Talk', [])], [source], { master: { ...defaultMaster, ...master } });
};

test('silence that the user wants is none to tell of: any closed way to viewers closes the microphone', () => {
  expect(hasOpenMicrophone(withMicrophone({}))).toBe(true);
  expect(hasOpenMicrophone(withMicrophone({ faderDb: -59.9 }))).toBe(true);
  expect(hasOpenMicrophone(withMicrophone({ faderDb: -60 }))).toBe(false);
  expect(hasOpenMicrophone(withMicrophone({ monitor: 'only' }))).toBe(false);
  expect(hasOpenMicrophone(withMicrophone({ monitor: 'both' }))).toBe(true);
  expect(hasOpenMicrophone(withMicrophone({ tracks: 0b111110 }))).toBe(false);
  expect(hasOpenMicrophone(withMicrophone({}, { muted: true }))).toBe(false);
  expect(hasOpenMicrophone(withMicrophone({}, { faderDb: -60 }))).toBe(false);
});
