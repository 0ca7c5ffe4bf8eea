/** The program's sound: takes it from the source, keeps it on program time and lets it flow even when nothing comes. */
import type { Micros } from '../../../shared/clock.ts';
import type { Mix } from '../../../shared/contract/settings.ts';
import {
  fillTo,
  maxFillSamples,
  placeChunk,
  samplesIn,
  samplesToMicros,
  startAligner,
  type Placement,
} from '../../../shared/live/pipeline/audio-aligner.ts';
import { CaptureClock } from '../capture/capture-clock.ts';
import type { AudioFeed, AudioLevel } from '../worker-protocol.ts';
import type { Stereo } from './encoders/sound-encoder.ts';
import { beepSample } from './beep.ts';
import { SoundMixer } from './sound-mixer.ts';

const pumpMillis = 20;

/** A microphone that gave nothing for this long is filled up with silence. */
const starvedMicros = 200_000;

export type ProgramSoundOptions = {
  readonly now: () => Micros;
  readonly mainOffset: () => Micros | null;
  readonly onLevel: (level: AudioLevel) => void;
  /** Blocks of 1024 frames by position since program time began; reused after the call. */
  readonly onBlock: (position: number, block: Stereo) => void;
};

/** Runs from its creation on; `restart` begins a new program time. */
export class ProgramSound {
  readonly #options: ProgramSoundOptions;
  readonly #mixer: SoundMixer;
  #aligner = startAligner();
  #epoch: Micros;
  /** Sample position of stream time 0 relative to the epoch's, for the beep. */
  #beepOffset = 0;
  #feed: AudioFeed = { kind: 'silence' };
  #reader: ReadableStreamDefaultReader<AudioData> | null = null;
  #lastChunk: Micros = Number.NEGATIVE_INFINITY;
  /** How far behind now the newest chunk ended when it came: where silence stops while waiting. */
  #lag: Micros = 0;
  /** Added to the place of captured sound so that it meets the picture it belongs to. */
  #delay: Micros = 0;

  constructor(options: ProgramSoundOptions) {
    this.#options = options;
    this.#epoch = options.now();
    this.#mixer = new SoundMixer({ onLevel: options.onLevel, onBlock: options.onBlock });
    this.#schedule();
  }

  /** When program time began, Worker µs. */
  get epoch(): Micros {
    return this.#epoch;
  }

