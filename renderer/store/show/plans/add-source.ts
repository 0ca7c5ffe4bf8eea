/** Adding a source: what a new one of each kind is to begin with, and the commands that bring it into the scene. */
import type { Scene } from '../../../../shared/studio/document/scene.ts';
import { maxScenes, type Show } from '../../../../shared/studio/document/show.ts';
import {
  defaultStrip,
  hasPicture,
  hasSound,
  type Input,
  type InputKind,
  type InputOf,
  type Source,
  type TextStyle,
} from '../../../../shared/studio/document/source.ts';
import type { Command } from '../../../../shared/studio/edit/commands.ts';
import { ownNameOf, uniqueName } from './names.ts';
import { landingOf } from './places.ts';

/** A device, screen or window as a list names it. */
type Named = { readonly deviceId: string; readonly label: string };

/** What there is to choose from when an input is drafted. */
export type Surroundings = {
  readonly canvas: Show['canvas'];
  readonly cameras: readonly Named[];
  readonly microphones: readonly Named[];
};

/** White, bold, with a shadow: readable on anything. */
const plainText: TextStyle = {
  font: '',
  size: 64,
  weight: 600,
  italic: false,
  colour: '#ffffff',
  background: null,
  align: 'centre',
  outline: null,
  shadow: true,
  wrapAt: null,
};

type Draft = (show: Pick<Show, 'sources'>, around: Surroundings) => Input;

const drafts: { readonly [Kind in InputKind]?: Draft } = {
  test: () => ({ kind: 'test' }),
  camera: (show, { cameras }) => {
    const device = firstFree(show, 'camera', cameras);
    return { kind: 'camera', ...device, width: null, height: null, fps: null };
  },
  microphone: (show, { microphones }) => ({ kind: 'microphone', ...firstFree(show, 'microphone', microphones) }),
  'system-audio': () => ({ kind: 'system-audio', deviceId: '', label: '' }),
  screen: () => ({ kind: 'screen', displayId: '', label: '', cursor: true, region: null }),
  browser: (_show, { canvas }) => ({ kind: 'browser', url: 'https://', ...canvas, fps: 30, css: '' }),
  text: () => ({
    kind: 'text',
    text: '{time}',
    style: plainText,
    file: null,
    countdownTo: null,
    countdownSeconds: 300,
  }),
  colour: (_show, { canvas }) => ({ kind: 'colour', colour: '#1a1f29', ...canvas }),
  rtmp: () => ({ kind: 'rtmp', streamName: 'guest' }),
};

/** A new input of a kind; devices are the first that nobody uses. Null for kinds that are nothing without an answer. */
export function draftInput(kind: InputKind, show: Pick<Show, 'sources'>, around: Surroundings): Input | null {
  return drafts[kind]?.(show, around) ?? null;
}

/** The input of files, in the order they were chosen; null without one. */
export function fileInput(kind: 'image' | 'media' | 'slideshow', paths: readonly string[]): Input | null {
  const [first] = paths;
  if (first === undefined) return null;
  if (kind === 'image') return { kind, path: first };
  if (kind === 'media') return { kind, paths: [...paths], loop: true, shuffle: false, restart: true };
  return { kind, paths: [...paths], everySeconds: 8, shuffle: false, loop: true, fadeMillis: 500 };
}

const pictures = /\.(png|jpe?g|gif|webp|avif|bmp|svg)$/iu;
const films = /\.(mp4|m4v|mov|mkv|webm|mp3|m4a|wav|ogg|flac|aac)$/iu;

/** What a dropped file becomes; null for files that can't be shown. */
export function droppedInput(path: string): Input | null {
  if (pictures.test(path)) return fileInput('image', [path]);
  return films.test(path) ? fileInput('media', [path]) : null;
}

function firstFree(show: Pick<Show, 'sources'>, kind: 'camera' | 'microphone', devices: readonly Named[]): Named {
  const used = new Set(
    show.sources
      .map(({ input }) => input)
      .filter((input): input is InputOf<'camera' | 'microphone'> => input.kind === kind)
      .map(({ deviceId, label }) => `${deviceId}\n${label}`),
  );
  const free = devices.find(({ deviceId, label }) => !used.has(`${deviceId}\n${label}`));
  const { deviceId, label } = free ?? devices[0] ?? { deviceId: '', label: '' };
  return { deviceId, label };
}

