/** Runs producers with this page in the engine's place: asks for looks in slots of its own, keeps sound and states. */
import { drawSvg } from '../../../renderer/media/capture/display/draw-svg.ts';
import { rgbOfYuv } from '../../../renderer/media/compose/pixels/colour/colour-space.ts';
import { createScalarKernels } from '../../../renderer/media/compose/pixels/kernels/scalar-kernels.ts';
import { PixelHeap } from '../../../renderer/media/compose/pixels/memory/heap.ts';
import type { Surface } from '../../../renderer/media/compose/pixels/memory/surface.ts';
import type { Pixels } from '../../../renderer/media/compose/pixels/pixels.ts';
import { createProducer } from '../../../renderer/media/compose/sources/create-producer.ts';
import type { Look, MediaOrder, Producer, SoundChunk } from '../../../renderer/media/compose/sources/producer.ts';
import { createSurfaces } from '../../../renderer/media/compose/sources/surfaces.ts';
import { filePath } from '../../../shared/studio/document/files.ts';
import type { Input } from '../../../shared/studio/document/source.ts';

/** R, G, B and alpha of 0 to 255, rounded. */
export type Colour = readonly [number, number, number, number];

/** One slot in which the look was another than before. */
export type Seen = {
  readonly at: number;
  readonly version: number;
  readonly captured: number;
  readonly width: number;
  readonly height: number;
  readonly isOpaque: boolean;
  /** In the middle, and at the points that were asked for. */
  readonly colours: readonly Colour[];
};

export type HeardSound = {
  readonly at: number;
  readonly samples: number;
  readonly peak: number;
  readonly crossings: number;
};

export type SourceHarness = ReturnType<typeof openSource>;

declare global {
  var openSource: (input: Input, options: SourceOptions) => SourceHarness;
  var source: SourceHarness;
  /** Kept by the test itself. */
  var endCamera: () => void;
}

export type SourceOptions = {
  /** Points to look at, in parts of the picture's size. */
  readonly points: readonly (readonly [number, number])[];
  readonly shown: boolean;
};

const heap = new PixelHeap();
const pixels: Pixels = { heap, kernels: createScalarKernels(heap), colour: 'bt709' };

const now = () => performance.now() * 1000;

function openSource(input: Input, { points, shown }: SourceOptions) {
  const seen: Seen[] = [];
  const sounds: HeardSound[] = [];
  const states: string[] = [];
  let wallclockOffset = 0;
  const onAirSince = Date.now() - 65_000;
  const slot = { number: 0 };
  const slots: number[] = [];
  const before = heap.used;
  const made = createProducer(input, {
    now,
    mainOffset: () => null,
    wallclock: () => Date.now() + wallclockOffset,
    surfaces: createSurfaces(pixels),
    fileUrl: (index) => new URL(filePath({ profileId: 'p', kind: 'source', id: 's', index }), location.origin).href,
    canvas: () => ({ width: 640, height: 360 }),
    slot: () => ({ width: 640, height: 360, pts: (slot.number * 1e6) / 30, number: slot.number, pattern: 'sync' }),
    facts: () => ({ kbps: 4500, onAirSince }),
    draw: () => 0.5,
    drawSvg,
    onSound: (chunk) => sounds.push(heard(chunk)),
    onState: (state) => states.push(state.state === 'failed' ? state.error.code : state.state),
  });
  if (made === null) throw new Error('no producer');
  const producer: Producer = made;
  producer.setShown(shown);
  let version = -1;
  const turn = (): void => {
    slot.number += 1;
    const at = now();
    slots.push(at);
    const look = producer.look(at);
    if (look === null || look.version === version) return;
    version = look.version;
    const { width, height, isOpaque, captured } = look;
    const colours = [[0.5, 0.5] as const, ...points].map(([x, y]) => colourAt(look, x, y));
    seen.push({ at, version, captured, width, height, isOpaque, colours });
  };
  const timer = setInterval(turn, 1000 / 60);
  return {
    producer,
    seen,
    /** When looks were asked for: a busy computer leaves some out. */
    slots,
    sounds,
    states,
    state: () => {
      const { state } = producer;
      return state.state === 'failed' ? state.error.code : state.state;
    },
    ageMillis: () => producer.ageMillis,
    hasLook: () => producer.look(now()) !== null,
    update: (changed: Input) => producer.update(changed),
    setShown: (isShown: boolean) => producer.setShown(isShown),
    control: (order: MediaOrder) => producer.control?.(order),
    position: () => producer.position ?? null,
    /** Moves the wall clock, not the other one. */
    wait: (millis: number) => {
      wallclockOffset += millis;
    },
    /** Feeds the fake camera, or a drawn stream. */
    feedCamera: async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
      const [track] = stream.getVideoTracks();
      if (track === undefined) throw new Error('no camera');
      const { readable } = new MediaStreamTrackProcessor({ track });
      producer.feed?.({ kind: 'camera', readable, returning: false });
      return () => track.stop();
    },
    /** A port whose other end the test speaks on. */
    feedPort: (kind: 'page' | 'packets') => {
      const { port1, port2 } = new MessageChannel();
      const answers: unknown[] = [];
      port1.addEventListener('message', ({ data }) => answers.push(data));
      port1.start();
      producer.feed?.({ kind, port: port2 });
      return { say: (message: unknown) => port1.postMessage(message), answers };
    },
    /** Bytes of the heap that are still taken after the end. */
    close: () => {
      clearInterval(timer);
      producer.close();
      return heap.used - before;
    },
  };
}

function heard({ at, left }: SoundChunk): HeardSound {
  let peak = 0;
  let crossings = 0;
  for (const [index, sample] of left.entries()) {
    peak = Math.max(peak, Math.abs(sample));
    if (index > 0 && (left[index - 1] ?? 0) < 0 && sample >= 0) crossings += 1;
  }
  return { at, samples: left.length, peak, crossings };
}

function colourAt(look: Look, x: number, y: number): Colour {
  const column = Math.min(look.width - 1, Math.floor(x * look.width));
  const row = Math.min(look.height - 1, Math.floor(y * look.height));
  if (look.surface !== null) return surfaceColour(look.surface, column, row);
  return look.frame === null ? [0, 0, 0, 0] : frameColour(look.frame, column, row);
}

function surfaceColour(surface: Surface, column: number, row: number): Colour {
  const { bytes } = heap;
  const place = row * surface.width + column;
  const half = Math.floor(row / 2) * (surface.width / 2) + Math.floor(column / 2);
  const byte = (at: number) => bytes[at] ?? 0;
  const alpha = surface.a < 0 ? 255 : byte(surface.a + place);
  const halfAlpha = surface.h < 0 ? 255 : byte(surface.h + half);
  if (alpha === 0 || halfAlpha === 0) return [0, 0, 0, 0];
  const y = (byte(surface.y + place) * 255) / alpha;
  const chroma = [surface.u, surface.v].map((plane) => (byte(plane + half) * 255) / halfAlpha);
  const [u = 128, v = 128] = chroma;
  const rgb = rgbOfYuv([y, u, v], 'bt709').map((part) => Math.round(Math.max(0, Math.min(1, part)) * 255));
  const [r = 0, g = 0, b = 0] = rgb;
  return [r, g, b, alpha];
}

const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

function frameColour(frame: VideoFrame, column: number, row: number): Colour {
  if (canvas === null) return [0, 0, 0, 0];
  canvas.clearRect(0, 0, 1, 1);
  canvas.drawImage(frame, -column, -row);
  const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a];
}

globalThis.openSource = openSource;
