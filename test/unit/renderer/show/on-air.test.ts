/** What the rows say is wrong with a source, with the news in the order in which the parts really tell them. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { World } from '../../../../renderer/media/compose/scene/world.ts';
import { FrameStreamProducer } from '../../../../renderer/media/compose/sources/stream/frame-stream.ts';
import {
  filterInTrouble,
  keepSources,
  mirrorCondition,
  mirrorSource,
  toldOf,
  useOnAir,
  type SourceNews,
} from '../../../../renderer/store/show/on-air.ts';
import type { CaptureState } from '../../../../shared/contract/ipc.ts';
import { edit, mirrorShow, useShowStore } from '../../../../renderer/store/show/show.ts';
import { studioError } from '../../../../shared/errors.ts';
import { filterKey } from '../../../../shared/studio/document/files.ts';
import { cameraInput, makeScene, makeShow, makeSource } from '../../../support/studio/show-parts.ts';

const denied = studioError('camera-denied');
const device = (state: CaptureState) => mirrorCondition({ sourceId: 'cam', device: state, producer: null });
const failed: CaptureState = { state: 'failed', error: denied, label: 'Cam' };
const errorNow = () => useOnAir.getState().errors['cam']?.code;

/** As in the Worker: what it makes of its feed reaches the rows. */
function createCamera(): FrameStreamProducer {
  const world = new World({
    now: () => 0,
    mainOffset: () => null,
    surfaces: {
      filled: () => null,
      fromBitmap: () => null,
      mix: () => undefined,
      putPart: () => null,
      free: () => undefined,
    },
    onSound: () => undefined,
    onState: (sourceId, producer) => mirrorCondition({ sourceId, device: null, producer }),
  });
  const input = { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null } as const;
  return new FrameStreamProducer(input, world.contextOf('cam', { kind: 'source', id: 'cam' }));
}

describe('what is wrong with a source', () => {
  beforeEach(() => useOnAir.setState({ conditions: {}, errors: {} }));

  test('a device that failed stays told while its producer waits for another stream', () => {
    const camera = createCamera();
    device(failed);
    camera.feed(null);
    expect(errorNow()).toBe('camera-denied');
    camera.close();
  });

  test('it is well again once it says so itself', () => {
    device(failed);
    mirrorCondition({ sourceId: 'cam', device: null, producer: { state: 'opening' } });
    device({ state: 'opening' });
    expect(errorNow()).toBeUndefined();
  });

  test('the device is told before what follows from it, and what is left when it is back', () => {
    const lost = studioError('camera-lost');
    mirrorCondition({ sourceId: 'cam', device: null, producer: { state: 'failed', error: lost } });
    device(failed);
    expect(errorNow()).toBe('camera-denied');
    device({ state: 'opening' });
    expect(errorNow()).toBe('camera-lost');
    mirrorCondition({ sourceId: 'cam', device: null, producer: { state: 'running' } });
    expect(errorNow()).toBeUndefined();
  });

  test('a filter whose file can’t be had is found by whose it is; its copy is well', () => {
    const filters = [
      { id: 'f', enabled: true, kind: 'blur', radius: 4 },
      { id: 'm', enabled: true, kind: 'lut', path: '/look.cube', amount: 1 },
    ] as const;
    const key = filterKey({ of: 'item', id: 'first', filterId: 'm' });
    const error = studioError('source-file-missing');
    mirrorCondition({ sourceId: key, device: null, producer: { state: 'failed', error } });
    const { errors } = useOnAir.getState();
    expect(filterInTrouble(errors, { of: 'item', id: 'first' }, filters)).toBe(filters[1]);
    expect(filterInTrouble(errors, { of: 'item', id: 'copy' }, filters)).toBeNull();
    expect(filterInTrouble(errors, { of: 'source', id: 'first' }, filters)).toBeNull();
  });

  test('others keep theirs', () => {
    device(failed);
    mirrorCondition({ sourceId: 'other', device: null, producer: { state: 'running' } });
    expect(errorNow()).toBe('camera-denied');
  });
});

describe('sources that are gone', () => {
  test('are forgotten with all that was told of them; files of filters are not', () => {
    useOnAir.setState({ sources: {}, conditions: {}, errors: {} });
    const key = filterKey({ of: 'item', id: 'first', filterId: 'm' });
    mirrorSource({ sourceId: 'cam', state: 'fresh', ageMillis: 0, width: 4, height: 2 });
    mirrorSource({ sourceId: 'stays', state: 'fresh', ageMillis: 0, width: 4, height: 2 });
    device(failed);
    mirrorCondition({ sourceId: key, device: null, producer: { state: 'failed', error: denied } });
    keepSources([{ id: 'stays' }]);
    const { sources, conditions, errors } = useOnAir.getState();
    expect([Object.keys(sources), Object.keys(conditions), Object.keys(errors)]).toEqual([['stays'], [key], [key]]);
    const before = useOnAir.getState();
    keepSources([{ id: 'stays' }]);
    expect(useOnAir.getState()).toBe(before);
  });

  test('are those that the window itself has no longer: what it has just added stays', () => {
    vi.stubGlobal('window', { studio: { call: () => new Promise(() => undefined) } });
    useOnAir.setState({ sources: {}, conditions: {}, errors: {} });
    const show = makeShow([makeScene('a', [])], [makeSource('cam', cameraInput), makeSource('old', cameraInput)]);
    const told = { profileId: 'p', revision: 1, undo: null, redo: null, undoSteps: [] };
    useShowStore.setState({ mirror: null });
    mirrorShow({ ...told, show });
    void edit({ name: 'source.add', source: makeSource('new', cameraInput), place: null });
    for (const id of ['cam', 'old', 'new', 'other']) {
      mirrorSource({ sourceId: id, state: 'fresh', ageMillis: 0, width: 4, height: 2 });
    }
    // Of before the addition.
    mirrorShow({ ...told, show: { ...show, sources: show.sources.filter(({ id }) => id !== 'old') } });
    expect(Object.keys(useOnAir.getState().sources)).toEqual(['cam', 'new']);
    vi.unstubAllGlobals();
  });
});

describe('what its row tells in words', () => {
  const camera = (label: string) => ({
    input: { kind: 'camera', deviceId: label, label, width: null, height: null, fps: null } as const,
  });
  const news = (state: SourceNews['state'], ageMillis: number | null): SourceNews => ({
    sourceId: 'cam',
    state,
    ageMillis,
    width: 0,
    height: 0,
  });

  test('a picture that stopped, as soon as viewers see something else; not one that is only opening or returning', () => {
    expect(toldOf(camera('Cam'), news('late', 820), undefined)).toBe('late');
    expect(toldOf(camera('Cam'), news('late', null), undefined)).toBeNull();
    expect(toldOf(camera('Cam'), news('late', 33), undefined)).toBeNull();
    expect(toldOf(camera('Cam'), news('fresh', 33), undefined)).toBeNull();
    expect(toldOf(camera('Cam'), news('frozen', 3000), undefined)).toBe('frozen');
    expect(toldOf(camera('Cam'), news('missing', null), undefined)).toBe('missing');
  });

  test('a camera with a name is missed by it; without one the error says that there is none at all', () => {
    const missing = studioError('camera-missing');
    expect(toldOf(camera('Balcony'), news('missing', null), missing)).toBe('missing');
    expect(toldOf(camera(''), news('missing', null), missing)).toBeNull();
    expect(toldOf(camera('Balcony'), news('missing', null), denied)).toBeNull();
  });
});
