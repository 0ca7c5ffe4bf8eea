/** Runs the gestures of one canvas outside React: pointer in, places to the engine at display rate, one command at the end. */
import type { Command } from '../../shared/studio/edit/commands.ts';
import type { Point } from '../../shared/studio/geometry/box.ts';
import { commandOf, courseOf, pressedAt, type Gesture } from './gestures/gesture.ts';
import type { Change, Course, HeldKeys, SceneView } from './gestures/scene-view.ts';

/** What the runner does to the rest of the window. */
export type RunnerWays = {
  /** The scene as it stands now, by canvas pixels of a window pixel; null while there is none. */
  readonly look: (grain: number) => { readonly sceneId: string; readonly view: SceneView } | null;
  readonly select: (itemIds: readonly string[]) => void;
  /** To the engine; no changes: back to where the show has them. */
  readonly place: (sceneId: string, changes: readonly Change[]) => void;
  readonly commit: (command: Command) => void;
  /** The course to draw; null: nothing goes on. */
  readonly draw: (course: Course | null) => void;
  /** Calls back before the next picture of the display; returns the way to take it back. */
  readonly nextPicture: (callback: () => void) => () => void;
};

/** Window px before a press counts as a drag. */
const dragFrom = 3;

type Running = {
  readonly sceneId: string;
  readonly view: SceneView;
  readonly gesture: Gesture;
  readonly from: Point;
  isDrag: boolean;
  to: Point;
  keys: HeldKeys;
};

/** One canvas. */
export class GestureRunner {
  readonly #ways: RunnerWays;
  #running: Running | null = null;
  #cancelPicture: (() => void) | null = null;
  #grain = 1;

  constructor(ways: RunnerWays) {
    this.#ways = ways;
  }

  /** True from press to release. */
  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Canvas pixels of one window pixel, from now on. */
  setGrain(grain: number): void {
    this.#grain = grain;
  }

  press(at: Point, keys: HeldKeys): void {
    const now = this.#ways.look(this.#grain);
    if (now === null) return;
    const { selected, gesture } = pressedAt(now.view, at, keys);
    this.#ways.select(selected);
    const view = { ...now.view, selected };
    this.#running = { sceneId: now.sceneId, view, gesture, from: at, to: at, keys, isDrag: false };
  }

  move(to: Point, keys: HeldKeys): void {
    const running = this.#running;
    if (running === null) return;
    running.to = to;
    running.keys = keys;
    const far = Math.hypot(to.x - running.from.x, to.y - running.from.y);
    running.isDrag ||= far >= dragFrom * running.view.grain;
    if (running.isDrag) this.#cancelPicture ??= this.#ways.nextPicture(() => this.#show());
  }

  /** Ends with a command, where something moved. */
  release(): void {
    const running = this.#running;
    if (running === null) return;
    const course = running.isDrag ? this.#course(running) : null;
    this.#end();
    if (course === null) return;
    if (running.gesture.kind === 'marquee') this.#ways.select(course.selected);
    const command = commandOf(running.sceneId, course);
    if (command === null) return;
    // The window's show has them at once, so the engine may let go of the places.
    this.#ways.commit(command);
    this.#ways.place(running.sceneId, []);
  }

  /** Ends without a trace: Escape, or the pointer was taken away. */
  cancel(): void {
    const running = this.#running;
    if (running === null) return;
    this.#end();
    this.#ways.place(running.sceneId, []);
  }

  #show(): void {
    this.#cancelPicture = null;
    const running = this.#running;
    if (running === null) return;
    const course = this.#course(running);
    this.#ways.draw(course);
    if (course.changes.length > 0) this.#ways.place(running.sceneId, course.changes);
  }

  #course({ view, gesture, to, keys }: Running): Course {
    return courseOf(view, gesture, to, keys);
  }

  #end(): void {
    this.#cancelPicture?.();
    this.#cancelPicture = null;
    this.#running = null;
    this.#ways.draw(null);
  }
}
