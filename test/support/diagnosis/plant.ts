/** A broadcast in numbers for the diagnosis: camera, mixer, encoder, links and servers that can be broken one by one. */
import type { ErrorCode } from '../../../shared/errors.ts';
import { studioError } from '../../../shared/errors.ts';
import type { CopySample, DiagnosisSample, OutputSample } from '../../../shared/live/diagnosis/sample.ts';

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

/** One destination's link and server. */
export type LinkKnobs = {
  kbps: number;
  acks: boolean;
  answersPings: boolean;
  /** Set to cut the connection now, with this reason. */
  cut: ErrorCode | null;
  /** While down, every attempt ends like this; null: the next attempt succeeds. */
  attempts: ErrorCode | null;
};

const step = 25;
const fps = 30;
const targetKbps = 6000;
const ackStep = 65_536;
const kernelBytes = 160_000;

type Packet = { readonly at: number; bytes: number };

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

/** A connection with our send window in small: what is not told stops us for 2 s, then it goes on by pace. */
class Link {
  readonly knobs: LinkKnobs = { kbps: 20_000, acks: true, answersPings: true, cut: null, attempts: null };
  readonly id: string;
  #queue: Packet[] = [];
  #written = 0;
  #arrived = 0;
  #acknowledged = 0;
  #pinged = 0;
  #owedSince: number | null = null;
  #state: OutputSample['state'] = 'live';
  #reason: ErrorCode | null = null;
  #downAt = 0;
  #sent = 0;
  #sentKbps = 0;

  constructor(id: string) {
    this.id = id;
  }

  get deliveredKbps(): number {
    return this.knobs.kbps;
  }

