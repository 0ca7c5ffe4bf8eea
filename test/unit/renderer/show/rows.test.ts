/** The Sources panel's rows, what a press selects, and what copies and plain choices come to. */
import { describe, expect, test } from 'vitest';
import { clipboardOf, planPaste } from '../../../../renderer/store/show/plans/copies.ts';
import {
  chosenPicture,
  chosenSound,
  planPicture,
  planSound,
  type PictureInput,
  type SoundInput,
} from '../../../../renderer/store/show/plans/quick-choice.ts';
import { itemLines, placeFromBack, selectionAfter, soundLines } from '../../../../renderer/store/show/plans/rows.ts';
import { createShow, fromSettings } from '../../../../shared/studio/document/default-show.ts';
import type { AudioFilter } from '../../../../shared/studio/document/filters.ts';
import type { Item } from '../../../../shared/studio/document/scene.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { defaultStrip, type Input } from '../../../../shared/studio/document/source.ts';
import { applyCommand } from '../../../../shared/studio/edit/apply.ts';
import { commandSchema, type Command } from '../../../../shared/studio/edit/commands.ts';
import {
  cameraInput,
  colourInput,
  makeItem,
  makeScene,
  makeShow,
  makeSource,
} from '../../../support/studio/show-parts.ts';

const show = makeShow(
  [
    makeScene('a', [makeItem('ground'), makeItem('left', { groupId: 'g' }), makeItem('right', { groupId: 'g' })], {
      groups: [{ id: 'g', name: 'Guests' }],
    }),
    makeScene('b', []),
  ],
  [
    makeSource('ground', colourInput()),
    makeSource('left', cameraInput),
    makeSource('right', cameraInput),
    makeSource('mic', { kind: 'microphone', deviceId: '', label: '' }),
  ],
);

function carriedOut(before: Show, commands: readonly Command[]): Show {
  return commands.reduce((latest, command) => {
    const applied = applyCommand(latest, commandSchema.parse(command));
    if (!applied.ok) throw new Error(JSON.stringify(applied.error));
    return applied.value.show;
  }, before);
}

let drawn = 0;
const newId = (): string => `id-${(drawn += 1)}`;

describe('rows', () => {
  test('stand front first, the group over its first member, sounds apart', () => {
    const [scene] = show.scenes;
    const lines = scene ? itemLines(show, scene) : [];
    expect(lines.map(({ source, group }) => [source.id, group?.isHead ?? null])).toEqual([
      ['right', true],
      ['left', false],
      ['ground', null],
    ]);
    expect(soundLines(show).map(({ id }) => id)).toEqual(['mic']);
    expect([0, 1, 2].map((place) => placeFromBack(3, place))).toEqual([2, 1, 0]);
  });

  test('select one, several, or all between', () => {
    const ids = ['1', '2', '3', '4'];
    const plain = { range: false, more: false };
    expect(selectionAfter(['1'], ids, { id: '3', ...plain })).toEqual(['3']);
    expect(selectionAfter(['1'], ids, { id: '3', range: false, more: true })).toEqual(['1', '3']);
    expect(selectionAfter(['1', '3'], ids, { id: '3', range: false, more: true })).toEqual(['1']);
    expect(selectionAfter(['2'], ids, { id: '4', range: true, more: false }).toSorted()).toEqual(['2', '3', '4']);
    // The next range begins where this one did.
    const ranged = selectionAfter(['2'], ids, { id: '4', range: true, more: false });
    expect(selectionAfter(ranged, ids, { id: '1', range: true, more: false }).toSorted()).toEqual(['1', '2']);
    expect(selectionAfter([], ids, { id: '4', range: true, more: false })).toEqual(['4']);
  });
});

