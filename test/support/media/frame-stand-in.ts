/** Video frames under Node: I420 of one colour, counted, so that a test sees one that nobody closed. */

type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

type Init = {
  readonly timestamp?: number;
  readonly codedWidth?: number;
  readonly codedHeight?: number;
  readonly colorSpace?: VideoColorSpaceInit;
  readonly visibleRect?: Rect;
};

/** Frames that are open, over all. */
export const openFrames = new Set<FrameStandIn>();

/** As much of a `VideoFrame` as the engine uses. */
export class FrameStandIn {
  readonly format = 'I420';
  readonly timestamp: number;
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly colorSpace: VideoColorSpaceInit;
  /** The first sample of luma: all of them, in these tests. */
  readonly luma: number;
  readonly visibleRect: Rect;
  #isClosed = false;

  constructor(source: Uint8Array | FrameStandIn, init: Init) {
    if (source instanceof FrameStandIn && source.#isClosed) throw new Error('the frame is closed');
    const bare = { timestamp: 0, codedWidth: 0, codedHeight: 0, colorSpace: {}, visibleRect: null };
    const of = source instanceof FrameStandIn ? source : bare;
    this.timestamp = init.timestamp ?? of.timestamp;
    this.codedWidth = init.codedWidth ?? of.codedWidth;
    this.codedHeight = init.codedHeight ?? of.codedHeight;
    this.colorSpace = init.colorSpace ?? of.colorSpace;
    const whole = { x: 0, y: 0, width: this.codedWidth, height: this.codedHeight };
    this.visibleRect = init.visibleRect ?? of.visibleRect ?? whole;
    this.luma = source instanceof FrameStandIn ? source.luma : (source[0] ?? 0);
    openFrames.add(this);
  }

  get displayWidth(): number {
    return this.visibleRect.width;
  }

  get displayHeight(): number {
    return this.visibleRect.height;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  clone(): FrameStandIn {
    return new FrameStandIn(this, { timestamp: this.timestamp });
  }

  async copyTo(
    bytes: Uint8Array,
    { layout }: { readonly layout: readonly { readonly offset: number; readonly stride: number }[] },
  ): Promise<readonly []> {
    if (this.#isClosed) throw new Error('the frame is closed');
    for (const [index, { offset, stride }] of layout.entries()) {
      const rows = index === 0 ? this.codedHeight : this.codedHeight / 2;
      bytes.fill(index === 0 ? this.luma : 128, offset, offset + stride * rows);
    }
    return [];
  }

  close(): void {
    this.#isClosed = true;
    openFrames.delete(this);
  }
}