  get queueAge(): (now: number) => number {
    return (now) => (this.#queue[0] === undefined ? 0 : now - this.#queue[0].at);
  }

  push(bytes: number, now: number): void {
    if (this.#state !== 'live') return;
    this.#queue.push({ at: now, bytes });
    if (this.queueAge(now) > 900) this.#queue = this.#queue.slice(-2);
  }

  run(now: number, encodedKbps: number): void {
    if (this.knobs.cut !== null && this.#state === 'live') this.#drop(this.knobs.cut, now);
    this.knobs.cut = null;
    if (this.#state === 'reconnecting') this.#attempt(now);
    if (this.#state !== 'live') return;
    this.#write(now, encodedKbps);
    this.#arrived += Math.min(this.#written - this.#arrived, (this.knobs.kbps / 8) * step);
    if (this.knobs.acks && this.#arrived - this.#acknowledged >= ackStep) this.#acknowledged = this.#arrived;
    if (this.knobs.answersPings) this.#pinged = this.#arrived;
    const isOwed = this.#written - this.#told() > ackStep;
    this.#owedSince = isOwed && this.#arrived === this.#told() ? null : isOwed ? (this.#owedSince ?? now) : null;
    if (this.#waiting() > 0 && this.knobs.kbps === 0 && now - (this.#owedSince ?? now) > 6000) this.#drop('send-stalled', now);
  }

  second(): void {
    this.#sentKbps = (this.#sent * 8) / 1000;
    this.#sent = 0;
  }

  sample(now: number): OutputSample {
    const isLive = this.#state === 'live';
    return {
      id: this.id,
      name: this.id,
      state: this.#state,
      reason: this.#reason === null ? null : studioError(this.#reason),
      written: this.#written,
      waiting: this.#waiting(),
      acknowledged: this.#acknowledged === 0 ? null : this.#acknowledged,
      delivered: this.#told() === 0 ? null : this.#told(),
      queueAgeMillis: this.queueAge(now),
      sentKbps: this.#sentKbps,
      rttMillis: isLive ? 24 : null,
      confirmedBy: isLive ? 'acknowledged' : null,
    };
  }

  #told(): number {
    return Math.max(this.#acknowledged, this.#pinged);
  }

  #waiting(): number {
    return Math.max(0, this.#written - this.#arrived - kernelBytes);
  }

  #write(now: number, encodedKbps: number): void {
    const isBlind = this.#owedSince !== null && now - this.#owedSince > 2000;
    const room = (encodedKbps / 8) * 110 + ackStep - (this.#written - this.#told());
    let budget = isBlind ? (1.25 * encodedKbps * step) / 8 : Math.max(0, room);
    if (this.#waiting() > 128 * 1024) budget = 0;
    for (let packet = this.#queue[0]; packet !== undefined && budget > 0; packet = this.#queue[0]) {
      const part = Math.min(budget, packet.bytes);
      budget -= part;
      packet.bytes -= part;
      this.#written += part;
      this.#sent += part;
      if (packet.bytes <= 0) this.#queue.shift();
    }
  }

  #drop(reason: ErrorCode, now: number): void {
    this.#state = 'reconnecting';
    this.#reason = reason;
    this.#downAt = now;
    this.#queue = [];
  }

  #attempt(now: number): void {
    if (now - this.#downAt < 800) return;
    this.#downAt = now;
    if (this.knobs.attempts !== null || this.knobs.kbps === 0) {
      this.#reason = this.knobs.attempts ?? 'connect-timeout';
      return;
    }
    this.#state = 'live';
    this.#reason = null;
    this.#written = 0;
    this.#arrived = 0;
    this.#acknowledged = 0;
    this.#pinged = 0;
    this.#owedSince = null;
  }
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
    this.links = Array.from({ length: options.outputs }, (_, index) => new Link(['Twitch', 'YouTube', 'Kick'][index] ?? `Server ${index}`));
    this.#copy = options.hasCopy
      ? { fps: 0, soundFps: 47, skewMillis: 3, latencyMillis: 40, silentMillis: 0, stillMillis: null, blackMillis: null, problems: [] }
      : null;
  }

  /** Runs on for `millis`. */
  run(millis: number): void {
    for (const end = this.now + millis; this.now < end; ) {
      this.now += step;
      this.#computer();
      for (const link of this.links) link.run(this.now, this.#kbps);
      this.#control();
      if (this.now % 1000 === 0) this.#second();
    }
  }

  sample(): DiagnosisSample {
    return {
      fps,
      isEncoding: true,
      isPageAlive: this.knobs.isPageAlive,
      isRecording: true,
      source: { name: 'Cam Link 4K', trouble: this.knobs.trouble, fps, isMicOpen: this.knobs.isMicOpen },
      worker: this.#worker,
      encoder: { bytes: this.#encodedBytes, videoKbps: this.#videoKbps, pictureAt: this.#pictureAt, soundAt: this.#soundAt },
      rate: { kbps: this.#kbps, targetKbps },
      outputs: this.links.map((link) => link.sample(this.now)),
      copy: this.#copy,
    };
  }

  #computer(): void {
    const { knobs } = this;
    this.#frozenAt = knobs.isFrozen ? (this.#frozenAt ?? this.now) : null;
    if (!knobs.isPageAlive) return;
    const due = (fps * step) / 1000;
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

  #second(): void {
    const noise = (spread: number) => (this.#random() - 0.5) * 2 * spread;
    const { knobs } = this;
    for (const link of this.links) link.second();
    this.#videoKbps = (this.#secondBytes * 8) / 1000;
    this.#secondBytes = 0;
    if (this.#copy !== null) {
      const isWhole = this.#owed.pictures >= 29 && this.#owed.pictures <= 31;
      this.#copy = {
        ...this.#copy,
        fps: isWhole ? fps + noise(1) : this.#owed.pictures,
        soundFps: knobs.hasCopySound && knobs.encodesSound ? 47 + noise(2) : 0,
        skewMillis: 3 + noise(20),
        silentMillis: knobs.copySilentMillis,
      };
    }
    this.#owed.pictures = 0;
    if (!knobs.isPageAlive) return;
    const isStill = knobs.isFrozen || knobs.trouble !== '';
    this.#worker = {
      at: this.now,
      ...this.#counts,
      encodeQueue: knobs.encodes && knobs.encodeLoss === 0 ? 1 : 3,
      sourceAgeMillis: this.#frozenAt === null ? 20 + noise(15) : this.now - this.#frozenAt,
      captureFps: isStill ? 0 : Math.max(0, knobs.captureFps + noise(0.8)),
      mixMillis: 2 + noise(0.5),
    };
  }
}
