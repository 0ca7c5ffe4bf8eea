/** New filters of each kind for pictures, with settings that do something and harm nothing. */
import type { VideoFilter } from '../../../../../shared/studio/document/filters.ts';

export type VideoKind = VideoFilter['kind'];

/**
 * In the order of the menu. `background` is not offered: nothing tells a person from the room yet, and who counts on it
 * to hide the room must not be shown with it.
 */
export const videoFilterKinds: readonly VideoKind[] = [
  'crop',
  'colour',
  'chroma-key',
  'luma-key',
  'sharpen',
  'blur',
  'scroll',
  'mask',
  'lut',
];

/** Filters that are nothing without a file. */
export const fileFilterKinds: readonly VideoKind[] = ['lut', 'mask'];

const videoDrafts: { readonly [Kind in VideoKind]: Omit<Extract<VideoFilter, { kind: Kind }>, 'id' | 'enabled'> } = {
  crop: { kind: 'crop', left: 0, top: 0, right: 0, bottom: 0 },
  colour: { kind: 'colour', brightness: 0, contrast: 1, saturation: 1, gamma: 1, hue: 0, opacity: 1 },
  'chroma-key': { kind: 'chroma-key', colour: '#00b140', similarity: 0.4, smoothness: 0.08, spill: 0.1 },
  'luma-key': { kind: 'luma-key', low: 0.1, high: 1, smoothness: 0.05 },
  background: { kind: 'background', mode: 'blur', strength: 0.5 },
  sharpen: { kind: 'sharpen', amount: 0.3 },
  blur: { kind: 'blur', radius: 8 },
  scroll: { kind: 'scroll', x: 100, y: 0 },
  mask: { kind: 'mask', path: '', from: 'alpha', inverted: false },
  lut: { kind: 'lut', path: '', amount: 1 },
};

/** A picture filter, switched on; those of `fileFilterKinds` take the path. */
export function draftVideoFilter(kind: VideoKind, id: string, path: string): VideoFilter {
  const base = { id, enabled: true };
  const draft = videoDrafts[kind];
  return draft.kind === 'lut' || draft.kind === 'mask' ? { ...base, ...draft, path } : { ...base, ...draft };
}
