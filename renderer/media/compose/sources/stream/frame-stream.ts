/** Camera, screen or window as a source: the newest frame of a stream that the page hands over. */
import type { Micros } from '../../../../../shared/clock.ts';
import { studioError } from '../../../../../shared/errors.ts';
import type { Input, InputOf } from '../../../../../shared/studio/document/source.ts';
import { regionRect, type Region } from '../../../../../shared/studio/geometry/region.ts';
import { CaptureClock } from '../../../capture/capture-clock.ts';
import type { Look, Producer, ProducerContext, ProducerState, SourceFeed } from '../producer.ts';

type StreamInput = InputOf<'camera' | 'screen' | 'window'>;

/** Waits for a feed; when that ends it waits for the next one. */
export class FrameStreamProducer implements Producer {
  readonly #context: ProducerContext;
  #kind: StreamInput['kind'];
  #region: Region | null;
  #reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
  #clock = new CaptureClock();
  /** Of a screen, all of it as it came last: what is cut out may change while nothing on the screen does. */
  #whole: VideoFrame | null = null;
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
    const region = regionOf(input);
    const isSame = JSON.stringify(region) === JSON.stringify(this.#region);
    this.#region = region;
    if (!isSame && this.#whole !== null) this.#renew(partOf(this.#whole, region));
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
    for (const frame of [this.#whole, this.#newest, this.#frame]) frame?.close();
    this.#whole = null;
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
    if (this.#kind !== 'screen') this.#renew(frame);
    else {
      this.#whole?.close();
      this.#whole = frame;
      this.#renew(partOf(frame, this.#region));
    }
  }

  /** What is shown from the next look on; null: the region can't be cut out, and the rest is nobody's business. */
  #renew(picture: VideoFrame | null): void {
    this.#newest?.close();
    this.#newest = picture;
    this.#hasEnded = picture === null;
    this.#version += 1;
    if (picture !== null) {
      if (this.#state.state !== 'running') this.#setState({ state: 'running' });
    } else if (this.#state.state !== 'failed') {
      this.#setState({ state: 'failed', error: studioError('screen-region') });
    }
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
    this.#whole?.close();
    this.#newest?.close();
    this.#whole = null;
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

/** A frame of its own with this part of the whole; null when that can't be cut out. */
function partOf(whole: VideoFrame, region: Region | null): VideoFrame | null {
  if (region === null) return whole.clone();
  const visible = whole.visibleRect ?? { x: 0, y: 0, width: whole.codedWidth, height: whole.codedHeight };
  const rect = regionRect(region, visible);
  if (rect === null) return null;
  const { width, height } = rect;
  const visibleRect = { x: visible.x + rect.x, y: visible.y + rect.y, width, height };
  try {
    return new VideoFrame(whole, { visibleRect, displayWidth: width, displayHeight: height });
  } catch {
    // A format without an accessible layout.
    return null;
  }
}
