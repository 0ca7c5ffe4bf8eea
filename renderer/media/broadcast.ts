/** Carries out main's orders in the Worker: starts and stops the encoders on one clock and reports once a second. */
import type { SecondOrder, StartOrder, StatsMessage, TracksOrder } from '../../shared/contract/frames.ts';
import type { Micros } from '../../shared/clock.ts';
import type { Rendition } from '../../shared/live/delivery/renditions.ts';
import { AudioEncoding } from './audio/audio-encoding.ts';
import type { TrackEncodings } from './audio/track-encodings.ts';
import type { Stereo } from './audio/encoders/sound-encoder.ts';
import type { ProgramFrame, ProgramPicture } from './compose/program-picture.ts';
import { SecondRendition, type SecondWish } from './encode/second-rendition.ts';
import { SlateMaker } from './encode/slate-maker.ts';
import { VideoEncoding } from './encode/video-encoding.ts';
import type { Command, MediaPort } from './port/media-port.ts';
import { encoderCounts } from './port/encoder-counts.ts';
import { audioConfig, videoConfig } from './port/stream-configs.ts';
import { createTracks } from './port/track-packets.ts';

/** Orders that may wait for the one that is carried out. */
const maxWaitingCommands = 16;

/** The program's sound as a broadcast sees it. */
type BroadcastSound = {
  /** When program time began, Worker µs. */
  readonly epoch: Micros;
  /** Milliseconds of silence added or sound left out since the restart. */
  readonly fixedMillis: number;
  /** Begins program time at `epoch`; `startPts` is the stream time of that moment, `delay` shifts captured sound. */
  restart(at: { readonly epoch: Micros; readonly startPts: Micros; readonly delay: Micros }): void;
  /** Which of tracks 2 to 6 are made, as bits of a strip's `tracks`. */
  setTracks(tracks: number): void;
  /** Brings the sound up to now and hands on the block that is begun. */
  finish(): void;
};

export type BroadcastOptions = {
  readonly port: MediaPort;
  readonly picture: ProgramPicture;
  readonly sound: BroadcastSound;
  readonly now: () => Micros;
};

/** Pictures that the encoder has made before the slate is thought of: starting is busy enough. */
const picturesBeforeSlate = 45;

/** What is on air. */
type OnAir = {
  readonly order: StartOrder;
  readonly video: VideoEncoding;
  readonly audio: AudioEncoding;
  readonly tracks: TrackEncodings;
};

/** Orders that are carried out one after the other. */
type Sequenced = StartOrder | SecondOrder | TracksOrder | { readonly kind: 'stop' };

