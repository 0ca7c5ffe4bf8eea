/** Faults in the Worker: told as whose they are, and the same one once a minute. */
import { beforeEach, describe, expect, test } from 'vitest';
import { faultOfFilters, SourceFault } from '../../../../renderer/media/compose/scene/hub/source-fault.ts';
import { FaultNotices } from '../../../../renderer/media/port/fault-notices.ts';
import { noticeMessageSchema, type WorkerMessage } from '../../../../shared/contract/frames.ts';
import { indexShow } from '../../../../shared/studio/scene/show-index.ts';
import { cameraInput, makeItem, makeScene, makeShow, makeSource } from '../../../support/studio/show-parts.ts';

let now: number;
let sent: WorkerMessage[];
let isOpen: boolean;
let faults: FaultNotices;

beforeEach(() => {
  now = 0;
  sent = [];
  isOpen = true;
  faults = new FaultNotices({
    now: () => now,
    send: (notice) => {
      if (isOpen) sent.push(noticeMessageSchema.parse(notice));
      return isOpen;
    },
  });
});

const told = () => sent.map((message) => (message.kind === 'notice' ? [message.code, message.source] : []));

describe('faults', () => {
  test('of a source are told by its name, of the scene and of encoders as theirs', () => {
    faults.scene(new SourceFault('Altar', new TypeError('no frame')));
    faults.scene(new RangeError('no memory'));
    faults.scene(new SourceFault('', new Error('of nobody')));
    faults.encoder(new Error('no encoder'));
    faults.soundEncoder('no AAC');
    faults.noiseSuppression(new Error('wasm is missing'));
    expect(told()).toEqual([
      ['source-failed', 'Altar'],
      ['scene-failed', undefined],
      ['scene-failed', undefined],
      ['encoder-failed', undefined],
      ['audio-encoder-failed', undefined],
      ['noise-suppression-failed', undefined],
    ]);
    expect(sent[0]).toMatchObject({ detail: 'TypeError: no frame', recovered: true });
  });

  test('that nobody caught are the AAC encoder’s where it says so, and else no encoder’s', () => {
    faults.uncaught(new Error('RuntimeError: wasm trap in mediabunny aac'));
    faults.uncaught('the worker is confused');
    expect(told().map(([code]) => code)).toEqual(['audio-encoder-failed', 'scene-failed']);
  });

  test('of one cause are told once a minute, whatever figures they name', () => {
    for (let slot = 0; slot < 1800; slot += 1) {
      now = slot * 33_333;
      faults.scene(new SourceFault('Altar', new Error(`slot ${slot} failed`)));
    }
    faults.scene(new SourceFault('Pulpit', new Error('slot 1 failed')));
    expect(told()).toEqual([
      ['source-failed', 'Altar'],
      ['source-failed', 'Pulpit'],
    ]);
    now = 61_000_000;
    faults.scene(new SourceFault('Altar', new Error('slot 1 failed')));
    expect(sent).toHaveLength(3);
  });

  test('of ever new causes are told ten a minute', () => {
    const word = (index: number) => String.fromCharCode(97 + index);
    for (let index = 0; index < 20; index += 1) faults.scene(new Error(word(index)));
    expect(sent).toHaveLength(10);
  });

  test('that reached nobody are told again', () => {
    isOpen = false;
    faults.scene(new Error('early'));
    isOpen = true;
    faults.scene(new Error('early'));
    expect(sent).toHaveLength(1);
  });

  test('have bounded names and details', () => {
    faults.scene(new SourceFault('n'.repeat(1000), new Error('d'.repeat(1000))));
    expect(sent).toHaveLength(1);
  });
});

test('a fault of filters is that of the source whose picture they change', () => {
  const show = makeShow([makeScene('a', [makeItem('cam')])], [makeSource('cam', cameraInput, { name: 'Altar' })]);
  const index = indexShow(show);
  expect(faultOfFilters(index, { of: 'source', id: 'cam' }, new Error('x')).sourceName).toBe('Altar');
  expect(faultOfFilters(index, { of: 'item', id: 'item-cam' }, new Error('x')).sourceName).toBe('Altar');
  expect(faultOfFilters(index, { of: 'item', id: 'gone' }, new Error('x')).sourceName).toBe('');
});
