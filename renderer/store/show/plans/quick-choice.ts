/** The two plain choices of the first run, told of a show: the picture of the scene on air, and the one sound. */
import type { Show } from '../../../../shared/studio/document/show.ts';
import { defaultStrip, type Input, type InputOf, type Source } from '../../../../shared/studio/document/source.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { editedScene } from '../show.ts';
import { planNewSource } from './add-source.ts';

/** A picture that can be chosen so. */
export type PictureInput = InputOf<'test' | 'camera'>;
/** A sound that can be chosen so; null is silence. */
export type SoundInput = InputOf<'test' | 'microphone'> | null;

/** The source that is the plain picture: the backmost camera or test picture of the scene. */
export function chosenPicture(show: Show): (Source & { readonly input: PictureInput }) | null {
  for (const { sourceId } of editedScene(show).items) {
    const source = show.sources.find(({ id }) => id === sourceId);
    if (source === undefined) continue;
    const { input } = source;
    if (input.kind === 'test' || input.kind === 'camera') return { ...source, input };
  }
  return null;
}

/** The source that is the plain sound: the main microphone, or another, or the test beep; null is silence. */
export function chosenSound(show: Show): (Source & { readonly input: NonNullable<SoundInput> }) | null {
  const sounds = show.sources.flatMap((source) => {
    const { input } = source;
    return input.kind === 'microphone' || input.kind === 'test' ? [{ ...source, input }] : [];
  });
  const microphones = sounds.filter(({ input }) => input.kind === 'microphone');
  return (
    microphones.find(({ strip }) => strip?.isMainMicrophone === true) ??
    microphones[0] ??
    sounds.find(({ strip }) => strip?.muted === false) ??
    null
  );
}

type Ways = { readonly kindName: string; readonly newId: () => string };

/** Puts the picture in the place of the chosen one. */
export function planPicture(show: Show, input: PictureInput, ways: Ways): readonly Command[] {
  const chosen = chosenPicture(show);
  if (chosen === null) return planNewSource(show, editedScene(show), { input, ...ways }).commands;
  const rename: Command = { name: 'source.rename', sourceId: chosen.id, to: nameOf(input, ways.kindName) };
  const change: Command = { name: 'source.input', sourceId: chosen.id, input };
  return chosen.name === rename.to || taken(show, rename.to) ? [change] : [change, rename];
}

/** Puts the sound in the place of the chosen one; silence mutes or removes what is heard. */
export function planSound(show: Show, input: SoundInput, ways: Ways): readonly Command[] {
  const chosen = chosenSound(show);
  const isTestPicture = chosen !== null && isShown(show, chosen.id);
  if (input === null) {
    if (chosen === null) return [];
    if (isTestPicture) return [{ name: 'strip.set', sourceId: chosen.id, patch: { muted: true } }];
    return [{ name: 'source.remove', sourceId: chosen.id }, ...beeps(show, true)];
  }
  if (input.kind === 'test') {
    const removed: readonly Command[] =
      chosen?.input.kind === 'microphone' ? [{ name: 'source.remove', sourceId: chosen.id }] : [];
    const heard = beeps(show, false);
    const has = show.sources.some(({ input: { kind } }) => kind === 'test');
    return has ? [...removed, ...heard] : [...removed, hidden(input, ways)];
  }
  const quiet = beeps(show, true);
  if (chosen?.input.kind === 'microphone') return [{ name: 'source.input', sourceId: chosen.id, input }, ...quiet];
  return [...planNewSource(show, editedScene(show), { input, ...ways }).commands, ...quiet];
}

/** Opens or mutes the beep of every test source. */
function beeps(show: Show, muted: boolean): readonly Command[] {
  return show.sources
    .filter(({ input, strip }) => input.kind === 'test' && strip !== null && strip.muted !== muted)
    .map(({ id }) => ({ name: 'strip.set', sourceId: id, patch: { muted } }));
}

/** A beep without its picture. */
function hidden(input: Input, { kindName, newId }: Ways): Command {
  const source: Source = {
    id: newId(),
    name: kindName,
    input,
    filters: [],
    strip: defaultStrip,
    fallbackId: null,
  };
  return { name: 'source.add', source, place: null };
}

function isShown(show: Show, sourceId: string): boolean {
  return show.scenes.some(({ items }) => items.some((item) => item.sourceId === sourceId));
}

function nameOf(input: PictureInput, kindName: string): string {
  return (input.kind === 'camera' ? input.label : '') || kindName;
}

function taken(show: Show, name: string): boolean {
  return show.sources.some((source) => source.name === name);
}
