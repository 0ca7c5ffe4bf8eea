/** The live programme picture: a canvas that belongs to the media side; React only gives it a place. */
import { useEffect, useRef } from 'react';
import { useMedia } from '../media-port.ts';

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
    if (parent === null) return undefined;
    // A canvas can be handed over once only, so each mount makes its own.
    const canvas = document.createElement('canvas');
    canvas.className = 'preview-canvas';
    const scale = Math.min(1, longestSide / Math.max(width, height));
    canvas.width = 2 * Math.round((width * scale) / 2);
    canvas.height = 2 * Math.round((height * scale) / 2);
    parent.append(canvas);
    const detach = attachPreview(canvas);
    return () => {
      detach();
      canvas.remove();
    };
  }, [attachPreview, width, height]);
  return <div ref={frame} className="preview" role="img" aria-label={description} />;
}
