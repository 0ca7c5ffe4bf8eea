/** The live programme picture: a canvas that belongs to the media side; React only gives it a place. */
import { useEffect, useRef } from 'react';
import { useMedia } from '../media-port.ts';

/** Shows the programme; `description` is what a screen reader says about it. */
export function Preview({ description }: { readonly description: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const { attachPreview } = useMedia();
  useEffect(() => {
    const parent = frame.current;
    if (parent === null) return undefined;
    // A canvas can be handed over once only, so each mount makes its own.
    const canvas = document.createElement('canvas');
    canvas.className = 'preview-canvas';
    parent.append(canvas);
    const detach = attachPreview(canvas);
    return () => {
      detach();
      canvas.remove();
    };
  }, [attachPreview]);
  return <div ref={frame} className="preview" role="img" aria-label={description} />;
}
