/** One session's video encoder: key frames, back-pressure, live bitrate, and rebuilding itself when it fails. */
import type { Micros } from '../../../shared/clock.ts';
import type { Codecs, VideoFormat } from '../../../shared/contract/settings.ts';
import {
  judgeCandidate,
  judgeFault,
  judgeStall,
  startWatchdog,
  watchOutput,
  watchSubmitted,
  type EncoderFault,
  type Judged,
} from '../../../shared/live/pipeline/encoder-watchdog.ts';
import {
  beginSlot,
  firstKeyFrames,
  frameSubmitted,
  requestKeyFrame,
  slotsPerGop,
  type Slot,
} from '../../../shared/live/pipeline/key-frames.ts';
import { encoderCandidates, proveEncoder, withTimeout, type EncoderCandidate } from './encoder-ladder.ts';

/** Frames that may wait inside the encoder unless told otherwise. */
const maxQueue = 3;
const flushMillis = 1_500;
const maxPending = 64;

export type VideoPacket = {
  readonly pts: Micros;
  readonly isKeyFrame: boolean;
  /** Worker µs; null when unknown. */
  readonly captured: Micros | null;
  readonly data: ArrayBuffer;
};

/** The stream as it is encoded now. */
export type VideoStream = {
  readonly codec: string;
  /** avcC or av1C. */
  readonly description: ArrayBuffer;
  readonly format: VideoFormat;
  readonly encoder: string;
  readonly hardware: boolean;
};

export type EncoderNotice = {
  readonly code: EncoderFault | 'encoder-unavailable';
  readonly recovered: boolean;
  readonly detail: string;
};

export type VideoEncodingOptions = {
  readonly format: VideoFormat;
  readonly codec: Codecs['video'];
  readonly gopSeconds: number;
  /** Frames that may wait inside it; beyond, the slot is skipped. 3 when absent. */
  readonly mostQueued?: number;
  /** False while something else needs the computer more: the slot is skipped. */
  readonly mayTake?: () => boolean;
  readonly now: () => Micros;
  readonly onPacket: (packet: VideoPacket) => void;
  readonly onStream: (stream: VideoStream) => void;
  readonly onNotice: (notice: EncoderNotice) => void;
};

/** A frame ready for the encoder; the caller keeps and closes it. */
export type SlotFrame = Slot & { readonly frame: VideoFrame; readonly captured: Micros | null };

type Pending = { readonly captured: Micros | null; readonly submitted: Micros };

/** Encodes frames in slot order until `close`. */
export class VideoEncoding {
  readonly #options: VideoEncodingOptions;
  readonly #gopSlots: number;
  readonly #pending = new Map<Micros, Pending>();
  readonly #candidates: readonly EncoderCandidate[];
  #format: VideoFormat;
  #encoder: VideoEncoder | null = null;
  #watchdog = startWatchdog(0, 0);
  #keyFrames = firstKeyFrames;
  #description: Uint8Array | null = null;
  #delays: number[] = [];
  #isClosed = false;
  #divisor: 1 | 2 = 1;
  /** Failure rehearsal: the next frame finds a broken encoder. */
  #isBroken = false;
  submitted = 0;
  encoded = 0;
  dropped = 0;

  constructor(options: VideoEncodingOptions) {
    this.#options = options;
    this.#format = options.format;
    this.#candidates = encoderCandidates(options.format, options.codec);
    this.#gopSlots = slotsPerGop(options.gopSeconds, options.format.fps);
  }

  /** Climbs the ladder to the first encoder that works; false when none does (the notice is out). */
  async open(): Promise<boolean> {
    this.#watchdog = startWatchdog(this.#candidates.length, 0);
    await this.#buildFrom(0, 'encoder-failed');
    return this.#encoder !== null;
  }

  /** Frames inside the encoder. */
  get queue(): number {
    return this.#encoder?.encodeQueueSize ?? 0;
  }

  /** Median ms from submit to packet since the last call. */
  takeDelay(): number {
    const delays = this.#delays.toSorted((a, b) => a - b);
    this.#delays = [];
    return delays[Math.floor(delays.length / 2)] ?? 0;
  }

