/** The report hears of a source that stopped giving a picture while viewers saw it, once, and of what they saw instead. */
import { beforeEach, describe, expect, test } from 'vitest';
import { LossNotes } from '../../../../electron/studio/sources/loss-notes.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

const show = makeShow(
  [makeScene('service', [makeItem('pulpit'), makeItem('choir'), makeItem('wall')]), makeScene('other', [])],
  [
    makeSource('pulpit', cameraInput, { name: 'Pulpit', fallbackId: 'altar' }),
    makeSource('choir', cameraInput, { name: 'Choir' }),
    makeSource('altar', cameraInput, { name: 'Altar' }),
    makeSource('wall', colourInput(), { name: 'Wall' }),
  ],
);

let open: Show | null;
let told: string[];
let notes: LossNotes;

beforeEach(() => {
  open = show;
  told = [];
  notes = new LossNotes({ show: () => open, note: (text) => told.push(text) });
});

describe('a source of the scene on air', () => {
  test('is noted when it stops, with what stands in for it, and not again until it was well', () => {
    notes.take('pulpit', 'fresh');
    notes.take('pulpit', 'late');
    notes.take('pulpit', 'frozen');
    expect(told).toEqual(['“Pulpit” gives no picture. Viewers see “Altar” in its place.']);
    notes.take('pulpit', 'fresh');
    notes.take('pulpit', 'missing');
    expect(told).toHaveLength(2);
  });

  test('without a stand-in gives way to the holding picture', () => {
    notes.take('choir', 'fresh');
    notes.take('choir', 'missing');
    expect(told).toEqual(['“Choir” gives no picture. Viewers see the holding picture in its place.']);
  });

  test('that is only opening was no loss', () => {
    notes.take('pulpit', 'late');
    notes.take('pulpit', 'missing');
    expect(told).toEqual([]);
  });
});

test('what viewers don’t see, what is drawn here and what nobody knows is not noted', () => {
  for (const id of ['altar', 'wall', 'nobody', 'pulpit']) notes.take(id, 'fresh');
  for (const id of ['altar', 'wall', 'nobody']) notes.take(id, 'missing');
  open = { ...show, stage: { ...show.stage, programId: 'other' } };
  notes.take('pulpit', 'missing');
  open = null;
  notes.take('choir', 'missing');
  expect(told).toEqual([]);
});
