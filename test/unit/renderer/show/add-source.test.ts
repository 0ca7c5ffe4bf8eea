/** Adding sources: which device, what it is called, where it lands, and what makes room for it. */
import { describe, expect, test } from 'vitest';
import {
  draftInput,
  droppedInput,
  fileInput,
  planNewSource,
  planReuse,
  planScene,
  reusable,
} from '../../../../renderer/store/show/plans/add-source.ts';
import { fileName, ownNameOf, uniqueName } from '../../../../renderer/store/show/plans/names.ts';
import { fillsCanvas } from '../../../../renderer/store/show/plans/places.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { inputSchema, type Input } from '../../../../shared/studio/document/source.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import { commandSchema, type Command } from '../../../../shared/studio/edit/commands.ts';
import { editedScene } from '../../../../renderer/store/show/show.ts';
import { canvas, colourInput, makeItem, makeScene, makeShow, makeSource } from '../../../support/studio/show-parts.ts';

const empty = makeShow([makeScene('a', [])], []);
const around = {
  canvas,
  cameras: [
    { deviceId: 'cam-1', label: 'Integrated Camera' },
    { deviceId: 'cam-2', label: 'Cam Link 4K' },
  ],
  microphones: [{ deviceId: 'mic-1', label: 'USB microphone' }],
};
const camera: Input = {
  kind: 'camera',
  ...around.cameras[0],
  deviceId: 'cam-1',
  label: 'Integrated Camera',
  width: null,
  height: null,
  fps: null,
};
const screen: Input = { kind: 'screen', displayId: 's', label: 'Main screen', cursor: true, region: null };
const logo: Input = { kind: 'image', path: '/home/ana/club logo.png' };
const microphone: Input = { kind: 'microphone', deviceId: 'mic-1', label: 'USB microphone' };

let drawn = 0;
const newId = (): string => `id-${(drawn += 1)}`;

function carriedOut(show: Show, commands: readonly Command[]): Show {
  return commands.reduce((latest, command) => {
    const applied = applyCommand(latest, commandSchema.parse(command));
    if (!applied.ok) throw new Error(JSON.stringify(applied.error));
    return applied.value.show;
  }, show);
}

function add(show: Show, input: Input): Show {
  return carriedOut(show, planNewSource(show, editedScene(show), { input, kindName: 'Kind', newId }).commands);
}

/** Names in the scene, back to front, and whether each covers the canvas. */
function scenery(show: Show): readonly (readonly [string, boolean])[] {
  return editedScene(show).items.map((item) => [
    show.sources.find(({ id }) => id === item.sourceId)?.name ?? '',
    fillsCanvas(item, canvas),
  ]);
}

