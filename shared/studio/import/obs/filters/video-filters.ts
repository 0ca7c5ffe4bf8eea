/** Picture filters of OBS. */
import type { VideoFilter } from '../../../document/filters.ts';
import type { Size } from '../../../geometry/box.ts';
import { clamped, colourOf, type Fields } from '../fields.ts';
import type { FilterBase } from './audio-filters.ts';
import { say } from '../../../../wire/tongue.ts';

/** A filter, or why there is none. */
export type VideoReading = { readonly filter: VideoFilter } | { readonly why: string };

type Of = {
  readonly settings: Fields;
  readonly base: FilterBase;
  readonly size: Size | null;
  readonly isFirstVersion: boolean;
};
type Reader = (of: Of) => VideoReading;

const fraction = [0, 1] as const;

/** Pixels here, parts of the picture's size with us. */
const crop: Reader = ({ settings, base, size }) => {
  if (size === null) return { why: say`It cuts off pixels, and the size of the picture is not in the file.` };
  const isRelative = settings.flag('relative', true);
  const left = settings.number('left', 0);
  const top = settings.number('top', 0);
  const right = isRelative ? settings.number('right', 0) : size.width - left - settings.number('cx', size.width);
  const bottom = isRelative ? settings.number('bottom', 0) : size.height - top - settings.number('cy', size.height);
  return {
    filter: {
      ...base,
      kind: 'crop',
      left: clamped(left / size.width, -1, 1),
      top: clamped(top / size.height, -1, 1),
      right: clamped(right / size.width, -1, 1),
      bottom: clamped(bottom / size.height, -1, 1),
    },
  };
};

/** Contrast and gamma are told from nought on in both ways there; the first version has opacity in percent. */
const colour: Reader = ({ settings, base, isFirstVersion }) => {
  const contrast = settings.number('contrast', 0);
  const gamma = settings.number('gamma', 0);
  const opacity = settings.number('opacity', isFirstVersion ? 100 : 1) / (isFirstVersion ? 100 : 1);
  return {
    filter: {
      ...base,
      kind: 'colour',
      brightness: settings.within('brightness', 0, [-1, 1]),
      contrast: clamped(contrast < 0 ? 1 / (1 - contrast) : 1 + contrast, 0, 4),
      saturation: clamped(settings.number('saturation', 0) + 1, 0, 4),
      gamma: clamped(gamma < 0 ? 1 - gamma : 1 / (1 + gamma), 0.1, 4),
      hue: settings.within('hue_shift', 0, [-180, 180]),
      opacity: clamped(opacity, 0, 1),
    },
  };
};

const lut: Reader = ({ settings, base }) => {
  const path = settings.text('image_path').slice(0, 4096);
  if (!path.toLowerCase().endsWith('.cube')) return { why: say`Only colour tables in .cube files can be used here.` };
  return { filter: { ...base, kind: 'lut', path, amount: settings.within('clut_amount', 1, fraction) } };
};

const keyColours: Readonly<Record<string, string>> = {
  green: '#00ff00',
  blue: '#0000ff',
  red: '#ff0000',
  magenta: '#ff00ff',
};

/** Distances are thousandths. */
const chromaKey: Reader = ({ settings, base }) => {
  const named = keyColours[settings.text('key_color_type', 'green')];
  return {
    filter: {
      ...base,
      kind: 'chroma-key',
      colour: named ?? colourOf(settings.number('key_color', 0xff_00_ff_00), 255),
      similarity: clamped(settings.number('similarity', 400) / 1000, 0, 1),
      smoothness: clamped(settings.number('smoothness', 80) / 1000, 0, 1),
      spill: clamped(settings.number('spill', 100) / 1000, 0, 1),
    },
  };
};

const lumaKey: Reader = ({ settings, base }) => ({
  filter: {
    ...base,
    kind: 'luma-key',
    low: settings.within('luma_min', 0, fraction),
    high: settings.within('luma_max', 1, fraction),
    smoothness: clamped(Math.max(settings.number('luma_min_smooth', 0), settings.number('luma_max_smooth', 0)), 0, 1),
  },
});

const sharpen: Reader = ({ settings, base }) => ({
  filter: { ...base, kind: 'sharpen', amount: settings.within('sharpness', 0.08, [0, 2]) },
});

const scroll: Reader = ({ settings, base }) => ({
  filter: {
    ...base,
    kind: 'scroll',
    x: settings.within('speed_x', 0, [-4000, 4000]),
    y: settings.within('speed_y', 0, [-4000, 4000]),
  },
});

const maskKinds: Readonly<Record<string, 'alpha' | 'luma'>> = {
  'mask_color_filter.effect': 'luma',
  'mask_alpha_filter.effect': 'alpha',
};

const mask: Reader = ({ settings, base }) => {
  const path = settings.text('image_path').slice(0, 4096);
  const from = maskKinds[settings.text('type', 'mask_color_filter.effect')];
  if (from === undefined) return { why: say`An image can be a mask here, but is not blended with the picture.` };
  if (path === '') return { why: say`It has no image.` };
  return { filter: { ...base, kind: 'mask', path, from, inverted: false } };
};

/** Made by plugins; told plainly, since people count on it to hide the room. */
const background: Reader = () => ({
  why: say`Nothing here tells a person from the room yet: the whole room is seen. A green screen and a chroma key hide it.`,
});

const readers: Readonly<Record<string, Reader>> = {
  crop_filter: crop,
  color_filter: colour,
  clut_filter: lut,
  chroma_key_filter: chromaKey,
  color_key_filter: chromaKey,
  luma_key_filter: lumaKey,
  sharpness_filter: sharpen,
  scroll_filter: scroll,
  mask_filter: mask,
  background_removal: background,
  nv_greenscreen_filter: background,
  nv_blur_filter: background,
};

/** Null for what is no picture filter that exists here too; `id` without its version. */
export function videoFilterOf(id: string, of: Of): VideoReading | null {
  const read = Object.hasOwn(readers, id) ? readers[id] : undefined;
  return read === undefined ? null : read(of);
}