  requestKeyFrame(): void {
    this.#keyFrames = requestKeyFrame(this.#keyFrames);
  }

  /** Encodes the frame of a slot unless the encoder is behind or being rebuilt; true when it becomes a key frame. */
  submit({ frame, slot, skipped, captured }: SlotFrame): boolean {
    this.#keyFrames = beginSlot(this.#keyFrames, { slot, skipped }, this.#gopSlots);
    const encoder = this.#encoder;
    if (encoder === null || encoder.state !== 'configured' || !this.#hasRoom(encoder)) {
      this.dropped += 1;
      return false;
    }
    const now = this.#options.now();
    const isKey = this.#keyFrames.isOwed;
    try {
      this.#failOnPurpose();
      encoder.encode(frame, { keyFrame: isKey });
    } catch (error) {
      this.dropped += 1;
      this.#fail(String(error));
      return false;
    }
    this.#keyFrames = frameSubmitted(this.#keyFrames, slot);
    this.#watchdog = watchSubmitted(this.#watchdog, now);
    if (this.#pending.size >= maxPending) this.#pending.clear();
    this.#pending.set(frame.timestamp, { captured, submitted: now });
    this.submitted += 1;
    return isKey;
  }

  /** Looks for a stall; call a few times a second. */
  check(): void {
    if (this.#encoder !== null) this.#act(judgeStall(this.#watchdog, this.#options.now()));
  }

  /** Changes the bitrate in kb/s without a key frame. */
  setBitrate(kbps: number): void {
    this.#format = { ...this.#format, kbps };
    this.#configure();
  }

  /** 2 while only every second slot comes. */
  get divisor(): 1 | 2 {
    return this.#divisor;
  }

  /** Tells the encoder that only every second slot comes (2), or each (1); without a key frame. */
  setDivisor(divisor: 1 | 2): void {
    this.#divisor = divisor;
    this.#configure();
  }

  /** Failure rehearsal: the encoder throws at the next frame. */
  breakOnce(): void {
    this.#isBroken = true;
  }

  /** The encoder in use, once its stream has been announced. */
  get candidate(): EncoderCandidate | null {
    if (this.#encoder === null || this.#description === null) return null;
    return this.#candidates[this.#watchdog.candidate] ?? null;
  }

  /** Waits for the last packets, for a bounded time. */
  async flush(): Promise<void> {
    if (this.#encoder?.state !== 'configured') return;
    try {
      await withTimeout(this.#encoder.flush(), flushMillis);
    } catch {
      // A failing encoder has nothing more to give; the session ends either way.
      this.#drop();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  /** Builds `candidate`, or the next that works. Candidates are tried one after the other on purpose. */
  async #buildFrom(index: number, fault: EncoderFault): Promise<void> {
    const asked = this.#candidates[index];
    const isProved = asked !== undefined && (await isProvedOnce(asked));
    if (this.#isClosed) return;
    if (asked !== undefined && isProved) this.#build(asked);
    else await this.#skipCandidate(fault);
  }

  async #skipCandidate(fault: EncoderFault): Promise<void> {
    const judged = judgeCandidate(this.#watchdog, fault);
    this.#watchdog = judged.watchdog;
    if (judged.verdict.kind === 'rebuild') await this.#buildFrom(judged.verdict.candidate, fault);
    else this.#giveUp();
  }

  #build(candidate: EncoderCandidate): void {
    this.#drop();
    const encoder = new VideoEncoder({
      output: (chunk, metadata) => {
        if (encoder === this.#encoder) this.#output(candidate, chunk, metadata);
      },
      error: (error) => {
        if (encoder === this.#encoder) this.#fail(error.message);
      },
    });
    this.#encoder = encoder;
    encoder.configure(this.#configOf(candidate));
    this.requestKeyFrame();
  }

  #hasRoom({ encodeQueueSize }: VideoEncoder): boolean {
    const { mayTake, mostQueued = maxQueue } = this.#options;
    return encodeQueueSize <= mostQueued && (mayTake?.() ?? true);
  }

  #configure(): void {
    const candidate = this.#candidates[this.#watchdog.candidate];
    if (candidate !== undefined && this.#encoder?.state === 'configured') {
      this.#encoder.configure(this.#configOf(candidate));
    }
  }

  /** The candidate's configuration with the bitrate and rate of now: encoders budget bits by frame. */
  #configOf({ config }: EncoderCandidate): VideoEncoderConfig {
    const { fps, kbps } = this.#format;
    return { ...config, bitrate: kbps * 1000, framerate: fps / this.#divisor };
  }

  #failOnPurpose(): void {
    if (!this.#isBroken) return;
    this.#isBroken = false;
    throw new Error('broken on purpose, in a rehearsal');
  }

  #fail(detail: string): void {
    this.#act(judgeFault(this.#watchdog, 'encoder-failed', this.#options.now()), detail);
  }

  #act({ watchdog, verdict }: Judged, detail = ''): void {
    this.#watchdog = watchdog;
    if (verdict.kind === 'fine') return;
    this.#drop();
    if (verdict.kind === 'give-up') {
      this.#giveUp();
      return;
    }
    const name = this.#candidates[verdict.candidate]?.name ?? '';
    this.#options.onNotice({ code: verdict.fault, recovered: true, detail: `rebuilding ${name}. ${detail}`.trim() });
    this.#buildFrom(verdict.candidate, verdict.fault).catch((error: unknown) => this.#fail(String(error)));
  }

  #giveUp(): void {
    this.#drop();
    const tried = this.#candidates.map((candidate) => candidate.config.codec).join(', ');
    this.#options.onNotice({ code: 'encoder-unavailable', recovered: false, detail: `tried ${tried}` });
  }

  #drop(): void {
    const encoder = this.#encoder;
    this.#encoder = null;
    this.#pending.clear();
    if (encoder !== null && encoder.state !== 'closed') encoder.close();
  }

  #output(
    candidate: EncoderCandidate,
    chunk: EncodedVideoChunk,
    metadata: EncodedVideoChunkMetadata | undefined,
  ): void {
    const now = this.#options.now();
    const pending = this.#pending.get(chunk.timestamp);
    this.#pending.delete(chunk.timestamp);
    this.#watchdog = watchOutput(this.#watchdog, this.#pending.size, now);
    if (pending !== undefined && this.#delays.length < maxPending * 4) {
      this.#delays.push((now - pending.submitted) / 1000);
    }
    const unit = candidate.read(chunk, metadata);
    if (unit.description !== null) this.#learn(candidate, unit.description);
    if (this.#description === null) return;
    this.encoded += 1;
    const { data } = unit;
    this.#options.onPacket({
      pts: chunk.timestamp,
      isKeyFrame: chunk.type === 'key',
      captured: pending?.captured ?? null,
      data,
    });
  }

  /** Announces a configuration only when its bytes are new. */
  #learn(candidate: EncoderCandidate, description: Uint8Array): void {
    if (this.#description !== null && isSame(this.#description, description)) return;
    this.#description = description;
    this.#options.onStream({
      codec: candidate.config.codec,
      description: new Uint8Array(description).buffer,
      format: this.#format,
      encoder: candidate.name,
      hardware: candidate.hardware,
    });
  }
}

/** Proves the ladder down to the first encoder that works, ahead of need: going live then starts at once. */
export async function warmLadder(format: VideoFormat): Promise<void> {
  await warmFrom(encoderCandidates(format, 'avc'), 0);
}

async function warmFrom(candidates: readonly EncoderCandidate[], index: number): Promise<void> {
  const candidate = candidates[index];
  if (candidate !== undefined && !(await isProvedOnce(candidate))) await warmFrom(candidates, index + 1);
}

/** Proofs of this Worker's life by codec, size, rate and acceleration; the bitrate does not matter. */
const proofs = new Map<string, Promise<boolean>>();
const maxProofs = 64;

function isProvedOnce(candidate: EncoderCandidate): Promise<boolean> {
  const { codec, width, height, framerate, hardwareAcceleration } = candidate.config;
  const key = [codec, width, height, framerate, hardwareAcceleration].join(' ');
  if (proofs.size > maxProofs) proofs.clear();
  const proof = proofs.get(key) ?? proveEncoder(candidate);
  proofs.set(key, proof);
  return proof;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
