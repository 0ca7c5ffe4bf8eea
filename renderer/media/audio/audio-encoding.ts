/** One session's sound: warms an AAC encoder up, puts its packets on program time, and replaces it when it fails. */
import type { Micros } from '../../../shared/clock.ts';
import { samplesToMicros } from '../../../shared/live/audio-aligner.ts';
import { withTimeout } from '../encode/encoder-ladder.ts';
import { aacFrames, type AacEncoder, type AacEncoderOptions, type Stereo } from './aac-encoder.ts';
import { openMediabunnyAac } from './mediabunny-aac.ts';
import { openNativeAac } from './native-aac.ts';

/** Silent blocks before position 0: they start the encoder and prove that it works. */
const warmUpBlocks = 4;
const openMillis = 8_000;
const flushMillis = 1_500;

/** Replacements in one session before the sound is given up. */
const maxFailures = 3;

/** Blocks that may wait in the encoder (3 s); beyond, it is taken for stalled. */
const maxWaitingBlocks = 140;

export type AudioPacket = {
  /** µs from the session's start of program time. */
  readonly at: Micros;
  readonly data: ArrayBuffer;
};

export type AudioEncodingOptions = {
  readonly kbps: number;
  readonly onPacket: (packet: AudioPacket) => void;
  readonly onStream: (stream: { readonly description: ArrayBuffer; readonly encoder: string }) => void;
  readonly onNotice: (notice: { readonly recovered: boolean; readonly detail: string }) => void;
};

/** One life of an encoder: packet n of it decodes to samples from `base + n * 1024 - priming`. */
type Run = {
  readonly encoder: AacEncoder;
  /** Position of its first block, warm-up included; null until the first block after the warm-up. */
  base: number | null;
  packets: number;
  blocks: number;
};

/** Encodes blocks in order of position until `close`. */
export class AudioEncoding {
  readonly #options: AudioEncodingOptions;
  #run: Run | null = null;
  #description: ArrayBuffer | null = null;
  #failures = 0;
  #isOpening = false;
  #isClosed = false;
  /** Packets of sound since the start. */
  packets = 0;

  constructor(options: AudioEncodingOptions) {
    this.#options = options;
  }

  /** Opens and warms up; false when no AAC encoder works here (the notice is out). */
  async open(): Promise<boolean> {
    try {
      await this.#start();
      return true;
    } catch (error) {
      this.#options.onNotice({ recovered: false, detail: String(error).slice(0, 200) });
      return false;
    }
  }

  /** Encodes the block whose first sample is `position`; blocks are lost only while the encoder is being replaced. */
  encode(position: number, block: Stereo): void {
    const run = this.#run;
    if (run === null) {
      this.#reopen();
      return;
    }
    if (run.blocks - run.packets > maxWaitingBlocks) {
      this.#fail(run, 'no output for 3 s');
      return;
    }
    run.base ??= position - warmUpBlocks * aacFrames;
    if (position !== run.base + run.blocks * aacFrames) {
      // The clock jumped; this encoder only counts, so another one begins at the new place.
      run.encoder.close();
      this.#run = null;
      return;
    }
    run.blocks += 1;
    run.encoder.encode(block);
  }

  /** Waits for the last packets, for a bounded time. */
  async flush(): Promise<void> {
    const run = this.#run;
    if (run === null) return;
    try {
      await withTimeout(run.encoder.flush(), flushMillis);
    } catch {
      // What is not out by now stays inside; the session ends either way.
      this.close();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#run?.encoder.close();
    this.#run = null;
  }

  /** Resolves once the new encoder gave its first packet. */
  async #start(): Promise<void> {
    const proof = Promise.withResolvers<void>();
    const started: { run: Run | null } = { run: null };
    const encoder = await openAacEncoder({
      kbps: this.#options.kbps,
      onDescription: (description) => this.#describe(description, started.run?.encoder.name ?? 'AAC-LC'),
      onPacket: (data) => {
        proof.resolve();
        if (started.run !== null) this.#packet(started.run, data);
      },
      onError: (detail) => {
        proof.reject(new Error(detail));
        if (started.run !== null) this.#fail(started.run, detail);
      },
    });
    const run = { encoder, base: null, packets: 0, blocks: warmUpBlocks };
    started.run = run;
    const silence = new Float32Array(aacFrames);
    for (let block = 0; block < warmUpBlocks; block += 1) encoder.encode([silence, silence]);
    try {
      await withTimeout(proof.promise, openMillis);
    } catch (error) {
      encoder.close();
      throw error;
    }
    if (this.#isClosed) encoder.close();
    else this.#run = run;
  }

  #packet(run: Run, data: ArrayBuffer): void {
    const index = run.packets;
    run.packets += 1;
    if (run.base === null) return;
    const position = run.base + index * aacFrames - run.encoder.primingSamples;
    if (position < run.base + warmUpBlocks * aacFrames) return;
    this.packets += 1;
    this.#options.onPacket({ at: samplesToMicros(position), data });
  }

  #describe(description: ArrayBuffer, encoder: string): void {
    if (this.#description !== null) return;
    this.#description = description;
    this.#options.onStream({ description, encoder });
  }

  #fail(run: Run, detail: string): void {
    if (this.#run !== run) return;
    this.#run = null;
    run.encoder.close();
    this.#failures += 1;
    this.#options.onNotice({ recovered: true, detail: detail.slice(0, 200) });
  }

  /** Starts a replacement, one at a time and not for ever. */
  #reopen(): void {
    if (this.#isOpening || this.#isClosed || this.#failures > maxFailures) return;
    this.#isOpening = true;
    this.#start()
      .catch((error: unknown) => {
        this.#failures += 1;
        const recovered = this.#failures <= maxFailures;
        this.#options.onNotice({ recovered, detail: String(error).slice(0, 200) });
      })
      .finally(() => {
        this.#isOpening = false;
      });
  }
}

/** The platform's encoder where it works, else the one in WebAssembly. */
async function openAacEncoder(options: AacEncoderOptions): Promise<AacEncoder> {
  return (await openNativeAac(options)) ?? openMediabunnyAac(options);
}
