/** Reads the stream of a microphone or of the system's sound into its intake, until it ends or is cancelled. */
/// <reference types="dom-mediacapture-transform" />
import type { Micros } from '../../../../../shared/clock.ts';
import { createStereo, type Stereo } from '../../../../../shared/studio/audio/stereo.ts';
import { maxRate, minRate } from '../../../../../shared/studio/audio/tone/resampler.ts';
import { CaptureClock } from '../../../capture/capture-clock.ts';
import type { AlignedIntake } from './intake.ts';

/** A chunk longer than this is no sound of a device. */
const maxFrames = 1 << 18;

export type DeviceStreamOptions = {
  readonly readable: ReadableStream<AudioData>;
  readonly intake: AlignedIntake;
  readonly now: () => Micros;
  readonly mainOffset: () => Micros | null;
  /** Added to the time of each chunk so that it meets the picture it belongs to. */
  readonly delay: () => Micros;
  /** Called after each chunk. */
  readonly onChunk: () => void;
};

/** Reads until the stream ends; the result cancels it. A stream that fails ends: the page reports the device. */
export function readDevice(options: DeviceStreamOptions): () => void {
  const reader = options.readable.getReader();
  const state = { isCancelled: false };
  read(reader, options, state).catch(() => undefined);
  return () => {
    state.isCancelled = true;
    reader.cancel().catch(() => undefined);
  };
}

async function read(
  reader: ReadableStreamDefaultReader<AudioData>,
  options: DeviceStreamOptions,
  state: { readonly isCancelled: boolean },
): Promise<void> {
  const clock = new CaptureClock();
  let planes = createStereo(1024);
  for (;;) {
    // Chunks come one after the other: nothing here could run in parallel.
    // oxlint-disable-next-line no-await-in-loop
    const { done, value } = await reader.read();
    if (done) return;
    try {
      if (state.isCancelled || !isSound(value)) continue;
      if (planes[0].length < value.numberOfFrames) planes = createStereo(value.numberOfFrames);
      take(value, planes, clock, options);
    } finally {
      value.close();
    }
  }
}

function isSound({ numberOfFrames, sampleRate }: AudioData): boolean {
  return numberOfFrames <= maxFrames && sampleRate >= minRate && sampleRate <= maxRate;
}

function take(chunk: AudioData, planes: Stereo, clock: CaptureClock, options: DeviceStreamOptions): void {
  const captured = clock.toWorker(chunk.timestamp, options.now(), options.mainOffset());
  chunk.copyTo(planes[0], { planeIndex: 0, format: 'f32-planar' });
  if (chunk.numberOfChannels > 1) chunk.copyTo(planes[1], { planeIndex: 1, format: 'f32-planar' });
  else planes[1].set(planes[0]);
  const { numberOfFrames: frames, sampleRate: rate } = chunk;
  options.intake.take(planes, { at: captured + options.delay(), frames, rate });
  options.onChunk();
}