  /** Milliseconds of silence added or sound left out since the restart. */
  get fixedMillis(): number {
    return samplesToMicros(this.#aligner.fixedSamples) / 1000;
  }

  setMix(mix: Mix): void {
    this.#mixer.setMix(mix);
  }

  /** Begins program time at `epoch`; `startPts` is the stream time of that moment, `delay` shifts captured sound. */
  restart({
    epoch,
    startPts,
    delay,
  }: {
    readonly epoch: Micros;
    readonly startPts: Micros;
    readonly delay: Micros;
  }): void {
    this.#epoch = epoch;
    this.#beepOffset = samplesIn(startPts);
    this.#delay = delay;
    this.#aligner = startAligner();
    this.#mixer.skipTo(0);
  }

  /** Ends the sound where the picture ends, with silence for what has not come yet, and hands on the block that is begun. */
  finish(): void {
    this.#pump();
    const filled = fillTo(this.#aligner, samplesIn(this.#options.now() - this.#epoch));
    this.#aligner = { ...filled.aligner, fixedSamples: this.#aligner.fixedSamples };
    this.#writeSilence(filled.silence);
    this.#mixer.finish();
  }

  setFeed(feed: AudioFeed): void {
    this.#pump();
    this.#reader?.cancel().catch(() => undefined);
    this.#reader = null;
    this.#feed = feed;
    this.#lastChunk = Number.NEGATIVE_INFINITY;
    this.#lag = 0;
    if (feed.kind !== 'microphone') return;
    const reader = feed.readable.getReader();
    this.#reader = reader;
    // A stream that fails ends like one that is done: silence takes over and the page reports the device.
    this.#read(reader).catch(() => undefined);
  }

  #schedule(): void {
    setTimeout(() => {
      this.#schedule();
      this.#pump();
    }, pumpMillis);
  }

  #pump(): void {
    const elapsed = this.#options.now() - this.#epoch;
    if (samplesIn(elapsed) - this.#aligner.position > maxFillSamples) this.#skipSleep(elapsed);
    if (this.#feed.kind === 'test') this.#beep(elapsed);
    else if (this.#feed.kind === 'silence') this.#silence(elapsed);
    else if (this.#options.now() - this.#lastChunk > starvedMicros) this.#silence(elapsed - this.#lag);
  }

  /** After a long sleep of the whole machine the sound goes on from now: nobody makes up hours of silence. */
  #skipSleep(elapsed: Micros): void {
    this.#aligner = startAligner(samplesIn(elapsed));
    this.#mixer.skipTo(this.#aligner.position);
  }

  #beep(elapsed: Micros): void {
    const first = this.#aligner.position;
    const filled = fillTo(this.#aligner, samplesIn(elapsed));
    this.#aligner = { ...filled.aligner, fixedSamples: this.#aligner.fixedSamples };
    for (let index = 0; index < filled.silence; index += 1) {
      const sample = beepSample(first + index + this.#beepOffset);
      this.#mixer.write(sample, sample);
    }
  }

  #silence(elapsed: Micros): void {
    const filled = fillTo(this.#aligner, samplesIn(elapsed));
    const isFix = this.#feed.kind === 'microphone';
    const { fixedSamples } = isFix ? filled.aligner : this.#aligner;
    this.#aligner = { ...filled.aligner, fixedSamples };
    this.#writeSilence(filled.silence);
  }

  #writeSilence(samples: number): void {
    for (let index = 0; index < samples; index += 1) this.#mixer.write(0, 0);
  }

  async #read(reader: ReadableStreamDefaultReader<AudioData>): Promise<void> {
    const clock = new CaptureClock();
    for (;;) {
      // Chunks come one after the other: nothing here could run in parallel.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await reader.read();
      if (done) return;
      try {
        if (reader === this.#reader) this.#take(value, clock);
      } finally {
        value.close();
      }
    }
  }

  #take(chunk: AudioData, clock: CaptureClock): void {
    const arrival = this.#options.now();
    const captured = clock.toWorker(chunk.timestamp, arrival, this.#options.mainOffset());
    const at = captured - this.#epoch + this.#delay;
    this.#lastChunk = arrival;
    this.#lag = Math.max(0, arrival - this.#epoch - at - (chunk.numberOfFrames / chunk.sampleRate) * 1_000_000);
    const placed = placeChunk(this.#aligner, { at, frames: chunk.numberOfFrames });
    this.#aligner = placed.aligner;
    this.#writeSilence(placed.placement.silence);
    this.#writeChunk(chunk, placed.placement);
  }

  /** Writes the frames after `skip`, stretched linearly when one was slipped in or out. */
  #writeChunk(chunk: AudioData, { skip, frames }: Placement): void {
    if (frames <= 0) return;
    const left = readChannel(chunk, 0);
    const right = chunk.numberOfChannels > 1 ? readChannel(chunk, 1) : left;
    const available = chunk.numberOfFrames - skip;
    const ratio = frames > 1 ? (available - 1) / (frames - 1) : 0;
    for (let index = 0; index < frames; index += 1) {
      const place = skip + index * ratio;
      this.#mixer.write(interpolate(left, place), interpolate(right, place));
    }
  }
}

function readChannel(chunk: AudioData, planeIndex: number): Float32Array {
  const samples = new Float32Array(chunk.numberOfFrames);
  chunk.copyTo(samples, { planeIndex, format: 'f32-planar' });
  return samples;
}

function interpolate(samples: Float32Array, place: number): number {
  const index = Math.floor(place);
  const here = samples[index] ?? 0;
  const fraction = place - index;
  return fraction === 0 ? here : here + ((samples[index + 1] ?? here) - here) * fraction;
}
