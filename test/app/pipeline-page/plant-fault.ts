/** Plants the fault that the Worker's name asks for into its H.264 encoder; imported before the pipeline. */
const Real = globalThis.VideoEncoder;

/** Frames before any fault; the ladder's trials take five of them. */
const soundFrames = 60;

/** How long the silent encoder stays silent: longer than the watchdog waits. */
const silentMillis = 2_600;

let taken = 0;
let silentUntil: number | null = null;

/** Swallows frames for a while: no packet, no error. */
class SilentEncoder extends Real {
  override encode(frame: VideoFrame, options?: VideoEncoderEncodeOptions): void {
    taken += 1;
    if (taken === soundFrames) silentUntil = performance.now() + silentMillis;
    const isSilent = silentUntil !== null && performance.now() < silentUntil;
    if (!isSilent) super.encode(frame, options);
  }
}

/** Fails again and again in high profile, but only after its trial. */
class FailingEncoder extends Real {
  #codec = '';
  readonly #fail: WebCodecsErrorCallback;

  constructor(init: VideoEncoderInit) {
    super(init);
    this.#fail = init.error;
  }

  override configure(config: VideoEncoderConfig): void {
    this.#codec = config.codec;
    super.configure(config);
  }

  override encode(frame: VideoFrame, options?: VideoEncoderEncodeOptions): void {
    super.encode(frame, options);
    taken += 1;
    if (this.#codec.startsWith('avc1.6400') && taken > soundFrames && taken % 10 === 0) {
      this.#fail(new DOMException('planted', 'EncodingError'));
    }
  }
}

if (self.name === 'silent-encoder') globalThis.VideoEncoder = SilentEncoder;
if (self.name === 'failing-encoder') globalThis.VideoEncoder = FailingEncoder;
