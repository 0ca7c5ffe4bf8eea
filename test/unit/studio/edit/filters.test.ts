/** Commands on filters of pictures, sounds and places. */
import { expect, test } from 'vitest';
import type { VideoFilter } from '../../../../shared/studio/document/filters.ts';
import { after, blur, ducking, gain, itemOf, refusal, rigShow, sourceOf } from './edit-rig.ts';

const sharpen: VideoFilter = { id: 'sharp', enabled: true, kind: 'sharpen', amount: 0.5 };
const picture = { kind: 'source', sourceId: 'camera' } as const;
const sound = { kind: 'sound', sourceId: 'mic' } as const;
const place = { kind: 'item', sceneId: 'b', itemId: 'b-camera' } as const;

test('filters are added to a picture, a sound and one place, in order', () => {
  const show = after(
    rigShow(),
    { name: 'filter.add', target: picture, filter: sharpen, at: 0 },
    { name: 'filter.add', target: sound, filter: { ...gain, id: 'more' }, at: 9 },
    { name: 'filter.add', target: place, filter: sharpen, at: 0 },
  );
  expect(sourceOf(show, 'camera').filters).toEqual([sharpen, blur]);
  expect(sourceOf(show, 'mic').strip?.filters.map(({ id }) => id)).toEqual(['gain', 'more']);
  expect(itemOf(show, 'b-camera').filters).toEqual([sharpen]);
  expect(itemOf(show, 'a-camera').filters).toEqual([]);
});

test('a filter is set by its id and keeps its kind and place', () => {
  const show = after(
    rigShow(),
    { name: 'filter.add', target: picture, filter: sharpen, at: 1 },
    { name: 'filter.set', target: picture, filter: { ...blur, radius: 20, enabled: false } },
    { name: 'filter.set', target: sound, filter: { ...gain, db: -3 } },
  );
  expect(sourceOf(show, 'camera').filters).toEqual([{ ...blur, radius: 20, enabled: false }, sharpen]);
  expect(sourceOf(show, 'mic').strip?.filters).toEqual([{ ...gain, db: -3 }]);
  expect(refusal(show, { name: 'filter.set', target: picture, filter: { ...sharpen, id: 'blur' } })).toBe(
    'wrong-filter',
  );
  expect(refusal(show, { name: 'filter.set', target: picture, filter: { ...blur, id: 'x' } })).toBe('filter-missing');
});

test('filters move and go', () => {
  const added = after(rigShow(), { name: 'filter.add', target: picture, filter: sharpen, at: 1 });
  const moved = after(added, { name: 'filter.move', target: picture, filterId: 'sharp', to: 0 });
  expect(sourceOf(moved, 'camera').filters.map(({ id }) => id)).toEqual(['sharp', 'blur']);
  const gone = after(moved, { name: 'filter.remove', target: picture, filterId: 'blur' });
  expect(sourceOf(gone, 'camera').filters).toEqual([sharpen]);
  expect(refusal(gone, { name: 'filter.remove', target: picture, filterId: 'blur' })).toBe('filter-missing');
  expect(refusal(gone, { name: 'filter.move', target: sound, filterId: 'blur', to: 0 })).toBe('filter-missing');
});

test('sound filters go with sound, picture filters with pictures', () => {
  const show = rigShow();
  expect(refusal(show, { name: 'filter.add', target: picture, filter: gain, at: 0 })).toBe('wrong-filter');
  expect(refusal(show, { name: 'filter.add', target: sound, filter: sharpen, at: 0 })).toBe('wrong-filter');
  expect(refusal(show, { name: 'filter.set', target: place, filter: gain })).toBe('wrong-filter');
  expect(refusal(show, { name: 'filter.add', target: { ...sound, sourceId: 'camera' }, filter: gain, at: 0 })).toBe(
    'sound-missing',
  );
});

test('what a filter names must be there', () => {
  const show = rigShow();
  expect(refusal(show, { name: 'filter.add', target: { ...picture, sourceId: 'x' }, filter: sharpen, at: 0 })).toBe(
    'source-missing',
  );
  expect(refusal(show, { name: 'filter.add', target: { ...place, itemId: 'x' }, filter: sharpen, at: 0 })).toBe(
    'item-missing',
  );
  expect(refusal(show, { name: 'filter.add', target: picture, filter: { ...sharpen, id: 'blur' }, at: 0 })).toBe(
    'id-twice',
  );
  expect(refusal(show, { name: 'filter.add', target: sound, filter: ducking, at: 0 })).toBe('ducks-itself');
  const byNobody = { ...ducking, sidechainId: 'x' };
  expect(refusal(show, { name: 'filter.add', target: sound, filter: byNobody, at: 0 })).toBe('source-missing');
  const bySilence = { ...ducking, sidechainId: 'camera' };
  expect(refusal(show, { name: 'filter.add', target: sound, filter: bySilence, at: 0 })).toBe('sound-missing');
});

test('sixteen filters are enough', () => {
  const full = after(
    rigShow(),
    ...Array.from({ length: 15 }, (_, index) => ({
      name: 'filter.add' as const,
      target: picture,
      filter: { ...sharpen, id: `s${index}` },
      at: 0,
    })),
  );
  expect(refusal(full, { name: 'filter.add', target: picture, filter: sharpen, at: 0 })).toBe('too-many');
});
