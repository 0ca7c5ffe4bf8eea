/** Video frames under Node: I420 of one colour, counted, so that a test sees one that nobody closed. */

type Init = {
  readonly timestamp: number;
  readonly codedWidth?: number;
  readonly codedHeight?: number;
  readonly colorSpace?: VideoColorSpaceInit;
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
  #isClosed = false;

  constructor(source: Uint8Array | FrameStandIn, init: Init) {
    if (source instanceof FrameStandIn && source.#isClosed) throw new Error('the frame is closed');
    const of = source instanceof FrameStandIn ? source : { codedWidth: 0, codedHeight: 0, colorSpace: {} };
    this.timestamp = init.timestamp;
    this.codedWidth = init.codedWidth ?? of.codedWidth;
    this.codedHeight = init.codedHeight ?? of.codedHeight;
    this.colorSpace = init.colorSpace ?? of.colorSpace;
    this.luma = source instanceof FrameStandIn ? source.luma : (source[0] ?? 0);
    openFrames.add(this);
  }

  get displayWidth(): number {
    return this.codedWidth;
  }

  get displayHeight(): number {
    return this.codedHeight;
  }

  get visibleRect(): { readonly x: 0; readonly y: 0; readonly width: number; readonly height: number } {
    return { x: 0, y: 0, width: this.codedWidth, height: this.codedHeight };
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
