/** The two plain choices of the first run, told of a show: the picture of the scene on air, and the one sound. */
import type { Show } from '../../../../shared/studio/document/show.ts';
import { defaultStrip, type InputOf, type Source } from '../../../../shared/studio/document/source.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { editedScene } from '../show.ts';
import { planNewSource } from './add-source.ts';
import { fullPlace } from './places.ts';

/** A picture that can be chosen so. */
export type PictureInput = InputOf<'test' | 'camera'>;
/** A sound that can be chosen so; null is silence. */
export type SoundInput = InputOf<'test' | 'microphone'> | null;

type Of<Input> = Source & { readonly input: Input };

/** The source that is the plain picture: the frontmost camera of the scene, or else its frontmost test picture. */
export function chosenPicture(show: Show): Of<PictureInput> | null {
  const shown = new Map(show.sources.map((source) => [source.id, source]));
  const pictures = editedScene(show)
    .items.toReversed()
    .flatMap(({ sourceId }) => shown.get(sourceId) ?? []);
  return pictures.find(isOf('camera')) ?? pictures.find(isOf('test')) ?? null;
}

/** The source that is the plain sound: the main microphone, another one, or a beep that is heard; null is silence. */
export function chosenSound(show: Show): Of<NonNullable<SoundInput>> | null {
  const microphones = show.sources.filter(isOf('microphone'));
  const main = microphones.find(({ strip }) => strip?.isMainMicrophone === true);
  const beep = show.sources.filter(isOf('test')).find(({ strip }) => strip?.muted === false);
  return main ?? microphones[0] ?? beep ?? null;
}

function isOf<Kind extends 'test' | 'camera' | 'microphone'>(kind: Kind) {
  return (source: Source): source is Of<InputOf<Kind>> => source.input.kind === kind;
}

type Ways = { readonly kindName: string; readonly newId: () => string };

/** Puts the picture in the place of the chosen one. */
export function planPicture(show: Show, input: PictureInput, ways: Ways): readonly Command[] {
  const scene = editedScene(show);
  const chosen = chosenPicture(show);
  if (chosen === null) return planNewSource(show, scene, { input, ...ways }).commands;
  const isBeep = chosen.input.kind === 'test' && chosen.strip?.muted === false;
  // Who only wants another picture keeps the beep: the camera stands before the test picture.
  if (input.kind === 'camera' && isBeep) {
    const plan = planNewSource(show, { ...scene, items: [] }, { input, ...ways });
    return plan.commands;
  }
  const isBehind = scene.items.some(({ sourceId }) =>
    show.sources.some(({ id, input: other }) => id === sourceId && id !== chosen.id && other.kind === 'test'),
  );
  if (input.kind === 'test' && isBehind) return [{ name: 'source.remove', sourceId: chosen.id }];
  const to = (input.kind === 'camera' ? input.label : '') || ways.kindName;
  const change: Command = { name: 'source.input', sourceId: chosen.id, input };
  if (show.sources.some(({ name }) => name === to)) return [change];
  return [change, { name: 'source.rename', sourceId: chosen.id, to }];
}

/** Puts the sound in the place of the chosen one; for silence what was heard goes, or is muted. */
export function planSound(show: Show, input: SoundInput, ways: Ways): readonly Command[] {
  const microphone = show.sources.find(({ id }) => id === chosenSound(show)?.id && isMicrophone(show, id));
  if (input?.kind === 'microphone') {
    const quiet = beeps(show, true);
    if (microphone !== undefined) return [{ name: 'source.input', sourceId: microphone.id, input }, ...quiet];
    return [...planNewSource(show, editedScene(show), { input, ...ways }).commands, ...quiet];
  }
  const gone: readonly Command[] = microphone === undefined ? [] : [{ name: 'source.remove', sourceId: microphone.id }];
  if (input === null) return [...gone, ...beeps(show, true)];
  const has = show.sources.some((source) => source.input.kind === 'test');
  return has ? [...gone, ...beeps(show, false)] : [...gone, ...beepBehind(show, ways)];
}

function isMicrophone(show: Show, sourceId: string): boolean {
  return show.sources.some(({ id, input }) => id === sourceId && input.kind === 'microphone');
}

/** Opens or mutes the beep of every test picture. */
function beeps(show: Show, muted: boolean): readonly Command[] {
  return show.sources
    .filter(({ input, strip }) => input.kind === 'test' && strip !== null && strip.muted !== muted)
    .map(({ id }) => ({ name: 'strip.set', sourceId: id, patch: { muted } }));
}

/** A test picture behind everything: only its beep is there. */
function beepBehind(show: Show, { kindName, newId }: Ways): readonly Command[] {
  const scene = editedScene(show);
  const itemId = newId();
  const source: Source = {
    id: newId(),
    name: kindName,
    input: { kind: 'test' },
    filters: [],
    strip: defaultStrip,
    fallbackId: null,
  };
  return [
    { name: 'source.add', source, place: { sceneId: scene.id, itemId, transform: fullPlace(show.canvas) } },
    { name: 'item.order', sceneId: scene.id, itemIds: [itemId], to: 'back' },
  ];
}