describe('copies', () => {
  const pasted = (before: Show, items: readonly Item[]): Show => {
    const plan = planPaste(before, clipboardOf(before, items), newId);
    return plan === null ? before : carriedOut(before, [plan.command]);
  };

  test('have ids of their own and stand beside what they cover', () => {
    const items = show.scenes[0]?.items.slice(1) ?? [];
    const plan = planPaste(show, clipboardOf(show, items), newId);
    if (plan === null) throw new Error('something was copied');
    const next = carriedOut(show, [plan.command]);
    const copies = next.scenes[0]?.items.slice(3) ?? [];
    expect(copies.map(({ id }) => id)).toEqual(plan.itemIds);
    expect(copies.map(({ transform }) => [transform.x, transform.y])).toEqual([
      [24, 24],
      [24, 24],
    ]);
  });

  test('of a group are a group of their own; of one member alone they are none', () => {
    const items = show.scenes[0]?.items ?? [];
    const [scene] = pasted(pasted(show, items), items.slice(1, 2)).scenes;
    const groups = scene?.groups ?? [];
    expect(groups.map(({ name }) => name)).toEqual(['Guests', 'Guests']);
    const [own, copied] = groups.map(({ id }) => id);
    expect(copied).not.toBe(own);
    expect(scene?.items.slice(3).map(({ groupId }) => groupId)).toEqual([null, copied, copied, null]);
  });

  test('bring their sources along where these are gone', () => {
    const items = show.scenes[0]?.items.slice(1, 2) ?? [];
    const clipboard = clipboardOf(show, items);
    const without = carriedOut(show, [{ name: 'source.remove', sourceId: 'left' }]);
    const plan = planPaste(without, clipboard, newId);
    const next = plan === null ? without : carriedOut(without, [plan.command]);
    expect(next.sources.map(({ id }) => id)).toContain('left');
  });

  test('bring them along without what is gone for good', () => {
    const ducking: AudioFilter = {
      id: 'duck',
      enabled: true,
      kind: 'compressor',
      thresholdDb: -30,
      ratio: 4,
      kneeDb: 0,
      attackMillis: 5,
      releaseMillis: 100,
      makeUpDb: 0,
      sidechainId: 'mic',
    };
    const film: Input = { kind: 'media', paths: ['/a.mp4'], loop: true, shuffle: false, restart: false };
    const leaning = makeShow(
      [makeScene('a', [makeItem('film'), makeItem('inset')]), makeScene('b', [])],
      [
        makeSource('film', film, { fallbackId: 'slate', strip: { ...defaultStrip, filters: [ducking] } }),
        makeSource('slate', colourInput()),
        makeSource('inset', { kind: 'scene', sceneId: 'b' }),
        makeSource('mic', { kind: 'microphone', deviceId: '', label: '' }),
      ],
    );
    const clipboard = clipboardOf(leaning, leaning.scenes[0]?.items ?? []);
    const without = carriedOut(leaning, [
      { name: 'scene.remove', sceneId: 'b' },
      ...['film', 'slate', 'mic'].map((sourceId) => ({ name: 'source.remove', sourceId }) as const),
    ]);
    const plan = planPaste(without, clipboard, newId);
    const next = plan === null ? without : carriedOut(without, [plan.command]);
    expect(next.sources).toEqual([
      makeSource('film', film, { strip: { ...defaultStrip, filters: [{ ...ducking, sidechainId: null }] } }),
    ]);
    expect(next.scenes[0]?.items.map(({ sourceId }) => sourceId)).toEqual(['film']);
  });

  test('are nothing where nothing was copied', () => {
    expect(planPaste(show, null, newId)).toBeNull();
    expect(planPaste(show, { items: [], sources: [], groups: [] }, newId)).toBeNull();
  });
});

describe('the plain choices', () => {
  const ways = { kindName: 'Plain', newId };
  const camera = (deviceId: string): PictureInput => ({
    ...cameraInput,
    kind: 'camera',
    deviceId,
    label: deviceId,
    width: null,
    height: null,
    fps: null,
  });
  const mic: SoundInput = { kind: 'microphone', deviceId: 'm', label: 'Mic' };
  const fresh = fromSettings(
    { videoSource: { kind: 'test' }, audioSource: { kind: 'test' }, mix: { gainDb: 0, muted: false } },
    { newId, canvas: { width: 1280, height: 720 } },
  );
  const picture = (before: Show, input: PictureInput): Show => carriedOut(before, planPicture(before, input, ways));
  const sound = (before: Show, input: SoundInput): Show => carriedOut(before, planSound(before, input, ways));
  const chosen = (now: Show) => [chosenPicture(now)?.input.kind ?? null, chosenSound(now)?.input.kind ?? null];

  test('begin with test picture and beep', () => expect(chosen(fresh)).toEqual(['test', 'test']));

  test('talk to camera: microphone and camera in the place of both', () => {
    const now = picture(sound(fresh, mic), camera('c'));
    expect(chosen(now)).toEqual(['camera', 'microphone']);
    expect(now.sources).toHaveLength(2);
  });

  test('a camera over the beep keeps the beep; back to the test picture it is seen again', () => {
    const over = picture(fresh, camera('c'));
    expect(chosen(over)).toEqual(['camera', 'test']);
    expect(chosen(picture(over, { kind: 'test' }))).toEqual(['test', 'test']);
  });

  test('another camera is the same source with another device', () => {
    const one = picture(sound(fresh, mic), camera('c'));
    const other = picture(one, camera('d'));
    expect(chosenPicture(other)?.id).toBe(chosenPicture(one)?.id);
    expect(chosenPicture(other)?.input).toMatchObject({ deviceId: 'd' });
  });

  test('silence, and the beep again behind a camera', () => {
    const camOnly = sound(picture(sound(fresh, mic), camera('c')), null);
    expect(chosen(camOnly)).toEqual(['camera', null]);
    const beeping = sound(camOnly, { kind: 'test' });
    expect(chosen(beeping)).toEqual(['camera', 'test']);
    expect(chosen(sound(beeping, null))).toEqual(['camera', null]);
  });

  test('an empty show gets what was chosen', () => {
    const none = createShow({ newId });
    expect(chosen(sound(picture(none, { kind: 'test' }), null))).toEqual(['test', null]);
    expect(chosen(sound(picture(none, camera('c')), mic))).toEqual(['camera', 'microphone']);
  });
});
