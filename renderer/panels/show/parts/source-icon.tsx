/** A small picture for each kind of source; the words beside it carry the meaning. */
import {
  AppWindow,
  AudioLines,
  Camera,
  Clapperboard,
  Film,
  Globe,
  Image,
  Images,
  Layers,
  Mic,
  Monitor,
  Palette,
  Radio,
  Type,
} from 'lucide-react';
import type { InputKind } from '../../../../shared/studio/document/source.ts';

const icons: Readonly<Record<InputKind, typeof Camera>> = {
  test: Clapperboard,
  camera: Camera,
  microphone: Mic,
  'system-audio': AudioLines,
  screen: Monitor,
  window: AppWindow,
  browser: Globe,
  image: Image,
  slideshow: Images,
  text: Type,
  colour: Palette,
  media: Film,
  rtmp: Radio,
  scene: Layers,
};

/** Decorative. */
export function SourceIcon({ kind }: { readonly kind: InputKind }) {
  const Icon = icons[kind];
  return <Icon className="source-icon" aria-hidden="true" />;
}