describe('a new source', () => {
  test('fills an empty scene, under the name of its device', () => {
    expect(scenery(add(empty, camera))).toEqual([['Integrated Camera', true]]);
  });

  test.each([
    ['camera, then screen', [camera, screen]],
    ['screen, then camera', [screen, camera]],
  ])('a screen lies behind a camera in the corner: %s', (_order, inputs) => {
    const show = inputs.reduce(add, empty);
    expect(scenery(show)).toEqual([
      ['Main screen', true],
      ['Integrated Camera', false],
    ]);
    const place = editedScene(show).items[1]?.transform;
    expect(place?.x).toBeGreaterThan(canvas.width / 2);
    expect(place?.y).toBeGreaterThan(canvas.height / 2);
    expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThan(canvas.width);
  });

  test('a camera that was placed by hand stays where it is', () => {
    const placed = add(add(empty, camera), screen);
    const before = editedScene(placed).items[1]?.transform;
    const other = add(placed, { ...screen, displayId: 't', label: 'Second screen' });
    expect(editedScene(other).items.find(({ transform }) => transform.width < canvas.width)?.transform).toEqual(before);
  });

  test('a camera takes the place of a test picture that is all there is; a logo stands before it', () => {
    const testing = add(empty, { kind: 'test' });
    expect(scenery(add(testing, camera))).toEqual([['Integrated Camera', true]]);
    expect(scenery(add(testing, logo)).map(([name]) => name)).toEqual(['Kind', 'club logo']);
    expect(scenery(add(add(testing, logo), camera))).toHaveLength(3);
  });

  test('a logo lands in the upper right corner, in front', () => {
    const show = [camera, logo].reduce(add, empty);
    const item = editedScene(show).items[1];
    expect(scenery(show)[1]).toEqual(['club logo', false]);
    expect(item?.transform.x).toBeGreaterThan(canvas.width / 2);
    expect(item?.transform.y).toBeLessThan(canvas.height / 4);
  });

  test('the first microphone is the main one and stands in no scene', () => {
    const show = add(add(empty, microphone), { ...microphone, deviceId: 'mic-2', label: 'Lavalier' });
    expect(show.sources.map(({ name, strip }) => [name, strip?.isMainMicrophone])).toEqual([
      ['USB microphone', true],
      ['Lavalier', false],
    ]);
    expect(editedScene(show).items).toEqual([]);
  });

  test('takes the first camera that nobody uses', () => {
    expect(draftInput('camera', empty, around)).toMatchObject({ deviceId: 'cam-1' });
    expect(draftInput('camera', add(empty, camera), around)).toMatchObject({ deviceId: 'cam-2' });
    expect(draftInput('camera', empty, { ...around, cameras: [] })).toMatchObject({ deviceId: '', label: '' });
  });

  test.each(['test', 'camera', 'microphone', 'system-audio', 'screen', 'browser', 'text', 'colour', 'rtmp'] as const)(
    'a draft of %s is one that a show takes',
    (kind) => {
      const input = inputSchema.parse(draftInput(kind, empty, around));
      expect(add(empty, input).sources).toHaveLength(1);
    },
  );

  test('files become pictures, films or nothing', () => {
    expect(droppedInput('/a/b.PNG')).toEqual({ kind: 'image', path: '/a/b.PNG' });
    expect(droppedInput('C:\\films\\intro.mp4')).toMatchObject({ kind: 'media', paths: ['C:\\films\\intro.mp4'] });
    expect(droppedInput('/a/notes.odt')).toBeNull();
    expect(fileInput('slideshow', [])).toBeNull();
    expect(inputSchema.safeParse(fileInput('slideshow', ['/a.png', '/b.png'])).success).toBe(true);
  });
});

describe('a source used again', () => {
  const show = makeShow(
    [makeScene('a', [makeItem('ground')]), makeScene('b', [])],
    [
      makeSource('ground', colourInput()),
      makeSource('nested', { kind: 'scene', sceneId: 'a' }),
      makeSource('other', { kind: 'scene', sceneId: 'b' }),
      makeSource('mic', microphone),
    ],
  );

  test('can be what the scene does not show: no sound, and not the scene itself', () => {
    const [scene] = show.scenes;
    expect(scene && reusable(show, scene).map(({ id }) => id)).toEqual(['other']);
  });

  test('is the same source in another place', () => {
    const scene = show.scenes[1];
    const ground = show.sources[0];
    if (!scene || !ground) throw new Error('the show has both');
    const plan = planReuse(show, scene, ground, newId);
    const next = carriedOut(show, plan.commands);
    expect(next.sources).toEqual(show.sources);
    expect(next.scenes[1]?.items.map(({ id, sourceId }) => [id, sourceId])).toEqual([[plan.itemId, 'ground']]);
  });
});

describe('names', () => {
  test('are made different by a number', () => {
    expect(uniqueName(' Camera ', ['Camera', 'Camera 2'])).toBe('Camera 3');
    expect(uniqueName('', [])).toBe('?');
    expect(uniqueName('x'.repeat(200), [])).toHaveLength(75);
  });

  test('come from file, address or first line', () => {
    expect(fileName('/home/a.b/club logo.tar.gz')).toBe('club logo.tar');
    expect(fileName('C:\\x\\.hidden')).toBe('.hidden');
    expect(ownNameOf({ kind: 'browser', url: 'https://alerts.example/x', ...canvas, fps: 30, css: '' })).toBe(
      'alerts.example',
    );
    expect(ownNameOf({ kind: 'browser', url: 'nonsense', ...canvas, fps: 30, css: '' })).toBe('');
  });

  test('a new scene gets the next free number', () => {
    const show = makeShow([makeScene('a', [], { name: 'Scene 2' })], []);
    expect(planScene(show, 'Scene', 'n')).toMatchObject({ scene: { name: 'Scene 3' }, at: 1 });
  });
});
