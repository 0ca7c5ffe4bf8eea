/** One session's sound: warms an encoder up, puts its packets on program time, and replaces it when it fails. */
import type { Micros } from '../../../shared/clock.ts';
import type { Codecs } from '../../../shared/contract/settings.ts';
import { samplesToMicros } from '../../../shared/live/pipeline/audio-aligner.ts';
import { withTimeout } from '../encode/encoder-ladder.ts';
import { blockFrames, type SoundEncoder, type SoundEncoderOptions, type Stereo } from './encoders/sound-encoder.ts';
import { hasNativeAac, openNativeAac } from './encoders/native-aac.ts';
import { openOpus } from './encoders/opus.ts';

/** Silent blocks before position 0: they start the encoder and prove that it works. */
const warmUpBlocks = 4;

/** The access unit of the warm-up that is kept as silence: it has nothing but silence before and after it. */
const silentUnit = 2;

const openMillis = 8_000;
const flushMillis = 1_500;

/** Replacements in one session before the sound is given up. */
const maxFailures = 3;

/** Frames that may wait in the encoder (3 s); beyond, it is taken for stalled. */
const maxWaitingFrames = 144_000;

export type AudioPacket = {
  /** µs from the session's start of program time. */
  readonly at: Micros;
  readonly data: ArrayBuffer;
};

/** One silent access unit and the samples that it decodes to. */
export type Silence = { readonly data: ArrayBuffer; readonly samples: number };

/** The sound as it is encoded now. */
export type AudioStream = {
  readonly codec: string;
  readonly description: ArrayBuffer;
  readonly encoder: string;
};

export type AudioEncodingOptions = {
  readonly codec: Codecs['audio'];
  readonly kbps: number;
  readonly onPacket: (packet: AudioPacket) => void;
  readonly onStream: (stream: AudioStream) => void;
  readonly onNotice: (notice: { readonly recovered: boolean; readonly detail: string }) => void;
};

/** One life of an encoder: packet n of it decodes to samples from `base + n * packetFrames - priming`. */
type Run = {
  readonly encoder: SoundEncoder;
  /** Position of its first block, warm-up included; null until the first block after the warm-up. */
  base: number | null;
  packets: number;
  blocks: number;
};

/** Encodes blocks in order of position until `close`. */
export class AudioEncoding {
  readonly #options: AudioEncodingOptions;
  #run: Run | null = null;
  #stream: AudioStream | null = null;
  #silence: Silence | null = null;
  #failures = 0;
  #isOpening = false;
  #isClosed = false;
  /** Packets of sound since the start. */
  packets = 0;

  constructor(options: AudioEncodingOptions) {
    this.#options = options;
  }

  /** Opens and warms up; false when no encoder works here (the notice is out). */
  async open(): Promise<boolean> {
    try {
      await this.#start();
      return true;
    } catch (error) {
      this.#options.onNotice({ recovered: false, detail: String(error).slice(0, 200) });
      return false;
    }
  }

  /** The stream as it was announced last; null before. */
  get stream(): AudioStream | null {
    return this.#stream;
  }

  /** Silence in the codec and with the configuration of `stream`; null until it was made. */
  get silence(): Silence | null {
    return this.#silence;
  }

  /** Encodes the block whose first sample is `position`; blocks are lost only while the encoder is being replaced. */
  encode(position: number, block: Stereo): void {
    const run = this.#run;
    if (run === null) {
      this.#reopen();
      return;
    }
    if (run.blocks * blockFrames - run.packets * run.encoder.packetFrames > maxWaitingFrames) {
      this.#fail(run, 'no output for 3 s');
      return;
    }
    run.base ??= position - warmUpBlocks * blockFrames;
    if (position !== run.base + run.blocks * blockFrames) {
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
    const started: { run: Run | null; description: ArrayBuffer | null } = { run: null, description: null };
    const encoder = await openEncoder(this.#options.codec, {
      kbps: this.#options.kbps,
      onDescription: (description) => {
        started.description = description;
        if (started.run !== null) this.#describe(description, started.run.encoder);
      },
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
    if (started.description !== null) this.#describe(started.description, encoder);
    const silence = new Float32Array(blockFrames);
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
    if (index === silentUnit) this.#silence = { data, samples: run.encoder.packetFrames };
    if (run.base === null) return;
    const position = run.base + index * run.encoder.packetFrames - run.encoder.primingSamples;
    if (position < run.base + warmUpBlocks * blockFrames) return;
    this.packets += 1;
    this.#options.onPacket({ at: samplesToMicros(position), data });
  }

  /** Announces a configuration only when its bytes are new: a replacement may be another kind of encoder. */
  #describe(description: ArrayBuffer, encoder: SoundEncoder): void {
    if (this.#stream !== null && isSame(this.#stream.description, description)) return;
    this.#stream = { codec: encoder.codec, description, encoder: encoder.name };
    this.#options.onStream(this.#stream);
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

/** For AAC the platform's encoder where it works, else the one in WebAssembly; Opus is in every Chromium. */
async function openEncoder(codec: Codecs['audio'], options: SoundEncoderOptions): Promise<SoundEncoder> {
  if (codec === 'opus') return openOpus(options);
  const native = await openNativeAac(options);
  if (native !== null) return native;
  const { openMediabunnyAac } = await loadMediabunnyAac();
  return openMediabunnyAac(options);
}

/** A megabyte of WebAssembly that the first picture must not wait for. */
const loadMediabunnyAac = () => import('./encoders/mediabunny-aac.ts');

/** Has the encoder at hand before anybody goes live. */
export async function warmSound(): Promise<void> {
  if (!(await hasNativeAac())) await loadMediabunnyAac();
}

function isSame(first: ArrayBuffer, second: ArrayBuffer): boolean {
  const [a, b] = [new Uint8Array(first), new Uint8Array(second)];
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
