/** A second encoding of the same frames for destinations that need another one; it gives way to the first wherever both can't be had. */
import type { SecondOrder, SlateMessage, StartOrder } from '../../../shared/contract/frames.ts';
import type { Micros } from '../../../shared/clock.ts';
import { AudioEncoding, type AudioStream } from '../audio/audio-encoding.ts';
import type { Stereo } from '../audio/encoders/sound-encoder.ts';
import { audioConfig } from '../port/stream-configs.ts';
import { SlateMaker } from './slate-maker.ts';
import { VideoEncoding, type SlotFrame, type VideoPacket, type VideoStream } from './video-encoding.ts';

/** Frames that may wait in this encoder, and in the first one while this one is given more. */
const mostOwn = 1;
const mostFirst = 2;

/** It makes key frames when the first encoder does; by itself only where that one has stopped. */
const ownGopSeconds = 10;

/** Pictures that it has made before its slate is thought of. */
const picturesBeforeSlate = 90;

type SlateSound = SlateMessage['audio'];

/** What `second` asks for. */
export type SecondWish = NonNullable<SecondOrder['wish']>;

export type SecondOptions = {
  /** The order of what is on air: size, rate, sound and program time are the same. */
  readonly order: StartOrder;
  readonly wish: SecondWish;
  readonly now: () => Micros;
  /** Frames inside the first encoder. */
  readonly firstQueue: () => number;
  readonly onVideo: (packet: VideoPacket) => void;
  readonly onVideoStream: (stream: VideoStream) => void;
  /** Only when it has sound of its own; `at` is µs from the start of program time. */
  readonly onAudio: (packet: { readonly at: Micros; readonly data: ArrayBuffer }) => void;
  readonly onAudioStream: (stream: AudioStream) => void;
  /** `recovered` false: it is gone for good. */
  readonly onNotice: (recovered: boolean, detail: string) => void;
  /** False while the port has no room. */
  readonly sendSlate: (slate: Parameters<ConstructorParameters<typeof SlateMaker>[0]['send']>[0]) => boolean;
};

/** Opens with `open`, ends with `close`. */
export class SecondRendition {
  readonly #options: SecondOptions;
  readonly #video: VideoEncoding;
  readonly #audio: AudioEncoding | null;
  readonly #slate: SlateMaker;

  constructor(options: SecondOptions) {
    this.#options = options;
    const { order, wish, now, firstQueue, onNotice } = options;
    this.#video = new VideoEncoding({
      format: { ...order.video, kbps: wish.kbps },
      codec: wish.codec,
      gopSeconds: Math.max(ownGopSeconds, order.gopSeconds),
      now,
      mostQueued: mostOwn,
      mayTake: () => firstQueue() <= mostFirst,
      onPacket: options.onVideo,
      onStream: options.onVideoStream,
      onNotice: ({ recovered, detail }) => onNotice(recovered, detail),
    });
    this.#audio =
      wish.sound === 'main'
        ? null
        : new AudioEncoding({
            codec: 'aac',
            kbps: order.audio.kbps,
            onPacket: options.onAudio,
            onStream: options.onAudioStream,
            onNotice: ({ recovered, detail }) => onNotice(recovered, detail),
          });
    this.#slate = new SlateMaker({
      isIdle: () => firstQueue() === 0 && this.#video.queue === 0,
      send: options.sendSlate,
    });
  }

  /** Until it is done, frames and blocks are lost. */
  async open(): Promise<void> {
    await Promise.all([this.#video.open(), this.#audio?.open()]);
  }

  /** The frame of a slot that the first encoder has had; `isKey` when it made a key frame of it. */
  takeFrame(frame: SlotFrame, isKey: boolean): void {
    if (isKey) this.#video.requestKeyFrame();
    this.#video.submit(frame);
  }

  takeBlock(position: number, block: Stereo): void {
    this.#audio?.encode(position, block);
  }

  setBitrate(kbps: number): void {
    this.#video.setBitrate(kbps);
  }

  setDivisor(divisor: 1 | 2): void {
    this.#video.setDivisor(divisor);
  }

  /** Looks for a stall; call a few times a second. */
  check(): void {
    this.#video.check();
  }

  /** Makes and sends its slate unless that is done; `main` is the sound that both share, once there is silence of it. */
  wantSlate(main: SlateSound | null): void {
    const { candidate, encoded } = this.#video;
    const sound = this.#audio === null ? main : this.#ownSilence(this.#audio);
    if (candidate === null || sound === null || encoded < picturesBeforeSlate) return;
    const { gopSeconds, video } = this.#options.order;
    this.#slate.want({ candidate, format: { ...video, kbps: this.#options.wish.kbps }, gopSeconds }, sound);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#video.flush(), this.#audio?.flush()]);
  }

  close(): void {
    this.#slate.forget();
    this.#video.close();
    this.#audio?.close();
  }

  #ownSilence({ stream, silence }: AudioEncoding): SlateSound | null {
    if (stream === null || silence === null) return null;
    return { config: audioConfig(stream, this.#options.order.audio.kbps, 1), ...silence };
  }
}
