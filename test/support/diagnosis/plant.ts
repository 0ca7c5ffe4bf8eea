/** A broadcast in numbers for the diagnosis: camera, mixer, encoder, links and servers that can be broken one by one. */
import type { CopySample, DiagnosisSample } from '../../../shared/live/diagnosis/sample.ts';
import { Link, step } from './link.ts';

/** What can be turned while it runs. */
export type Knobs = {
  captureFps: number;
  isFrozen: boolean;
  trouble: string;
  /** Shares of the slots that mixer and encoder lose, 0…1. */
  mixLoss: number;
  encodeLoss: number;
  encodes: boolean;
  encodesSound: boolean;
  isPageAlive: boolean;
  hasCopySound: boolean;
  isMicOpen: boolean;
  copySilentMillis: number;
};

const fps = 30;
const targetKbps = 6000;

/** mulberry32: a small generator with a seed, uniform in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs in steps of 25 ms; `sample` is what the session would hand to the diagnosis. */
export class Plant {
  readonly knobs: Knobs = {
    captureFps: fps,
    isFrozen: false,
    trouble: '',
    mixLoss: 0,
    encodeLoss: 0,
    encodes: true,
    encodesSound: true,
    isPageAlive: true,
    hasCopySound: true,
    isMicOpen: true,
    copySilentMillis: 0,
  };
  readonly links: readonly Link[];
  readonly #random: () => number;
  now = 1_000_000;
  #kbps = targetKbps;
  #pressedSince: number | null = null;
  #encodedBytes = 0;
  #secondBytes = 0;
  #videoKbps = 0;
  #pictureAt: number | null = null;
  #soundAt: number | null = null;
  #frozenAt: number | null = null;
  #owed = { mixed: 0, late: 0, encode: 0, pictures: 0 };
  #counts = { mixed: 0, droppedLate: 0, droppedEncode: 0, droppedPort: 0 };
  #worker: DiagnosisSample['worker'] = null;
  #copy: CopySample | null;
  #pictures = 0;

  constructor(seed: number, options: { readonly outputs: number; readonly hasCopy: boolean }) {
    this.#random = randomFrom(seed);
    this.links = Array.from(
      { length: options.outputs },
      (_, index) => new Link(['Twitch', 'YouTube', 'Kick'][index] ?? `Server ${index}`),
    );
    this.#copy = options.hasCopy
      ? {
          fps: 0,
          soundFps: 47,
          skewMillis: 3,
          latencyMillis: 40,
          silentMillis: 0,
          stillMillis: null,
          blackMillis: null,
          problems: [],
        }
      : null;
  }

