/** The show of a new profile, and the one made of what was chosen before there were shows. */
import { createItem, type Item, type Scene } from './scene.ts';
import { defaultMaster, showVersion, type Canvas, type Master, type Show } from './show.ts';
import { defaultStrip, type Input, type Source, type Strip } from './source.ts';
import { wholeCanvas } from '../geometry/fitting.ts';
import { say } from '../../wire/tongue.ts';

/** Draws an id that no other part has. */
export type NewId = () => string;

const defaultCanvas: Canvas = { width: 1280, height: 720 };

/** One empty scene. */
export function createShow(options: { readonly newId: NewId; readonly canvas?: Canvas }): Show {
  return showOf({ ...options, sources: [], items: [] });
}

/** Track 1 is what is sent. */
function trackNames(): Master['trackNames'] {
  return [say`Stream`, trackName(2), trackName(3), trackName(4), trackName(5), trackName(6)];
}

function trackName(track: number): string {
  return say`Track ${track}`;
}

function showOf(of: {
  readonly newId: NewId;
  readonly canvas?: Canvas;
  readonly sources: Source[];
  readonly items: Item[];
}): Show {
  const id = of.newId();
  const scene: Scene = { id, name: say`Scene ${1}`, tag: null, items: of.items, groups: [], transition: null };
  return {
    version: showVersion,
    canvas: of.canvas ?? defaultCanvas,
    sources: of.sources,
    scenes: [scene],
    transition: { kind: 'fade', millis: 300 },
    safeSceneId: null,
    openingSceneId: null,
    closingSceneId: null,
    master: { ...defaultMaster, trackNames: trackNames() },
    guides: { snap: true, safeAreas: false, grid: false, lines: [] },
    stage: { programId: id, previewId: id, studioMode: false },
  };
}

type Device = { readonly deviceId: string; readonly label: string };
type Asked = { readonly width: number | null; readonly height: number | null; readonly fps: number | null };

/** One picture, one sound and one fader: what the settings held before there were shows. */
export type OldChoice = {
  readonly videoSource: { readonly kind: 'test' } | ({ readonly kind: 'camera' } & Device & Asked);
  readonly audioSource:
    { readonly kind: 'test' } | { readonly kind: 'silence' } | ({ readonly kind: 'microphone' } & Device);
  readonly mix: { readonly gainDb: number; readonly muted: boolean };
};

/** The show that looks and sounds as the old settings did. */
export function fromSettings(
  { videoSource, audioSource, mix }: OldChoice,
  options: { readonly newId: NewId; readonly canvas: Canvas },
): Show {
  const { newId, canvas } = options;
  const strip: Strip = { ...defaultStrip, faderDb: mix.gainDb, muted: mix.muted };
  const isBeeping = audioSource.kind === 'test';
  const sources: Source[] = [];
  // A test source that is only heard lies behind the camera: what a scene does not hold is not heard.
  if (videoSource.kind === 'test' || isBeeping) {
    const testStrip = isBeeping ? strip : { ...strip, muted: true };
    sources.push(createSource({ id: newId(), name: say`Test picture`, input: { kind: 'test' }, strip: testStrip }));
  }
  if (videoSource.kind === 'camera') {
    sources.push(createSource({ id: newId(), name: named(videoSource.label, say`Camera`), input: { ...videoSource } }));
  }
  const pictures = sources.map(({ id }) => id);
  if (audioSource.kind === 'microphone') {
    const own = { ...strip, isMainMicrophone: true };
    const name = named(audioSource.label, say`Microphone`);
    sources.push(createSource({ id: newId(), name, input: { ...audioSource }, strip: own }));
  }
  const items = pictures.map((sourceId) => createItem({ id: newId(), sourceId, transform: wholeCanvas(canvas) }));
  return showOf({ newId, canvas, sources, items });
}

function createSource(of: {
  readonly id: string;
  readonly name: string;
  readonly input: Input;
  readonly strip?: Strip;
}): Source {
  return { ...of, filters: [], strip: of.strip ?? null, fallbackId: null };
}

function named(label: string, otherwise: string): string {
  return label.trim().slice(0, 80).trim() || otherwise;
}
