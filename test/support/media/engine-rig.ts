/** A scene engine under Node: real pixels, frames that stand in for video frames, and a clock that the test turns. */
import { CpuCompositor } from '../../../renderer/media/compose/pixels/compositor/cpu-compositor.ts';
import { copyFrame } from '../../../renderer/media/compose/pixels/frames/copy-frame.ts';
import { createScalarKernels } from '../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { PixelHeap } from '../../../renderer/media/compose/pixels/memory/heap.ts';
import { createPicture } from '../../../renderer/media/compose/picture/i420.ts';
import { SceneEngine } from '../../../renderer/media/compose/scene/engine.ts';
import type { OnAirReport } from '../../../renderer/media/compose/scene/program/director.ts';
import type { Look, Producer, ProducerState } from '../../../renderer/media/compose/sources/producer.ts';
import { ColourProducer } from '../../../renderer/media/compose/sources/still/colour.ts';
import { createSurfaces } from '../../../renderer/media/compose/sources/surfaces.ts';
import type { Show } from '../../../shared/studio/document/show.ts';
import type { Input } from '../../../shared/studio/document/source.ts';
import type { SourceReport } from '../../../shared/studio/scene/source-status.ts';
import { FrameStandIn } from './frame-stand-in.ts';

export const size = { width: 320, height: 180 };
const slotMicros = 1_000_000 / 30;
export const holdingLuma = 99;

/** A source of frames that the test feeds by hand. */
export class FrameProducer implements Producer {
  static readonly made: FrameProducer[] = [];
  frame: FrameStandIn | null = null;
  version = 0;
  isClosed = false;
  shown: boolean | null = null;
  breaks = false;
  readonly ageMillis = 0;
  state: ProducerState = { state: 'running' };

  constructor() {
    FrameProducer.made.push(this);
  }

  give(luma: number): void {
    this.frame?.close();
    this.frame = frameOf(luma);
    this.version += 1;
  }

  look(now: number): Look | null {
    if (this.breaks) throw new Error('broken on purpose');
    if (this.frame === null) return null;
    const { frame, version } = this;
    // The engine asks of a frame only what the stand-in has.
    return { surface: null, frame: asFrame(frame), version, captured: now, ...size, isOpaque: true };
  }

  setShown(shown: boolean): void {
    this.shown = shown;
  }

  update(): boolean {
    return true;
  }

  close(): void {
    this.isClosed = true;
    this.frame?.close();
  }
}

function frameOf(luma: number): FrameStandIn {
  const colorSpace = { matrix: 'smpte170m', fullRange: false } as const;
  return new FrameStandIn(Uint8Array.of(luma), {
    timestamp: 0,
    codedWidth: size.width,
    codedHeight: size.height,
    colorSpace,
  });
}

function asFrame(frame: FrameStandIn): VideoFrame {
  const value: unknown = frame;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as VideoFrame;
}

function lumaOf(frame: VideoFrame): number {
  const value: unknown = frame;
  if (!(value instanceof FrameStandIn)) throw new Error('no stand-in');
  return value.luma;
}

export const grey = (part: string): Input => ({ kind: 'colour', colour: `#${part}${part}${part}`, ...size });
export const camera: Input = { kind: 'camera', deviceId: '', label: '', width: null, height: null, fps: null };

/** Limited range luma of a grey. */
const lumaOfGrey = (part: string) => Math.round(16 + (219 * Number.parseInt(part, 16)) / 255);

export const dark = lumaOfGrey('20');
export const light = lumaOfGrey('c0');

type Told = {
  readonly faults: unknown[];
  readonly reports: SourceReport[];
  readonly onAir: OnAirReport[];
  readonly gains: ReadonlyMap<string, number>[];
};

/** An engine on a clock that the test turns; null: it has no show yet. */
export function createStudio(show: Show | null, heap = new PixelHeap()) {
  let now = 0;
  let slot = 0;
  const told: Told = { faults: [], reports: [], onAir: [], gains: [] };
  const engine = new SceneEngine({
    now: () => now,
    mainOffset: () => null,
    openPixels: (colour) => ({ heap, colour, kernels: createScalarKernels(heap) }),
    createCompositor: (pixels) => new CpuCompositor(pixels),
    createSurfaces,
    copyFrame,
    drawHolding: (width, height) => createPicture(width, height, [holdingLuma, 128, 128]),
    createProducer: (input, context) =>
      input.kind === 'colour' ? new ColourProducer(input, context) : new FrameProducer(),
    onSound: () => undefined,
    onState: () => undefined,
    onReport: (report) => told.reports.push(report),
    onAir: (report) => told.onAir.push(report),
    onAudible: (gains) => told.gains.push(gains),
    onFault: (error) => told.faults.push(error),
  });
  engine.setSize(size);
  if (show !== null) engine.setShow('profile', show);
  /** Makes one slot; the luma of its frame, and the frame's time. */
  const make = async (): Promise<{ luma: number; timestamp: number; captured: number }> => {
    const due = slot * slotMicros;
    now = due;
    const at = { number: slot, pts: Math.round(due), due };
    engine.turn(at);
    let made = { luma: -1, timestamp: -1, captured: -1 };
    await engine.run(at, ({ frame, captured }) => {
      made = { luma: lumaOf(frame), timestamp: frame.timestamp, captured };
    });
    slot += 1;
    return made;
  };
  const lumas = async (count: number): Promise<readonly number[]> => {
    const made: number[] = [];
    for (let index = 0; index < count; index += 1) {
      made.push((await make()).luma);
    }
    return made;
  };
  return { engine, told, make, lumas };
}