  /** Runs on for `millis`. */
  run(millis: number): void {
    for (const end = this.now + millis; this.now < end;) {
      this.now += step;
      this.#computer();
      for (const link of this.links) link.run(this.now, this.#kbps);
      this.#control();
      if (this.now % 1000 === 0) this.#second();
    }
  }

  /** The next page counts what was missed until it came, with its first word. */
  newPage(missedFrames: number): void {
    this.knobs.isPageAlive = true;
    this.#counts.droppedLate += missedFrames;
  }

  sample(): DiagnosisSample {
    return {
      fps,
      isEncoding: true,
      isPageAlive: this.knobs.isPageAlive,
      isRecording: true,
      source: { name: 'Cam Link 4K', trouble: this.knobs.trouble, fps, isMicOpen: this.knobs.isMicOpen },
      worker: this.#worker,
      encoder: {
        bytes: this.#encodedBytes,
        videoKbps: this.#videoKbps,
        failedAt: null,
        pictureAt: this.#pictureAt,
        soundAt: this.#soundAt,
      },
      rate: { kbps: this.#kbps, targetKbps },
      outputs: this.links.map((link) => link.sample(this.now)),
      copy: this.#copy,
      isCopyControl: true,
    };
  }

  #computer(): void {
    const { knobs } = this;
    this.#frozenAt = knobs.isFrozen ? (this.#frozenAt ?? this.now) : null;
    const due = (fps * step) / 1000;
    // The slate.
    if (!knobs.isPageAlive) this.#owed.pictures += due;
    if (!knobs.isPageAlive) return;
    this.#owed.late += due * knobs.mixLoss;
    this.#owed.mixed += due * (1 - knobs.mixLoss);
    while (this.#owed.late >= 1) {
      this.#owed.late -= 1;
      this.#counts.droppedLate += 1;
    }
    for (; this.#owed.mixed >= 1; this.#owed.mixed -= 1) this.#frame();
    if (knobs.encodesSound) {
      this.#soundAt = this.now;
      this.#encodedBytes += (160 / 8) * step;
    }
  }

  #frame(): void {
    this.#counts.mixed += 1;
    this.#owed.encode += this.knobs.encodeLoss;
    if (!this.knobs.encodes || this.#owed.encode >= 1) {
      this.#owed.encode = Math.max(0, this.#owed.encode - 1);
      this.#counts.droppedEncode += 1;
      return;
    }
    this.#owed.pictures += 1;
    this.#pictures += 1;
    const isKeyFrame = this.#pictures % 60 === 1;
    const bytes = ((this.#kbps * 1000) / 8 / fps) * (isKeyFrame ? 5 : 0.93) * (0.8 + 0.4 * this.#random());
    this.#pictureAt = this.now;
    this.#encodedBytes += bytes;
    this.#secondBytes += bytes;
    for (const link of this.links) link.push(bytes, this.now);
  }

  /** A controller in small: below what the slowest link carries once its queue has been late for 0.6 s. */
  #control(): void {
    const isPressed = this.links.some((link) => link.queueAge(this.now) > 200);
    this.#pressedSince = isPressed ? (this.#pressedSince ?? this.now) : null;
    const slowest = Math.min(...this.links.map(({ deliveredKbps }) => deliveredKbps));
    if (this.#pressedSince !== null && this.now - this.#pressedSince > 600) {
      this.#kbps = Math.max(300, Math.min(this.#kbps, slowest * 0.85));
    } else if (!isPressed && slowest * 0.85 > this.#kbps) this.#kbps = Math.min(targetKbps, this.#kbps * 1.002);
  }

  #noise(spread: number): number {
    return (this.#random() - 0.5) * 2 * spread;
  }

  #second(): void {
    const { knobs } = this;
    for (const link of this.links) link.second();
    this.#videoKbps = (this.#secondBytes * 8) / 1000;
    this.#secondBytes = 0;
    this.#copySecond();
    this.#owed.pictures = 0;
    if (!knobs.isPageAlive) return;
    const isStill = knobs.isFrozen || knobs.trouble !== '';
    this.#worker = {
      at: this.now,
      ...this.#counts,
      // A mixer that is the slower of the two leaves the encoder nothing to queue.
      encodeQueue: knobs.encodes && knobs.encodeLoss <= knobs.mixLoss ? 1 : 3,
      sourceAgeMillis: this.#frozenAt === null ? 20 + this.#noise(15) : this.now - this.#frozenAt,
      captureFps: isStill ? 0 : Math.max(0, knobs.captureFps + this.#noise(0.8)),
      mixMillis: 2 + this.#noise(0.5),
    };
  }

  #copySecond(): void {
    const { knobs } = this;
    if (this.#copy === null) return;
    const isWhole = this.#owed.pictures >= 29 && this.#owed.pictures <= 31;
    this.#copy = {
      ...this.#copy,
      fps: isWhole ? fps + this.#noise(1) : this.#owed.pictures,
      soundFps: knobs.hasCopySound && knobs.encodesSound ? 47 + this.#noise(2) : 0,
      skewMillis: 3 + this.#noise(20),
      silentMillis: knobs.copySilentMillis,
    };
  }
}
