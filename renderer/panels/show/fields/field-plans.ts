/** Which fields the properties of each input and the settings of each filter and transition have, as data. */
import type { VideoFilter } from '../../../../shared/studio/document/filters.ts';
import type { FileKind } from '../../../../shared/contract/ipc.ts';
import type { Transition } from '../../../../shared/studio/document/scene.ts';
import type { InputKind } from '../../../../shared/studio/document/source.ts';

type Keyed<Field extends string, Facts = unknown> = { readonly key: string; readonly field: Field } & Facts;

/** One field; the key is both the value's and that of its label. Numbers are shown times `scale` (1). */
export type FieldPlan =
  | Keyed<'number', { readonly min: number; readonly max: number; readonly step: number; readonly scale?: number }>
  | Keyed<'toggle'>
  | Keyed<'colour'>
  | Keyed<'choice', { readonly options: readonly string[] }>
  | Keyed<'text'>
  | Keyed<'long-text', { readonly rows: number }>
  | Keyed<'path', { readonly files: FileKind }>
  | Keyed<'paths', { readonly files: FileKind }>;

const number = (key: string, min: number, max: number, step = 1): FieldPlan => ({
  key,
  field: 'number',
  min,
  max,
  step,
});
/** A part of one, shown in per cent. */
const percent = (key: string, min = 0, max = 1): FieldPlan => ({
  key,
  field: 'number',
  min,
  max,
  step: 0.01,
  scale: 100,
});
const toggle = (key: string): FieldPlan => ({ key, field: 'toggle' });
const colour = (key: string): FieldPlan => ({ key, field: 'colour' });
const choice = (key: string, ...options: readonly string[]): FieldPlan => ({ key, field: 'choice', options });

/** Fields of an input beside those of its device, screen, scene or text style. */
export const inputFields: Readonly<Record<InputKind, readonly FieldPlan[]>> = {
  test: [],
  camera: [],
  microphone: [],
  'system-audio': [],
  screen: [toggle('cursor')],
  window: [toggle('cursor')],
  browser: [
    { key: 'url', field: 'text' },
    number('width', 2, 3840, 2),
    number('height', 2, 3840, 2),
    number('fps', 1, 60),
    { key: 'css', field: 'long-text', rows: 4 },
  ],
  image: [{ key: 'path', field: 'path', files: 'picture' }],
  slideshow: [
    { key: 'paths', field: 'paths', files: 'picture' },
    number('everySeconds', 0.5, 3600, 0.5),
    number('fadeMillis', 0, 5000, 100),
    toggle('shuffle'),
    toggle('loop'),
  ],
  text: [{ key: 'text', field: 'long-text', rows: 3 }, number('countdownSeconds', 0, 86_400)],
  colour: [colour('colour'), number('width', 2, 8000, 2), number('height', 2, 8000, 2)],
  media: [{ key: 'paths', field: 'paths', files: 'film' }, toggle('loop'), toggle('shuffle'), toggle('restart')],
  rtmp: [{ key: 'streamName', field: 'text' }],
  scene: [],
};

/** Fields of a text's look. */
export const styleFields: readonly FieldPlan[] = [
  { key: 'font', field: 'text' },
  number('size', 6, 800),
  number('weight', 100, 900, 100),
  choice('align', 'left', 'centre', 'right'),
  colour('colour'),
  toggle('italic'),
  toggle('shadow'),
];

/** Settings of each filter. */
export const filterFields: Readonly<Record<VideoFilter['kind'], readonly FieldPlan[]>> = {
  crop: [percent('left', -1), percent('top', -1), percent('right', -1), percent('bottom', -1)],
  colour: [
    percent('brightness', -1),
    percent('contrast', 0, 4),
    percent('saturation', 0, 4),
    number('gamma', 0.1, 4, 0.05),
    number('hue', -180, 180),
    percent('opacity'),
  ],
  lut: [{ key: 'path', field: 'path', files: 'lut' }, percent('amount')],
  'chroma-key': [colour('colour'), percent('similarity'), percent('smoothness'), percent('spill')],
  'luma-key': [percent('low'), percent('high'), percent('smoothness')],
  sharpen: [percent('amount', 0, 2)],
  blur: [number('radius', 1, 64)],
  scroll: [number('x', -4000, 4000, 10), number('y', -4000, 4000, 10)],
  mask: [{ key: 'path', field: 'path', files: 'picture' }, choice('from', 'alpha', 'luma'), toggle('inverted')],
  // Nothing does it yet, so there is nothing to set.
  background: [],
};

const length = number('millis', 0, 20_000, 50);

/** Settings of each transition, beside the way it moves. */
export const transitionFields: Readonly<Record<Transition['kind'], readonly FieldPlan[]>> = {
  cut: [],
  fade: [length],
  slide: [length],
  wipe: [length],
  'luma-wipe': [{ key: 'path', field: 'path', files: 'picture' }, length, percent('softness'), toggle('inverted')],
  stinger: [{ key: 'path', field: 'path', files: 'film' }, number('cutAtMillis', 0, 20_000, 50)],
};
