/** What the built-in ingest received, decoded and drawn for the tab Viewer; it has nothing to do with the program and lives only while the tab is open. */
import {
  packetsMessageSchema,
  type PacketsMessage,
  type SourceAnswer,
} from '../../../../../shared/contract/show/source-ports.ts';

/** Coded pictures in the decoder before new ones are left out up to a key frame. */
const maxInDecoder = 30;

type Packet = Extract<PacketsMessage, { kind: 'packet' }>;
type Config = Extract<PacketsMessage, { kind: 'config' }>;

/** What is used of a canvas's context. */
type Context = Pick<OffscreenCanvasRenderingContext2D, 'canvas' | 'clearRect' | 'drawImage'>;

type Canvas = { readonly context: Context; readonly everyMillis: number; drawnAt: number };

export type ReceivedViewOptions = {
  /** ms, of any beginning. */
  readonly now: () => number;
};

/** Draws each picture as soon as it is decoded, as often as a canvas wants it. */
export class ReceivedView {
  readonly #now: () => number;
  readonly #canvases = new Map<number, Canvas>();
  #port: MessagePort | null = null;
  #decoder: VideoDecoder | null = null;
  #needsKey = true;
  #isActive = true;

  constructor({ now }: ReceivedViewOptions) {
    this.#now = now;
  }

  attach(id: number, context: Context, fps: number): void {
    this.#canvases.set(id, { context, everyMillis: 1000 / fps, drawnAt: -Infinity });
  }

  detach(id: number): void {
    this.#canvases.delete(id);
  }

  /** False while the window is hidden: nothing is decoded for nobody. */
  setActive(isActive: boolean): void {
    this.#isActive = isActive;
    this.#needsKey = true;
  }

  /** Null: the tab is closed. */
  setPort(port: MessagePort | null): void {
    this.#port?.close();
    this.#port = port;
    this.#stop();
    if (port === null) return;
    port.addEventListener('message', (event) => {
      if (this.#port === port) this.#take(event.data);
    });
    port.start();
  }

  #take(data: unknown): void {
    const parsed = packetsMessageSchema.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    try {
      if (message.kind === 'state') this.#stop();
      else if (message.kind === 'config') this.#configure(message);
      else this.#decode(message);
    } catch {
      // A codec that this computer can't decode: there is no picture, and the window says why there may be none.
      this.#stop();
    } finally {
      if (message.kind === 'packet') this.#answer({ kind: 'ack', seq: message.seq });
    }
  }

  #answer(answer: SourceAnswer): void {
    this.#port?.postMessage(answer, []);
  }

  #configure({ track, codec, description }: Config): void {
    if (track !== 'video') return;
    this.#closeDecoder();
    const decoder = new VideoDecoder({
      output: (frame) => this.#draw(frame),
      error: () => {
        if (this.#decoder === decoder) this.#stop();
      },
    });
    this.#decoder = decoder;
    const extra = description === null ? {} : { description };
    decoder.configure({ codec, optimizeForLatency: true, ...extra });
  }

  #decode({ track, pts, key, data }: Packet): void {
    const decoder = this.#decoder;
    if (track !== 'video' || decoder?.state !== 'configured' || !this.#isActive) return;
    if (decoder.decodeQueueSize > maxInDecoder) this.#needsKey = true;
    if (this.#needsKey && !key) return;
    this.#needsKey = false;
    decoder.decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp: pts, data }));
  }

  #draw(frame: VideoFrame): void {
    try {
      const now = this.#now();
      for (const canvas of this.#canvases.values()) {
        if (now - canvas.drawnAt < canvas.everyMillis) continue;
        canvas.drawnAt = now;
        drawWhole(canvas.context, frame);
      }
    } finally {
      frame.close();
    }
  }

  /** A picture that stands still would look like one that comes. */
  #stop(): void {
    this.#closeDecoder();
    for (const { context } of this.#canvases.values()) {
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    }
  }

  #closeDecoder(): void {
    if (this.#decoder !== null && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = null;
    this.#needsKey = true;
  }
}

/** In the middle, as large as it fits. */
function drawWhole(context: Context, frame: VideoFrame): void {
  const { width, height } = context.canvas;
  const scale = Math.min(width / frame.displayWidth, height / frame.displayHeight);
  const [shownWidth, shownHeight] = [frame.displayWidth * scale, frame.displayHeight * scale];
  context.drawImage(frame, (width - shownWidth) / 2, (height - shownHeight) / 2, shownWidth, shownHeight);
}
