/** A first show, the one made of older settings, and shows read from files. */
import { expect, test } from 'vitest';
import { createShow, fromSettings, type OldChoice } from '../../../../shared/studio/document/default-show.ts';
import { flawOf } from '../../../../shared/studio/document/flaw.ts';
import { migrated, readShow } from '../../../../shared/studio/document/migrate.ts';
import { showSchema } from '../../../../shared/studio/document/show.ts';
import { countingIds } from '../../../support/show/random-parts.ts';

const canvas = { width: 1920, height: 1080 };
const camera = { kind: 'camera', deviceId: 'cam', label: 'Webcam', width: 1280, height: 720, fps: 30 } as const;
const microphone = { kind: 'microphone', deviceId: 'mic', label: '' } as const;

function made(choice: Partial<OldChoice>) {
  const mix = { gainDb: -6, muted: true };
  const old: OldChoice = { videoSource: { kind: 'test' }, audioSource: { kind: 'test' }, mix, ...choice };
  const show = fromSettings(old, { newId: countingIds(), canvas });
  expect(showSchema.parse(show)).toEqual(show);
  expect(flawOf(show)).toBeNull();
  return show;
}

test('a new show has one empty scene, on air', () => {
  const show = createShow({ newId: countingIds() });
  expect(showSchema.parse(show)).toEqual(show);
  expect(flawOf(show)).toBeNull();
  expect(show.scenes).toMatchObject([{ name: 'Scene 1', items: [] }]);
});

test('camera and microphone of the settings become sources that look and sound as before', () => {
  const show = made({ videoSource: camera, audioSource: microphone });
  expect(show.canvas).toEqual(canvas);
  expect(show.sources).toMatchObject([
    { name: 'Webcam', input: camera, strip: null },
    { name: 'Microphone', input: microphone, strip: { faderDb: -6, muted: true, isMainMicrophone: true } },
  ]);
  expect(show.scenes[0]?.items).toMatchObject([
    { sourceId: show.sources[0]?.id, transform: { x: 0, y: 0, ...canvas } },
  ]);
});

test('the test source is one source, heard only if its beep was chosen', () => {
  expect(made({}).sources).toMatchObject([{ input: { kind: 'test' }, strip: { faderDb: -6, muted: true } }]);
  expect(made({ mix: { gainDb: 3, muted: false } }).sources[0]?.strip).toMatchObject({ faderDb: 3, muted: false });
  const silent = made({ audioSource: { kind: 'silence' }, mix: { gainDb: 0, muted: false } });
  expect(silent.sources).toMatchObject([{ input: { kind: 'test' }, strip: { muted: true } }]);
});

test('a beep beside a camera lies behind it, where it is heard and not seen', () => {
  const show = made({ videoSource: camera });
  const kinds = show.scenes[0]?.items.map(({ sourceId }) => show.sources.find(({ id }) => id === sourceId)?.input.kind);
  expect(kinds).toEqual(['test', 'camera']);
});

test('a stored show is read back as it was', () => {
  const show = made({ videoSource: camera, audioSource: microphone });
  expect(readShow(JSON.parse(JSON.stringify(show)))).toEqual({ ok: true, value: show });
});

test.each([
  [null, 'shape'],
  [[], 'shape'],
  [{}, 'shape'],
  [{ version: 0 }, 'shape'],
  [{ version: 2 }, 'newer'],
  [{ ...createShow({ newId: countingIds() }), more: 1 }, 'shape'],
  [{ ...createShow({ newId: countingIds() }), safeSceneId: 'x' }, 'scene-missing'],
])('what is no show is refused, and says why', (value, why) => {
  expect(readShow(value)).toMatchObject({ ok: false, error: { code: 'storage-damaged', facts: { why } } });
});

test('older versions come up step by step', () => {
  const migrations = {
    1: (document: Readonly<Record<string, unknown>>) => ({ ...document, version: 2, two: true }),
    2: (document: Readonly<Record<string, unknown>>) => ({ ...document, version: 3, three: true }),
  };
  expect(migrated({ version: 1 }, { to: 3, migrations })).toEqual({
    ok: true,
    value: { version: 3, two: true, three: true },
  });
  expect(migrated({ version: 3 }, { to: 3, migrations })).toEqual({ ok: true, value: { version: 3 } });
  expect(migrated({ version: 0 }, { to: 3, migrations })).toMatchObject({ ok: false });
  const stuck = { 1: (document: Readonly<Record<string, unknown>>) => document };
  expect(migrated({ version: 1 }, { to: 2, migrations: stuck })).toMatchObject({ ok: false });
});
