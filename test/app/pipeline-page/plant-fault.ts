/** Plants the fault that the Worker's name asks for into its H.264 encoder; imported before the pipeline. */
const Real = globalThis.VideoEncoder;

/** Frames of the fault, counted over all encoders of this Worker; the ladder's trials take some. */
const firstSilent = 60;
const lastSilent = 130;

let taken = 0;

/** Swallows frames for a while: no packet, no error. */
class SilentEncoder extends Real {
  override encode(frame: VideoFrame, options?: VideoEncoderEncodeOptions): void {
    taken += 1;
    if (taken < firstSilent || taken > lastSilent) super.encode(frame, options);
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
    if (this.#codec.startsWith('avc1.6400') && taken > firstSilent && taken % 10 === 0) {
      this.#fail(new DOMException('planted', 'EncodingError'));
    }
  }
}

if (self.name === 'silent-encoder') globalThis.VideoEncoder = SilentEncoder;
if (self.name === 'failing-encoder') globalThis.VideoEncoder = FailingEncoder;
