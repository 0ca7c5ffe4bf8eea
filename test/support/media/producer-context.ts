/** What a producer is given, under Node: a clock that the test turns, surfaces that are counted, and what it was told. */
import type {
  ProducerContext,
  ProducerState,
  SoundChunk,
  Surfaces,
} from '../../../renderer/media/compose/sources/producer.ts';
import type { Surface } from '../../../renderer/media/compose/pixels/memory/surface.ts';
import type { FrameStandIn } from './frame-stand-in.ts';

export type ContextRig = {
  readonly context: ProducerContext;
  readonly states: ProducerState[];
  readonly sounds: SoundChunk[];
  /** Surfaces that nobody has freed. */
  readonly surfaces: Set<Surface>;
  /** Worker µs. */
  now: number;
  /** True: no surface can be had. */
  isFull: boolean;
};

export function createContext(changes: Partial<ProducerContext> = {}): ContextRig {
  const states: ProducerState[] = [];
  const sounds: SoundChunk[] = [];
  const surfaces = new Set<Surface>();
  const take = (width: number, height: number, hasAlpha: boolean): Surface | null => {
    if (rig.isFull) return null;
    const alpha = hasAlpha ? 0 : -1;
    const surface: Surface = { width, height, y: 0, u: 0, v: 0, a: alpha, h: alpha };
    surfaces.add(surface);
    return surface;
  };
  const kept: Surfaces = {
    filled: ({ width, height }) => take(width, height, false),
    fromBitmap: ({ width, height, isOpaque }) => take(width, height, !isOpaque),
    mix: () => undefined,
    putPart: () => true,
    free: (surface) => void surfaces.delete(surface),
  };
  const context: ProducerContext = {
    now: () => rig.now,
    mainOffset: () => null,
    wallclock: () => 0,
    surfaces: kept,
    fileUrl: (index) => `app://uplink/files/profile/source/${index}`,
    canvas: () => ({ width: 1280, height: 720 }),
    slot: () => ({ width: 1280, height: 720, pts: 0, number: 0, pattern: 'sync' }),
    facts: () => ({ kbps: null, onAirSince: null }),
    draw: () => 0,
    onSound: (chunk) => sounds.push(chunk),
    onState: (state) => states.push(state),
    ...changes,
  };
  const rig: ContextRig = { context, states, sounds, surfaces, now: 0, isFull: false };
  return rig;
}

/** A frame that stands in for one of the browser's: no more of it may be used. */
export function asFrame(frame: FrameStandIn): VideoFrame {
  const value: unknown = frame;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as VideoFrame;
}
