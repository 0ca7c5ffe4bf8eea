/** An encoder that obeys: pictures of about the right size, key frames in time or on demand, and sound. */
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';

const gopFrames = 60;

export type EncoderOptions = {
  readonly audioKbps: number;
  /** Makes frame sizes differ from each other: a number in [0, 1) for each frame. */
  readonly random?: (() => number) | undefined;
  /** Bytes of a key frame in frames of the average size. */
  readonly keyFrameWeight?: number | undefined;
};

/** Thirty frames a second, or fifteen. */
export class SimulatedEncoder {
  readonly #options: EncoderOptions;
  #slot = 0;
  #sound = 0;
  #sinceKey = gopFrames;
  kbps: number;
  fpsDivisor: 1 | 2 = 1;

  constructor(kbps: number, options: EncoderOptions) {
    this.kbps = kbps;
    this.#options = options;
  }

  /** What is given now, sound included, kb/s. */
  get totalKbps(): number {
    return this.kbps + this.#options.audioKbps;
  }

  askKeyFrame(): void {
    this.#sinceKey = gopFrames;
  }

  /** Everything that is due at `now` and was not given yet. */
  due(now: number): readonly EncodedPacket[] {
    const { audioKbps, random = () => 0.5, keyFrameWeight = 5 } = this.#options;
    const packets: EncodedPacket[] = [];
    for (; (this.#slot * 1000) / 30 <= now; this.#slot += 1) {
      if (this.#slot % this.fpsDivisor !== 0) continue;
      const isKeyFrame = this.#sinceKey >= gopFrames;
      this.#sinceKey = isKeyFrame ? this.fpsDivisor : this.#sinceKey + this.fpsDivisor;
      const average = (this.kbps * 1000 * this.fpsDivisor) / 8 / 30;
      const delta = (average * gopFrames) / (gopFrames - 1 + keyFrameWeight);
      packets.push(
        packet(
          'video',
          (this.#slot * 1e6) / 30,
          isKeyFrame,
          (isKeyFrame ? keyFrameWeight : 0.7 + 0.6 * random()) * delta,
        ),
      );
    }
    for (; (this.#sound * 64) / 3 <= now; this.#sound += 1) {
      packets.push(packet('audio', (this.#sound * 64_000) / 3, true, (audioKbps * 64) / 24));
    }
    return packets;
  }
}

function packet(track: 'video' | 'audio', pts: number, isKeyFrame: boolean, size: number): EncodedPacket {
  return { track, pts, dts: pts, isKeyFrame, bytes: new Uint8Array(Math.ceil(size)) };
}

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