/** What adding comes to: commands that are one step, and what there is then. */
export type AddPlan = {
  readonly commands: readonly Command[];
  readonly sourceId: string;
  /** Null for sounds: they are heard in every scene. */
  readonly itemId: string | null;
  readonly name: string;
};

/** The parts of a plan that the caller decides. */
export type AddWish = {
  readonly input: Input;
  /** In the language on show; used where the input has no name of its own. */
  readonly kindName: string;
  readonly newId: () => string;
};

/** A new source, placed in the scene when it has a picture. */
export function planNewSource(show: Show, scene: Scene, { input, kindName, newId }: AddWish): AddPlan {
  const name = uniqueName(
    ownNameOf(input) || kindName,
    show.sources.map((source) => source.name),
  );
  const source: Source = {
    id: newId(),
    name,
    input,
    filters: [],
    strip: hasSound(input.kind) ? { ...defaultStrip, isMainMicrophone: isFirstMicrophone(show, input.kind) } : null,
    fallbackId: null,
  };
  if (!hasPicture(input.kind)) {
    return { commands: [{ name: 'source.add', source, place: null }], sourceId: source.id, itemId: null, name };
  }
  const itemId = newId();
  const replaced = placeholders(show, scene, input.kind);
  const left = { ...scene, items: scene.items.filter(({ id }) => !replaced.includes(id)) };
  const { transform, toBack, moved } = landingOf(input.kind, left, show);
  const commands: Command[] = [{ name: 'source.add', source, place: { sceneId: scene.id, itemId, transform } }];
  if (replaced.length > 0) commands.push({ name: 'item.remove', sceneId: scene.id, itemIds: [...replaced] });
  if (toBack) commands.push({ name: 'item.order', sceneId: scene.id, itemIds: [itemId], to: 'back' });
  if (moved.length > 0) commands.push({ name: 'item.transform', sceneId: scene.id, changes: [...moved] });
  return { commands, sourceId: source.id, itemId, name };
}

/** Kinds that are written or drawn over something else. */
const overlays: ReadonlySet<InputKind> = new Set(['test', 'image', 'text', 'colour']);

/** Test pictures that are all there is: the first real picture takes their place, and their beep goes with them. */
function placeholders(show: Show, scene: Scene, kind: InputKind): readonly string[] {
  const tests = new Set(show.sources.filter(({ input }) => input.kind === 'test').map(({ id }) => id));
  const isPlain = !overlays.has(kind) && scene.items.every(({ sourceId }) => tests.has(sourceId));
  return isPlain ? scene.items.map(({ id }) => id) : [];
}

/** The source once more, in this scene. */
export function planReuse(show: Show, scene: Scene, source: Source, newId: () => string): AddPlan {
  const itemId = newId();
  const { transform, toBack, moved } = landingOf(source.input.kind, scene, show);
  const item = {
    id: itemId,
    sourceId: source.id,
    transform,
    visible: true,
    locked: false,
    opacity: 1,
    blend: 'normal' as const,
    filters: [],
    groupId: null,
  };
  const at = toBack ? 0 : scene.items.length;
  const commands: Command[] = [{ name: 'item.add', sceneId: scene.id, item, at }];
  if (moved.length > 0) commands.push({ name: 'item.transform', sceneId: scene.id, changes: [...moved] });
  return { commands, sourceId: source.id, itemId, name: source.name };
}

/** Sources with a picture that this scene doesn't show yet; a scene never shows itself. */
export function reusable(show: Show, scene: Scene): readonly Source[] {
  const placed = new Set(scene.items.map(({ sourceId }) => sourceId));
  return show.sources.filter(
    ({ id, input }) =>
      hasPicture(input.kind) && !placed.has(id) && !(input.kind === 'scene' && input.sceneId === scene.id),
  );
}

function isFirstMicrophone(show: Show, kind: InputKind): boolean {
  return kind === 'microphone' && !show.sources.some(({ input }) => input.kind === 'microphone');
}

/** A new scene behind the last one; null when there are as many as a show takes. */
export function planScene(show: Show, word: string, newSceneId: string): Command | null {
  if (show.scenes.length >= maxScenes) return null;
  const taken = new Set(show.scenes.map(({ name }) => name));
  let number = show.scenes.length + 1;
  while (taken.has(`${word} ${number}`)) number += 1;
  const scene: Scene = {
    id: newSceneId,
    name: `${word} ${number}`,
    tag: null,
    items: [],
    groups: [],
    transition: null,
  };
  return { name: 'scene.add', scene, at: show.scenes.length };
}
