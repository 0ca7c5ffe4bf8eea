/** The editor over the picture: select, move, resize, turn and crop by pointer, and everything by keys. */
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import type { Item, Scene } from '../../shared/studio/document/scene.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import { boundsOfAll, centreOf, type Point, type Size } from '../../shared/studio/geometry/box.ts';
import { keysText } from '../app/keys/command-words.ts';
import { hasSameShape } from '../../shared/studio/scene/plan/cover.ts';
import { useMedia, type MediaPort } from '../app/media-port.ts';
import { placeWords } from '../store/show/acts/item-acts.ts';
import { steady } from '../store/show/mirror/keeping.ts';
import { useOnAir } from '../store/show/on-air.ts';
import { select, selectedItems, showDialog, useSelection } from '../store/show/selection.ts';
import { currentShow, edit, editedScene, useShow } from '../store/show/show.ts';
import { useTranslation } from '../words/words.ts';
import { carryOut, editorAct } from './editor-keys.ts';
import { GestureRunner } from './gesture-runner.ts';
import type { Course, HeldKeys, SceneView } from './gestures/scene-view.ts';
import { Overlay } from './overlay/overlay.tsx';
import { fromCanvas, toCanvas, viewMap, type ViewMap } from './view-map.ts';
import { seenAt, useZoom } from './zoom/zoom.ts';

type Sheet = Pick<Show, 'canvas' | 'guides'> & { readonly scene: Scene };

/** What the canvas shows: nothing of it changes with a fader or a name elsewhere. */
const sheetOf = steady((show: Show): Sheet | null => ({
  scene: editedScene(show),
  canvas: show.canvas,
  guides: show.guides,
}));

/** Where the selected items are; null while there are none. */
function wordsOf(show: Show, selected: readonly string[]): string | null {
  const chosen = editedScene(show).items.filter(({ id }) => selected.includes(id));
  return chosen.length === 0 ? null : placeWords(show, chosen);
}

type EditorProps = {
  /** Shape of the picture that it lies over: the canvas's, or that of a programme with the canvas inside. */
  readonly picture: Size;
};

/** Lies over the picture of the edited scene. */
export function Editor({ picture }: EditorProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const size = useFrameSize(frame);
  const sheet = useShow(sheetOf, null);
  const selected = useSelection(({ itemIds }) => itemIds);
  const [course, setCourse] = useState<Course | null>(null);
  const map = viewMap(size, picture, sheet?.canvas ?? picture);
  const nearness = useZoom(({ zoom }) => zoom.scale);
  const grain = 1 / (map.scale * nearness);
  const runner = useRunner(setCourse, grain);
  const words = useShow((show) => wordsOf(show, selected), null);
  if (sheet === null) return null;
  const { scene, canvas, guides } = sheet;
  return (
    // The whole canvas is one control with keys of its own, as `application` says.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={frame}
      className="editor"
      role="application"
      aria-label={t('editor.canvas', { scene: scene.name })}
      aria-roledescription={t('editor.role')}
      aria-describedby="editor-place"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={(event) => onKeyDown(event, runner, map)}
      onDoubleClick={openProperties}
      {...pointerHandlers(runner, map)}
    >
      <Overlay
        items={scene.items}
        selected={course?.selected ?? selected}
        course={course}
        canvas={canvas}
        guides={guides}
        map={map}
        grain={grain}
        hasBars={!hasSameShape(picture, canvas)}
      />
      <span id="editor-place" className="visually-hidden">
        {words ?? t('editor.help', { keys: keysText('Ctrl+A') })}
      </span>
    </div>
  );
}

function onKeyDown(event: KeyboardEvent, runner: GestureRunner, map: ViewMap): void {
  if (event.key === 'Escape' && runner.isRunning) {
    event.preventDefault();
    runner.cancel();
    return;
  }
  const act = editorAct(event);
  if (act === null) return;
  event.preventDefault();
  event.stopPropagation();
  carryOut(act, middleOfSelected(map));
}

/** Where on the stage the selected items are; null where nothing is selected. */
function middleOfSelected(map: ViewMap): Point | null {
  const items = selectedItems();
  if (items.length === 0) return null;
  const middle = centreOf(boundsOfAll(items.map(({ transform }) => transform)));
  return seenAt(useZoom.getState().zoom, fromCanvas(map, middle));
}

function openProperties(): void {
  const show = currentShow();
  const { itemIds } = useSelection.getState();
  const item = show === null ? undefined : editedScene(show).items.find(({ id }) => id === itemIds[0]);
  if (item !== undefined) showDialog({ kind: 'properties', sourceId: item.sourceId });
}

function pointerHandlers(runner: GestureRunner, map: ViewMap) {
  const at = (event: PointerEvent<HTMLElement>): Point => {
    const { left, top, width } = event.currentTarget.getBoundingClientRect();
    // The stage may be looked at from near.
    const scale = width / Math.max(1, event.currentTarget.clientWidth);
    return toCanvas(map, { x: (event.clientX - left) / scale, y: (event.clientY - top) / scale });
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.focus();
      event.currentTarget.setPointerCapture(event.pointerId);
      runner.press(at(event), held(event));
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => runner.move(at(event), held(event)),
    onPointerUp: () => runner.release(),
    onPointerCancel: () => runner.cancel(),
  };
}

function held({ shiftKey, altKey, ctrlKey, metaKey }: PointerEvent): HeldKeys {
  return { shift: shiftKey, alt: altKey, control: ctrlKey || metaKey };
}

/** The runner lives as long as the canvas; it looks at the scene only when a press comes. */
function useRunner(draw: (course: Course | null) => void, grain: number): GestureRunner {
  const { place } = useMedia();
  const [runner] = useState(() => makeRunner(place, draw));
  useEffect(() => runner.setGrain(grain), [runner, grain]);
  useEffect(() => () => runner.cancel(), [runner]);
  return runner;
}

function makeRunner(place: MediaPort['place'], draw: (course: Course | null) => void): GestureRunner {
  return new GestureRunner({
    look: lookAtScene,
    select,
    place: (sceneId, changes) => place({ sceneId, changes }),
    commit: (command) => void edit(command),
    draw,
    nextPicture: (callback) => {
      const request = requestAnimationFrame(callback);
      return () => cancelAnimationFrame(request);
    },
  });
}

function lookAtScene(grain: number): { readonly sceneId: string; readonly view: SceneView } | null {
  const show = currentShow();
  if (show === null) return null;
  const { id, items } = editedScene(show);
  const { itemIds } = useSelection.getState();
  const selected = itemIds.filter((itemId) => items.some((item) => item.id === itemId));
  return { sceneId: id, view: { items, selected, canvas: show.canvas, guides: show.guides, grain, pictureOf } };
}

function pictureOf({ sourceId }: Item): Size | null {
  const news = useOnAir.getState().sources[sourceId];
  return news === undefined || news.width === 0 ? null : { width: news.width, height: news.height };
}

function useFrameSize(frame: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 16, height: 9 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const fit = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    fit.observe(element);
    return () => fit.disconnect();
  }, [frame]);
  return size;
}
