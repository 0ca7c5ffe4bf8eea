/** A scene collection of OBS 28 to 32 as a show: what maps is mapped, what does not is told. */
import { fail, ok, type Reply } from '../../../errors.ts';
import { createShow } from '../../document/default-show.ts';
import { flawOf } from '../../document/flaw.ts';
import { maxScenes, showSchema, type Canvas, type Show } from '../../document/show.ts';
import type { Size } from '../../geometry/box.ts';
import { clamped, Fields, nameOf } from './fields.ts';
import { NoteList, type Note, type Reading } from './reading.ts';
import { sceneOf, type SceneEntry } from './scenes/scenes.ts';
import { Sources } from './sources.ts';
import { Transitions } from './scenes/transitions.ts';
import { say } from '../../../wire/tongue.ts';

export type ImportedShow = { readonly show: Show; readonly notes: readonly Note[] };

export type CollectionOptions = {
  readonly newId: () => string;
  /** Of the profile; newer collections tell it themselves. */
  readonly canvas?: Size;
  /** The size of a picture file in pixels; without it the places of pictures are estimates. */
  readonly sizeOf?: (path: string) => Size | null;
};

/** Sound that belongs to no scene, as the file names it; microphones first, so that the first of them is the main one. */
const globalSounds = [
  'AuxAudioDevice1',
  'AuxAudioDevice2',
  'AuxAudioDevice3',
  'AuxAudioDevice4',
  'DesktopAudioDevice1',
  'DesktopAudioDevice2',
];

/** More than this is not looked at. */
const maxRead = 2000;

/** Reads the parsed JSON of a collection; `import-invalid` with a `why` when it is none, or can't be a show. */
export function importCollection(value: unknown, options: CollectionOptions): Reply<ImportedShow> {
  const collection = new Fields(value);
  const entries = collection.list('sources', maxRead);
  const scenes = scenesIn(collection, entries, options.newId);
  if (scenes.length === 0) return fail('import-invalid', { why: say`it holds no scenes of OBS` });
  const notes = new NoteList();
  const reading: Reading = {
    newId: options.newId,
    canvas: canvasOf(collection, options.canvas),
    sizeOf: options.sizeOf ?? (() => null),
    note: (what, why) => notes.add(what, why),
  };
  const show = showOf(collection, scenes, reading);
  noteRest(collection, entries, reading);
  const parsed = showSchema.safeParse(show);
  if (!parsed.success) return fail('import-invalid', { why: say`its scenes do not fit` });
  const flaw = flawOf(parsed.data);
  return flaw === null ? ok({ show: parsed.data, notes: notes.all }) : fail('import-invalid', { why: flaw });
}

function showOf(collection: Fields, entries: readonly SceneEntry[], reading: Reading): Show {
  const transitions = new Transitions(collection, reading);
  const sources = new Sources(soundsAndSources(collection), reading);
  const byName = new Map(entries.map((entry) => [entry.fields.text('name'), entry]));
  const groups = [...collection.list('groups', maxRead), ...ofKind(collection.list('sources', maxRead), 'group')];
  const parts = {
    reading,
    sources,
    scenes: byName,
    groups: new Map(groups.map((fields) => [fields.text('name'), fields])),
    transitions,
  };
  if (entries.length > maxScenes) reading.note(say`Scenes`, say`Only the first ${maxScenes} were taken over.`);
  const scenes = entries.slice(0, maxScenes).map((entry) => sceneOf(entry, parts));
  const first = scenes[0]?.id ?? '';
  const previewId = byName.get(collection.text('current_scene'))?.id ?? first;
  const programId = byName.get(collection.text('current_program_scene'))?.id ?? previewId;
  return {
    ...createShow({ newId: reading.newId, canvas: reading.canvas }),
    sources: [...sources.all],
    scenes,
    transition: transitions.usual,
    stage: { programId, previewId, studioMode: false },
  };
}

/** In the order of the user's list; scenes that are not in it come last. */
function scenesIn(collection: Fields, entries: readonly Fields[], newId: () => string): readonly SceneEntry[] {
  const order = collection.list('scene_order', maxRead).map((entry) => entry.text('name'));
  const placeOf = new Map(order.toReversed().map((name, index) => [name, order.length - index]));
  const place = (fields: Fields) => placeOf.get(fields.text('name')) ?? order.length + 1;
  const sorted = ofKind(entries, 'scene').toSorted((one, other) => place(one) - place(other));
  return sorted.map((fields) => ({ id: newId(), name: nameOf(fields.text('name'), say`Scene`), fields }));
}

function ofKind(entries: readonly Fields[], id: string): readonly Fields[] {
  return entries.filter((fields) => fields.text('id') === id);
}

function soundsAndSources(collection: Fields): readonly Fields[] {
  const sounds = globalSounds.filter((key) => collection.has(key)).map((key) => collection.object(key));
  const others = collection
    .list('sources', maxRead)
    .filter((fields) => !['scene', 'group'].includes(fields.text('id')));
  return [...sounds, ...others];
}

function side(value: number): number {
  return 2 * Math.round(clamped(value, 160, 7680) / 2);
}

function canvasOf(collection: Fields, ofProfile: Size | undefined): Canvas {
  const told = collection.object('resolution');
  return {
    width: side(told.number('x', ofProfile?.width ?? 1920)),
    height: side(told.number('y', ofProfile?.height ?? 1080)),
  };
}

function hasKeys(fields: Fields): boolean {
  return Object.values(fields.record('hotkeys')).some((keys) => Array.isArray(keys) && keys.length > 0);
}

/** What belongs to the collection and to no source or scene. */
function noteRest(collection: Fields, entries: readonly Fields[], { note }: Reading): void {
  if (entries.some(hasKeys)) note(say`Hotkeys`, say`Hotkeys are not taken over; set them in the list of shortcuts.`);
  if (collection.list('canvases', 1).length > 0) note(say`Further canvases`, say`A show has one canvas.`);
  if (collection.list('saved_projectors', 1).length > 0) note(say`Projectors`, say`They are not opened again.`);
  if (collection.object('modules').list('scripts-tool', 1).length > 0)
    note(say`Scripts`, say`Scripts of OBS do not run here.`);
  const switcher = collection.object('modules').object('auto-scene-switcher');
  if (switcher.flag('active', false)) note(say`Automatic scene switcher`, say`Scenes are switched by hand here.`);
}
