/** Camera, screen or window as a source: the newest frame of a stream that the page hands over. */
import type { Micros } from '../../../../../shared/clock.ts';
import { studioError } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import { CaptureClock } from '../../../capture/capture-clock.ts';
import type { Look, Producer, ProducerContext, ProducerState, SourceFeed } from '../producer.ts';

type StreamInput = InputOf<'camera' | 'screen' | 'window'>;
type Region = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Waits for a feed; when that ends it waits for the next one. */
export class FrameStreamProducer implements Producer {
  readonly #context: ProducerContext;
  #kind: StreamInput['kind'];
  #region: Region | null;
  #reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
  #clock = new CaptureClock();
  /** What was looked at last: it stays as it is until the next look. */
  #frame: VideoFrame | null = null;
  /** Newer than that; null: nothing new. */
  #newest: VideoFrame | null = null;
  #hasEnded = false;
  #captured: Micros = 0;
  #version = 0;
  #state: ProducerState = { state: 'opening' };

  constructor(input: StreamInput, context: ProducerContext) {
    this.#context = context;
    this.#kind = input.kind;
    this.#region = regionOf(input);
  }

  get state(): ProducerState {
    return this.#state;
  }

  /** A screen gives no frames while nothing on it changes, so it never ages. */
  get ageMillis(): number | null {
    if (this.#frame === null && this.#newest === null) return null;
    return this.#kind === 'camera' ? Math.max(0, (this.#context.now() - this.#captured) / 1000) : 0;
  }

  look(): Look | null {
    if (this.#newest !== null || this.#hasEnded) {
      this.#frame?.close();
      this.#frame = this.#newest;
      this.#newest = null;
      this.#hasEnded = false;
    }
    const frame = this.#frame;
    if (frame === null) return null;
    return {
      surface: null,
      frame,
      version: this.#version,
      captured: this.#captured,
      width: frame.displayWidth,
      height: frame.displayHeight,
      isOpaque: true,
    };
  }

  setShown(): void {
    // The stream is read on, or the device would run out of buffers.
  }

  /** Which device or screen it is, the page looks after; here only the cut matters. */
  update(input: Input): boolean {
    if (input.kind !== this.#kind) return false;
    this.#region = regionOf(input);
    return true;
  }

  feed(feed: SourceFeed | null): void {
    this.#stop();
    if (feed?.kind !== 'camera') {
      this.#forget();
      this.#setState({ state: 'opening' });
      return;
    }
    // What was there stays until the first new frame.
    this.#clock = new CaptureClock();
    const reader = feed.readable.getReader();
    this.#reader = reader;
    this.#read(reader).catch(() => this.#ended(reader));
  }

  close(): void {
    this.#stop();
    this.#newest?.close();
    this.#frame?.close();
    this.#newest = null;
    this.#frame = null;
  }

  async #read(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    for (;;) {
      // Frames come one after the other: nothing here could run in parallel.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await reader.read();
      if (done) break;
      if (reader === this.#reader) this.#put(value);
      else value.close();
    }
    this.#ended(reader);
  }

  #put(frame: VideoFrame): void {
    const arrival = this.#context.now();
    this.#captured = this.#clock.toWorker(frame.timestamp, arrival, this.#context.mainOffset());
    this.#newest?.close();
    this.#newest = this.#region === null ? frame : cut(frame, this.#region);
    this.#hasEnded = false;
    this.#version += 1;
    if (this.#state.state !== 'running') this.#setState({ state: 'running' });
  }

  #ended(reader: ReadableStreamDefaultReader<VideoFrame>): void {
    if (reader !== this.#reader) return;
    this.#reader = null;
    this.#forget();
    this.#setState({ state: 'failed', error: studioError(this.#kind === 'camera' ? 'camera-lost' : 'screen-lost') });
  }

  #stop(): void {
    const reader = this.#reader;
    this.#reader = null;
    // A stream that has failed can't be cancelled either.
    reader?.cancel().catch(() => undefined);
  }

  /** Nothing from the next look on. */
  #forget(): void {
    this.#newest?.close();
    this.#newest = null;
    this.#hasEnded = true;
  }

  #setState(state: ProducerState): void {
    this.#state = state;
    this.#context.onState(state);
  }
}

function regionOf(input: Input): Region | null {
  return input.kind === 'screen' ? input.region : null;
}

/** The part of a frame; its corners lie on even samples, where chroma has them too. Closes the whole one. */
function cut(frame: VideoFrame, region: Region): VideoFrame {
  const { x, y, width, height } = frame.visibleRect ?? {
    x: 0,
    y: 0,
    width: frame.codedWidth,
    height: frame.codedHeight,
  };
  const left = even(region.x * width);
  const top = even(region.y * height);
  const rect = {
    x: x + left,
    y: y + top,
    width: Math.max(2, Math.min(even(region.width * width), width - left)),
    height: Math.max(2, Math.min(even(region.height * height), height - top)),
  };
  if (rect.x + rect.width > x + width || rect.y + rect.height > y + height) return frame;
  try {
    const part = new VideoFrame(frame, {
      visibleRect: rect,
      displayWidth: rect.width,
      displayHeight: rect.height,
      timestamp: frame.timestamp,
    });
    frame.close();
    return part;
  } catch {
    // A format without an accessible layout is shown whole.
    return frame;
  }
}

function even(value: number): number {
  return Math.floor(value / 2) * 2;
}
