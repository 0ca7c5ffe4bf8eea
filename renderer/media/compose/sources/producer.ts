/** What every source of pictures in the Worker is to the engine; how each kind makes its pictures is in a file of its own. */
import type { Micros, Millis } from '../../../../shared/clock.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import type { Input } from '../../../../shared/studio/document/source.ts';
import type { Box } from '../../../../shared/studio/geometry/box.ts';
import type { Size, Surface } from '../pixels/memory/surface.ts';
import type { TestPattern } from '../../worker-protocol.ts';
import type { DrawSvg } from './still/svg.ts';

/**
 * What a source shows now. Exactly one of `surface` and `frame` is set; both belong to the producer and hold until its
 * next `look`, `update` or `close`. Whoever needs them longer copies (`surface`) or clones (`frame`).
 */
export type Look = {
  /** Pixels as the compositor has them: pictures that stand still. */
  readonly surface: Surface | null;
  /** A frame as it came: pictures that move. */
  readonly frame: VideoFrame | null;
  /** The same number means the same pixels; it only grows. */
  readonly version: number;
  /** When it was captured or drawn, Worker µs. */
  readonly captured: Micros;
  /** Picture size in its own pixels; a surface may be one pixel larger where these are odd. */
  readonly width: number;
  readonly height: number;
  /** True when nothing shines through. */
  readonly isOpaque: boolean;
};

/** How a source is; a failed one goes on trying where that can help, and says here what is wrong. */
export type ProducerState =
  | { readonly state: 'opening' }
  | { readonly state: 'running' }
  /** A film or slideshow that does not loop has come to its end. */
  | { readonly state: 'ended' }
  | { readonly state: 'failed'; readonly error: StudioError };

/** What comes to the Worker from outside for one source. Streams and ports are transferred and closed by the producer. */
export type SourceFeed =
  /** Camera, screen or window; one that is `returning` was lost or frozen before. */
  | { readonly kind: 'camera'; readonly readable: ReadableStream<VideoFrame>; readonly returning: boolean }
  /** A browser page, painted by main (`shared/contract/pages.ts`). */
  | { readonly kind: 'page'; readonly port: MessagePort }
  /** Encoded packets of another encoder, from main (`shared/contract/pages.ts`). */
  | { readonly kind: 'packets'; readonly port: MessagePort };

/** Orders to a film; `seek` in ms from the start of the file that plays. */
export type MediaOrder =
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'next' }
  | { readonly kind: 'seek'; readonly millis: Millis };

/** Where a film stands. */
export type MediaPosition = {
  readonly index: number;
  readonly millis: Millis;
  /** 0 while unknown. */
  readonly lengthMillis: Millis;
  readonly isPaused: boolean;
  /** Why it stands although nobody paused it: no scene on air shows it, or it is over. */
  readonly rests: 'unseen' | 'ended' | null;
};

/** One source of the show. Nothing here throws: what goes wrong becomes a state. */
export type Producer = {
  /**
   * What to show in a slot at `now` (Worker µs). Null while there is nothing; in state `running` or `ended` that is
   * nothing wrong (a film of sound alone, or one that is over) and whatever lies behind is seen. Called once a slot.
   */
  readonly look: (now: Micros) => Look | null;
  /** False while no visible scene needs it: it may rest, but keeps its place. */
  readonly setShown: (shown: boolean) => void;
  /** Takes changed settings; false: make me anew. */
  readonly update: (input: Input) => boolean;
  /** Age of the newest picture in ms: null before the first, 0 for pictures that never age. */
  readonly ageMillis: number | null;
  readonly state: ProducerState;
  /** Only kinds that live on what the page or main hands them: camera, screen, window, browser, rtmp. */
  readonly feed?: (feed: SourceFeed | null) => void;
  /** The program has another colour: surfaces are to be made anew. Only kinds that can't be made anew themselves. */
  readonly recolour?: () => void;
  /** Only films. */
  readonly control?: (order: MediaOrder) => void;
  readonly position?: MediaPosition;
  /** Frees everything; nothing may be called afterwards. */
  readonly close: () => void;
};

/** Stereo sound at 48 kHz whose first sample belongs to the picture captured `at` (Worker µs). The arrays are the taker's. */
export type SoundChunk = {
  readonly at: Micros;
  readonly left: Float32Array<ArrayBuffer>;
  readonly right: Float32Array<ArrayBuffer>;
};

/** What texts may quote. */
export type LiveFacts = {
  /** Sent to all destinations together; null off air. */
  readonly kbps: number | null;
  /** Since when on air, ms since 1970; null off air. */
  readonly onAirSince: Millis | null;
};

/** A picture that was decoded or drawn: four bytes a pixel, R, G, B, straight alpha. */
export type Bitmap = Size & { readonly data: Uint8ClampedArray<ArrayBuffer>; readonly isOpaque: boolean };

/** The pixels of a web page, rows without gaps. */
export type PagePixels = Size & { readonly data: Uint8Array };

/** Surfaces for pictures that stand still, and for pages; null where the heap is full. Whoever asks for one frees it. */
export type Surfaces = {
  readonly filled: (size: Size, colour: string) => Surface | null;
  readonly fromBitmap: (bitmap: Bitmap) => Surface | null;
  /** Writes a mix of two surfaces of one size and make into a third: 0 is all of `first`, 1 all of `second`. */
  readonly mix: (
    into: Surface,
    from: { readonly first: Surface; readonly second: Surface; readonly amount: number },
  ) => void;
  /**
   * Converts a part of a web page's pixels (B, G, R, A, premultiplied) into its place; true when all of that part is opaque.
   * Null where the heap is full.
   */
  readonly putPart: (surface: Surface, picture: PagePixels, part: Box) => boolean | null;
  readonly free: (surface: Surface) => void;
};

/** The slot that is being made, for the test picture. */
export type TestSlot = Size & {
  /** Program time, µs. */
  readonly pts: Micros;
  readonly number: number;
  readonly pattern: TestPattern;
};

/** What a producer is given. */
export type ProducerContext = {
  /** Worker µs, the same clock as `look` is asked on. */
  readonly now: () => Micros;
  /** Main's clock minus the Worker's; null while unknown. */
  readonly mainOffset: () => Micros | null;
  /** Ms since 1970. */
  readonly wallclock: () => Millis;
  readonly surfaces: Surfaces;
  /**
   * Address of the source's file number `index`, in the order of `shared/studio/document/files.ts`. With its `path` it is no
   * other file's: main hears of a change of the list a moment later than we do.
   */
  readonly fileUrl: (index: number, path?: string) => string;
  /** Canvas of the show, in pixels. */
  readonly canvas: () => Size;
  readonly slot: () => TestSlot;
  readonly facts: () => LiveFacts;
  /** A number in [0, 1): shuffles. */
  readonly draw: () => number;
  /** Drawings in SVG are the page's to draw; without it they are no pictures. */
  readonly drawSvg?: DrawSvg;
  /** Its sound, as it is due. */
  readonly onSound: (chunk: SoundChunk) => void;
  /** It is otherwise than before. */
  readonly onState: (state: ProducerState) => void;
};
