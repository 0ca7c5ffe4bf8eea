/** What the checks before going live know of the scene on air: sources that are missing, and sounds in trouble. */
import { describe, expect, test } from 'vitest';
import { missingOnAir, missingText, mostUrgent, troubleOnAir } from '../../../../renderer/store/show/plans/air.ts';
import { studioError } from '../../../../shared/errors.ts';
import { defaultStrip, type Strip } from '../../../../shared/studio/document/source.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

const lost = studioError('camera-lost');
const image = { kind: 'image', path: '/logo.png' } as const;

describe('missingOnAir', () => {
  const show = makeShow(
    [makeScene('a', [makeItem('logo'), makeItem('camera'), makeItem('second')]), makeScene('b', [makeItem('third')])],
    [
      makeSource('camera', cameraInput, { fallbackId: 'red' }),
      makeSource('second', cameraInput),
      makeSource('third', cameraInput),
      makeSource('logo', image),
      makeSource('red', colourInput()),
    ],
  );

  test('names what is missing on the scene on air, and what viewers see instead', () => {
    const errors = { camera: lost, second: studioError('camera-busy'), third: lost, logo: lost };
    expect(missingOnAir(show, errors).map(missingText).toSorted()).toEqual([
      '“camera” is not connected. Viewers see “red” instead.',
      '“logo” is not connected. Viewers see nothing in its place.',
      '“second” gives no picture. Viewers see the holding picture in its place.',
    ]);
    expect(missingOnAir(show, {})).toEqual([]);
  });

  test('a stand-in that is missing too stands in for nothing', () => {
    expect(missingOnAir(show, { camera: lost, red: lost })[0]?.instead).toEqual({ kind: 'holding' });
  });
});

describe('troubleOnAir', () => {
  const showWith = (strip: Partial<Strip>) =>
    makeShow(
      [makeScene('a', [])],
      [
        makeSource(
          'desk',
          { kind: 'microphone', deviceId: '', label: '' },
          { name: 'Desk', strip: { ...defaultStrip, ...strip } },
        ),
      ],
    );
  const left = { sourceId: 'desk', kind: 'left-only' } as const;
  const muted = { sourceId: 'desk', kind: 'talking-muted' } as const;

  test('tells the most urgent by its source’s name', () => {
    const clipping = { sourceId: 'desk', kind: 'clipping' } as const;
    expect(mostUrgent([left, clipping])).toEqual(clipping);
    expect(troubleOnAir(showWith({}), [left])).toEqual({ ...left, name: 'Desk' });
    expect(troubleOnAir(showWith({}), [])).toBeNull();
  });

  test('what viewers don’t get may be as it likes, but a voice that is muted is told', () => {
    expect(troubleOnAir(showWith({ muted: true }), [left])).toBeNull();
    expect(troubleOnAir(showWith({ monitor: 'only' }), [left])).toBeNull();
    expect(troubleOnAir(showWith({ muted: true }), [left, muted])).toMatchObject(muted);
  });

  test('a source that is gone is in no trouble', () => {
    expect(troubleOnAir(makeShow([makeScene('a', [])], []), [left])).toBeNull();
  });
});
