/** Live pictures in the window: canvases that belong to the media side; React only gives them a place. */
import { useEffect, useRef } from 'react';
import { useMedia, type MediaPort, type ViewOf } from '../media-port.ts';

/** Longest side of the preview in px: each one more costs the processor ten times a second. */
const longestSide = 800;

type PreviewProps = {
  /** What a screen reader says about the picture. */
  readonly description: string;
  /** Shape of the programme; the media side fills the canvas, so it has to be the same. */
  readonly width: number;
  readonly height: number;
};

/** Shows the programme. */
export function Preview({ description, width, height }: PreviewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { attachPreview } = useMedia();
  useEffect(() => {
    const parent = frame.current;
    return parent === null ? undefined : hang(parent, { width, height, longest: longestSide }, attachPreview);
  }, [attachPreview, width, height]);
  return <div ref={frame} className="preview" role="img" aria-label={description} />;
}

type LiveViewProps = {
  readonly of: ViewOf;
  /** Pictures a second. */
  readonly fps: number;
  /** Shape of the picture. */
  readonly width: number;
  readonly height: number;
  /** Longer side of the canvas, px. */
  readonly longest: number;
  /** Absent for a picture that says nothing more than the words beside it. */
  readonly description?: string;
};

/** Shows a scene, a source, the preview or the programme; nothing is drawn while it is scrolled out of sight. */
export function LiveView({ of, fps, width, height, longest, description }: LiveViewProps) {
  const frame = useRef<HTMLSpanElement>(null);
  const { attachView } = useMedia();
  const { kind } = of;
  const id = 'sceneId' in of ? of.sceneId : 'sourceId' in of ? of.sourceId : '';
  useEffect(() => {
    const parent = frame.current;
    if (parent === null) return undefined;
    const attach: Attach = (canvas) => attachView(canvas, viewOf(kind, id), fps);
    return whileSeen(parent, () => hang(parent, { width, height, longest }, attach));
  }, [attachView, kind, id, fps, width, height, longest]);
  const words = description === undefined ? {} : { role: 'img', 'aria-label': description };
  return <span ref={frame} className="preview" {...words} />;
}

/** The same again, whichever object says it. */
function viewOf(kind: ViewOf['kind'], id: string): ViewOf {
  if (kind === 'scene') return { kind, sceneId: id };
  return kind === 'source' ? { kind, sourceId: id } : { kind };
}

type Attach = MediaPort['attachPreview'];

type Shape = { readonly width: number; readonly height: number; readonly longest: number };

/** A canvas can be handed over once only, so each mount makes its own. */
function hang(parent: HTMLElement, { width, height, longest }: Shape, attach: Attach): () => void {
  const canvas = document.createElement('canvas');
  canvas.className = 'preview-canvas';
  const scale = Math.min(1, longest / Math.max(width, height));
  canvas.width = 2 * Math.round((width * scale) / 2);
  canvas.height = 2 * Math.round((height * scale) / 2);
  parent.append(canvas);
  const detach = attach(canvas);
  return () => {
    detach();
    canvas.remove();
  };
}

/** Begins when the element comes into sight and ends when it leaves; begins again. */
function whileSeen(element: HTMLElement, begin: () => () => void): () => void {
  let end: (() => void) | null = null;
  const stop = () => {
    end?.();
    end = null;
  };
  const sight = new IntersectionObserver((entries) => {
    const isSeen = entries.at(-1)?.isIntersecting === true;
    if (!isSeen) stop();
    else end ??= begin();
  });
  sight.observe(element);
  return () => {
    sight.disconnect();
    stop();
  };
}