/** Serves one port until `close`; the next port gets a new one. */
export class Broadcast {
  readonly #options: BroadcastOptions;
  readonly #statsTimer: ReturnType<typeof setInterval>;
  readonly #checkTimer: ReturnType<typeof setInterval>;
  readonly #slate: SlateMaker;
  #onAir: OnAir | null = null;
  #opening: OnAir | null = null;
  #second: SecondRendition | null = null;
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isClosed = false;
  #capturedBefore = 0;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    this.#statsTimer = setInterval(() => this.#report(), 1000);
    this.#checkTimer = setInterval(() => this.#check(), 250);
    this.#slate = new SlateMaker({
      isIdle: () => this.#onAir?.video.queue === 0,
      send: ({ video, audio }) =>
        options.port.sendSlate({ video: { config: videoConfig(video), frames: [...video.frames] }, audio }),
    });
  }

  /** Takes an order; starts and stops are carried out one after the other. */
  obey(command: Command): void {
    switch (command.kind) {
      case 'key-frame':
        this.#onAir?.video.requestKeyFrame();
        break;
      case 'bitrate':
        this.#encodingOf(command.rendition)?.setBitrate(command.kbps);
        break;
      case 'frame-rate':
        this.#setDivisor(command.divisor);
        break;
      case 'break':
        this.#break(command.what);
        break;
      case 'start':
      case 'second':
      case 'tracks':
      case 'stop':
        this.#enqueue(command);
        break;
    }
  }

  /** The encoder of a rendition, also one that is still being opened: what is ordered then must not get lost. */
  #encodingOf(rendition: Rendition = 0): VideoEncoding | SecondRendition | null {
    return rendition === 1 ? this.#second : ((this.#onAir ?? this.#opening)?.video ?? null);
  }

  #setDivisor(divisor: 1 | 2): void {
    for (const rendition of [0, 1] as const) this.#encodingOf(rendition)?.setDivisor(divisor);
    this.#options.picture.setDivisor(divisor);
  }

  #break(what: 'camera' | 'encoder'): void {
    if (what === 'camera') this.#options.picture.breakSource();
    else this.#onAir?.video.breakOnce();
  }

  /** True between start and stop. */
  get isOnAir(): boolean {
    return this.#onAir !== null;
  }

  /** True while the encoder has enough to do: a clock that catches up then waits. */
  get isBusy(): boolean {
    return (this.#onAir?.video.queue ?? 0) > 1;
  }

  /** The frame of a slot; the caller closes it. */
  takeFrame(frame: ProgramFrame): void {
    const video = this.#onAir?.video;
    if (video === undefined) return;
    const { port } = this.#options;
    if (port.wantsKeyFrame) video.requestKeyFrame();
    const isKey = video.submit(frame);
    this.#second?.takeFrame(frame, isKey || port.secondWantsKeyFrame);
  }

  /** A block of sound by position since program time began; copied. */
  takeBlock(position: number, block: Stereo): void {
    this.#onAir?.audio.encode(position, block);
    this.#second?.takeBlock(position, block);
  }

  /** The same for track 2 to 6. */
  takeTrackBlock(track: number, position: number, block: Stereo): void {
    this.#onAir?.tracks.encode(track, position, block);
  }

  /** Ends everything at once: the port is gone. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#statsTimer);
    clearInterval(this.#checkTimer);
    this.#abandon();
    this.#options.port.close();
  }

  #enqueue(command: Sequenced): void {
    if (this.#waiting >= maxWaitingCommands) return;
    this.#waiting += 1;
    this.#tail = this.#tail.then(() => this.#carryOut(command));
  }

  /** A few times a second: is the encoder alive, and does main have the slate that fits? */
  #check(): void {
    const air = this.#onAir;
    if (air === null) return;
    air.video.check();
    const { candidate } = air.video;
    const { stream, silence } = air.audio;
    const { video, audio, gopSeconds } = air.order;
    const sound = stream === null || silence === null ? null : { config: audioConfig(stream, audio.kbps), ...silence };
    this.#second?.check();
    // One after the other, the one for most viewers first.
    if (this.#slate.isSettled) this.#second?.wantSlate(sound);
    if (candidate === null || sound === null || air.video.encoded < picturesBeforeSlate) return;
    this.#slate.want({ candidate, format: video, gopSeconds }, sound);
  }

  async #carryOut(command: Sequenced): Promise<void> {
    try {
      if (this.#isClosed) return;
      if (command.kind === 'start') await this.#start(command);
      else if (command.kind === 'second') this.#setSecond(command.wish);
      else if (command.kind === 'tracks') this.#setTracks(command.tracks);
      else await this.#stop();
    } catch (error) {
      this.#abandon();
      this.#notice('encoder-failed', false, String(error));
    } finally {
      this.#waiting -= 1;
    }
  }

  async #start(order: StartOrder): Promise<void> {
    this.#abandon();
    const { picture, sound, port, now } = this.#options;
    picture.setDivisor(1);
    const air = this.#create(order);
    this.#opening = air;
    await Promise.all([air.video.open(), air.audio.open(), air.tracks.set(order.tracks ?? 0)]);
    if (this.#opening !== air) return;
    this.#opening = null;
    port.resetCounters();
    // The page may have asked for another preview size meanwhile.
    picture.setFormat(order.video);
    const epoch = Math.round(now());
    sound.setTracks(order.tracks ?? 0);
    sound.restart({ epoch, startPts: order.startPts, delay: picture.sourceDelay });
    this.#onAir = air;
    picture.restart({ epoch, fps: order.video.fps, startPts: order.startPts });
  }

  #create(order: StartOrder): OnAir {
    const { port, now } = this.#options;
    const video = new VideoEncoding({
      format: order.video,
      codec: order.codecs.video,
      gopSeconds: order.gopSeconds,
      now,
      onPacket: (packet) => port.sendPacket({ track: 'video', ...packet }),
      onStream: (stream) => port.send(videoConfig(stream)),
      onNotice: ({ code, recovered, detail }) => this.#notice(code, recovered, detail),
    });
    const audio = new AudioEncoding({
      codec: order.codecs.audio,
      kbps: order.audio.kbps,
      onPacket: ({ at, data }) => {
        const captured = this.#options.sound.epoch + at;
        port.sendPacket({ track: 'audio', pts: order.startPts + at, isKeyFrame: true, captured, data });
      },
      onStream: (stream) => port.send(audioConfig(stream, order.audio.kbps)),
      onNotice: ({ recovered, detail }) => this.#notice('audio-encoder-failed', recovered, detail),
    });
    return { order, video, audio, tracks: createTracks(port, order, () => this.#options.sound.epoch) };
  }

  /** Nobody waits for new ones to open. */
  #setTracks(tracks: number): void {
    const air = this.#onAir;
    if (air === null) return;
    this.#options.sound.setTracks(tracks);
    void air.tracks.set(tracks);
  }

  /** Nobody waits for it to open: the program goes on meanwhile. */
  #setSecond(wish: SecondWish | null): void {
    this.#second?.close();
    this.#second = null;
    const air = this.#onAir;
    if (wish === null || air === null) return;
    const second = this.#createSecond(air, wish);
    this.#second = second;
    second.setDivisor(air.video.divisor);
    second.open().catch((error: unknown) => this.#noticeSecond(false, String(error)));
  }

  #createSecond({ order, video }: OnAir, wish: SecondWish): SecondRendition {
    const { port, now, sound } = this.#options;
    const rendition = 1;
    return new SecondRendition({
      order,
      wish,
      now,
      firstQueue: () => video.queue,
      onVideo: (packet) => port.sendPacket({ track: 'video', rendition, ...packet }),
      onVideoStream: (stream) => port.send(videoConfig(stream, rendition)),
      onAudio: ({ at, data }) => {
        const captured = sound.epoch + at;
        port.sendPacket({ track: 'audio', rendition, pts: order.startPts + at, isKeyFrame: true, captured, data });
      },
      onAudioStream: (stream) => port.send(audioConfig(stream, order.audio.kbps, rendition)),
      onNotice: (recovered, detail) => this.#noticeSecond(recovered, detail),
      sendSlate: (slate) =>
        port.sendSlate({
          rendition,
          video: { config: videoConfig(slate.video, rendition), frames: [...slate.video.frames] },
          audio: slate.audio,
        }),
    });
  }

  #noticeSecond(recovered: boolean, detail: string): void {
    const notice = { kind: 'notice', rendition: 1, code: 'encoder-failed' } as const;
    this.#options.port.send({ ...notice, recovered, detail: detail.slice(0, 300) });
  }

  async #stop(): Promise<void> {
    const air = this.#onAir;
    const second = this.#second;
    if (air !== null) {
      this.#options.sound.finish();
      const counted = this.#stats();
      this.#onAir = null;
      this.#second = null;
      this.#slate.forget();
      await Promise.all([air.video.flush(), air.audio.flush(), air.tracks.flush(), second?.flush()]);
      // The last word of this session: what the program clock had made, and every packet of the flush.
      this.#options.port.send({ ...counted, ...encoderCounts(air) });
      air.video.close();
      air.audio.close();
      air.tracks.close();
      this.#options.sound.setTracks(0);
      second?.close();
    }
    this.#options.port.send({ kind: 'stopped' });
  }

  #abandon(): void {
    this.#second?.close();
    this.#second = null;
    for (const air of [this.#onAir, this.#opening]) {
      air?.video.close();
      air?.audio.close();
      air?.tracks.close();
    }
    this.#onAir = null;
    this.#opening = null;
    this.#slate.forget();
  }

  #notice(
    code: 'encoder-stalled' | 'encoder-failed' | 'encoder-unavailable' | 'audio-encoder-failed',
    recovered: boolean,
    detail: string,
  ): void {
    this.#options.port.send({ kind: 'notice', code, recovered, detail: detail.slice(0, 300) });
  }

  #report(): void {
    this.#options.port.send(this.#stats());
  }

  #stats(): StatsMessage {
    const { picture, sound, port } = this.#options;
    const captureFps = Math.max(0, picture.captured - this.#capturedBefore);
    this.#capturedBefore = picture.captured;
    return {
      kind: 'stats',
      ...encoderCounts(this.#onAir),
      captured: picture.captured,
      mixed: picture.mixed,
      droppedLate: picture.droppedLate,
      droppedPort: port.droppedVideo,
      sourceAgeMillis: picture.sourceAgeMillis,
      mixMillis: picture.takeDelay(),
      captureFps,
      audioFixMillis: sound.fixedMillis,
    };
  }
}
