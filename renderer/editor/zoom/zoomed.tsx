/** A picture with its editor that can be looked at from near: Ctrl and the wheel, + and −; Space and a drag move it. */
import { ZoomOut } from 'lucide-react';
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { Button } from '../../app/parts/button.tsx';
import { localFigure } from '../../app/parts/figures.ts';
import { useTranslation } from '../../words/words.ts';
import { PanHand } from './pan-hand.ts';
import { panBy, setFrame, showWhole, useZoom, zoomBy } from './zoom.ts';

/** How much one notch of the wheel does. */
const perPixel = 1 / 400;

/** The children lie in the frame as they would without it. */
export function Zoomed({ children }: { readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const { scale, x, y } = useZoom(({ zoom }) => zoom);
  useFrame(frame);
  return (
    <div ref={frame} className="zoomed" {...useHand()}>
      <div
        className="stage-view"
        style={scale === 1 ? undefined : { transform: `translate(${x}px, ${y}px) scale(${scale})` }}
      >
        {children}
      </div>
      {scale === 1 ? null : <WholeButton scale={scale} />}
    </div>
  );
}

function WholeButton({ scale }: { readonly scale: number }) {
  const { t } = useTranslation();
  return (
    <div className="zoom-note">
      <Button icon={<ZoomOut />} onClick={showWhole}>
        {t('editor.zoom.whole', { percent: localFigure(String(Math.round(scale * 100))) })}
      </Button>
    </div>
  );
}

/** Size and wheel of the frame; a listener of React's could not keep the wheel from scrolling the window. */
function useFrame(frame: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const fit = new ResizeObserver(() => setFrame({ width: element.clientWidth, height: element.clientHeight }));
    fit.observe(element);
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoomBy(Math.exp(-event.deltaY * perPixel), { x: event.clientX - left, y: event.clientY - top });
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      fit.disconnect();
      element.removeEventListener('wheel', wheel);
      showWhole();
    };
  }, [frame]);
}

function take(event: PointerEvent, isTaken: boolean): void {
  if (isTaken) event.stopPropagation();
}

/** Listens before the editor does: what the hand takes is no press on an item. */
function useHand() {
  const [hand] = useState(() => new PanHand(panBy));
  const space = (event: KeyboardEvent, isHeld: boolean) => {
    if (event.key !== ' ' || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    hand.holdSpace(isHeld);
  };
  return {
    onKeyDown: (event: KeyboardEvent) => space(event, true),
    onKeyUp: (event: KeyboardEvent) => space(event, false),
    onBlur: () => hand.holdSpace(false),
    // The middle button would scroll the window where that is usual.
    onMouseDown: (event: MouseEvent) => event.button === 1 && event.preventDefault(),
    onPointerDownCapture: (event: PointerEvent<HTMLElement>) => {
      const isTaken = hand.press(event);
      if (isTaken) event.currentTarget.setPointerCapture(event.pointerId);
      take(event, isTaken);
    },
    onPointerMoveCapture: (event: PointerEvent<HTMLElement>) => take(event, hand.drag(event)),
    onPointerUpCapture: (event: PointerEvent<HTMLElement>) => take(event, hand.release()),
    onPointerCancelCapture: (event: PointerEvent<HTMLElement>) => take(event, hand.release()),
  };
}
