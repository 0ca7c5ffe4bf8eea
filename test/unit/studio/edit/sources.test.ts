/** Commands on sources and their strips, and what goes with a source that goes. */
import { expect, test } from 'vitest';
import { defaultStrip, type Input } from '../../../../shared/studio/document/source.ts';
import { wholeCanvas as whole } from '../../../../shared/studio/geometry/fitting.ts';
import { cameraInput, canvas, colourInput, makeSource } from '../../../support/studio/show-parts.ts';
import { after, itemOf, orderOf, refusal, rigShow, sceneOf, sourceOf } from './edit-rig.ts';

const media = { kind: 'media', paths: ['/b.mp4'], loop: false, shuffle: false, restart: true } satisfies Input;

test('a new source comes in front of its scene, over the whole canvas unless told where', () => {
  const place = { sceneId: 'b', itemId: 'new', transform: null };
  const show = after(rigShow(), { name: 'source.add', source: makeSource('card', cameraInput), place });
  expect(orderOf(show, 'b')).toEqual(['b-camera', 'new']);
  expect(itemOf(show, 'new')).toMatchObject({
    sourceId: 'card',
    transform: whole(canvas),
    visible: true,
    locked: false,
  });
  const small = { ...whole(canvas), width: 100 };
  const other = after(rigShow(), {
    name: 'source.add',
    source: makeSource('card', cameraInput),
    place: { ...place, transform: small },
  });
  expect(itemOf(other, 'new').transform.width).toBe(100);
});

test('a source gets a strip if its kind has sound, and loses one if not', () => {
  const show = after(
    rigShow(),
    { name: 'source.add', source: { ...makeSource('film', media), strip: null }, place: null },
    { name: 'source.add', source: { ...makeSource('card', cameraInput), strip: defaultStrip }, place: null },
  );
  expect(sourceOf(show, 'film').strip).toEqual(defaultStrip);
  expect(sourceOf(show, 'card').strip).toBeNull();
});

test('a second main microphone is an ordinary one; making it the main one unmakes the first', () => {
  const strip = { ...defaultStrip, isMainMicrophone: true };
  const second = { ...makeSource('mic2', { kind: 'microphone', deviceId: 'x', label: 'x' }), strip };
  const show = after(rigShow(), { name: 'source.add', source: second, place: null });
  expect(sourceOf(show, 'mic2').strip?.isMainMicrophone).toBe(false);
  const chosen = after(show, { name: 'strip.set', sourceId: 'mic2', patch: { isMainMicrophone: true } });
  expect(sourceOf(chosen, 'mic').strip?.isMainMicrophone).toBe(false);
  expect(sourceOf(chosen, 'mic2').strip?.isMainMicrophone).toBe(true);
});

test('sound alone has no place in a scene', () => {
  const place = { sceneId: 'a', itemId: 'new', transform: null };
  const source = makeSource('mic2', { kind: 'microphone', deviceId: 'x', label: 'x' });
  expect(refusal(rigShow(), { name: 'source.add', source, place })).toBe('picture-missing');
});

test('ids are used once', () => {
  const show = rigShow();
  expect(refusal(show, { name: 'source.add', source: makeSource('logo', colourInput()), place: null })).toBe(
    'id-twice',
  );
  const place = { sceneId: 'b', itemId: 'a-camera', transform: null };
  expect(refusal(show, { name: 'source.add', source: makeSource('new', colourInput()), place })).toBe('id-twice');
});

test('a source is renamed, and fed from elsewhere in its places', () => {
  const show = after(
    rigShow(),
    { name: 'source.rename', sourceId: 'camera', to: 'Front' },
    { name: 'source.input', sourceId: 'camera', input: colourInput('#ffffff') },
  );
  expect(sourceOf(show, 'camera')).toMatchObject({ name: 'Front', input: { kind: 'colour' }, fallbackId: 'ground' });
  expect(orderOf(show, 'b')).toEqual(['b-camera']);
});

test('what loses its sound no longer pushes others down, and keeps no strip', () => {
  const show = after(rigShow(), { name: 'source.input', sourceId: 'mic', input: cameraInput });
  expect(sourceOf(show, 'mic').strip).toBeNull();
  expect(sourceOf(show, 'music').strip?.filters[0]).toMatchObject({ sidechainId: null });
});

test('a source in a scene can’t become sound alone, nor show the scene it lies in', () => {
  const sound = { kind: 'microphone', deviceId: '', label: '' } as const;
  expect(refusal(rigShow(), { name: 'source.input', sourceId: 'logo', input: sound })).toBe('picture-missing');
  const nested = { kind: 'scene', sceneId: 'a' } as const;
  expect(refusal(rigShow(), { name: 'source.input', sourceId: 'logo', input: nested })).toBe('shows-itself');
  expect(refusal(rigShow(), { name: 'source.input', sourceId: 'camera', input: nested })).toBe('shows-itself');
  expect(refusal(rigShow(), { name: 'source.input', sourceId: 'logo', input: { ...nested, sceneId: 'x' } })).toBe(
    'scene-missing',
  );
});

test('a fallback is a picture, and not its own', () => {
  const show = rigShow();
  expect(
    sourceOf(after(show, { name: 'source.fallback', sourceId: 'camera', fallbackId: 'logo' }), 'camera').fallbackId,
  ).toBe('logo');
  expect(
    sourceOf(after(show, { name: 'source.fallback', sourceId: 'camera', fallbackId: null }), 'camera').fallbackId,
  ).toBeNull();
  expect(refusal(show, { name: 'source.fallback', sourceId: 'camera', fallbackId: 'mic' })).toBe('picture-missing');
  expect(refusal(show, { name: 'source.fallback', sourceId: 'mic', fallbackId: 'logo' })).toBe('picture-missing');
  expect(refusal(show, { name: 'source.fallback', sourceId: 'ground', fallbackId: 'camera' })).toBe('shows-itself');
  expect(refusal(show, { name: 'source.fallback', sourceId: 'camera', fallbackId: 'camera' })).toBe('shows-itself');
  expect(refusal(show, { name: 'source.fallback', sourceId: 'camera', fallbackId: 'x' })).toBe('source-missing');
});

test('a source that goes takes its places along, its groups when they are empty, and what leads to it', () => {
  const show = after(
    rigShow(),
    { name: 'source.remove', sourceId: 'camera' },
    { name: 'source.remove', sourceId: 'logo' },
  );
  expect(orderOf(show, 'a')).toEqual(['item-ground', 'item-inset']);
  expect(orderOf(show, 'b')).toEqual([]);
  expect(sceneOf(show, 'a').groups).toEqual([]);
  const others = after(
    rigShow(),
    { name: 'source.remove', sourceId: 'ground' },
    { name: 'source.remove', sourceId: 'mic' },
  );
  expect(sourceOf(others, 'camera').fallbackId).toBeNull();
  expect(sourceOf(others, 'music').strip?.filters[0]).toMatchObject({ sidechainId: null });
  expect(refusal(show, { name: 'source.remove', sourceId: 'camera' })).toBe('source-missing');
});

test('a strip changes only in what is told', () => {
  const show = after(rigShow(), { name: 'strip.set', sourceId: 'mic', patch: { faderDb: -12, tracks: 1 } });
  expect(sourceOf(show, 'mic').strip).toMatchObject({ faderDb: -12, tracks: 1, muted: false, isMainMicrophone: true });
  expect(refusal(show, { name: 'strip.set', sourceId: 'camera', patch: { muted: true } })).toBe('sound-missing');
});
