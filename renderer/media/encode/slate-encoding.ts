/** Encodes one GOP of the holding picture beside the program: in small steps, and only while the live encoder has nothing to do. */
import type { VideoFormat } from '../../../shared/contract/settings.ts';
import { maxSlateBytes, maxSlateFrames } from '../../../shared/contract/frames.ts';
import { slotsPerGop } from '../../../shared/live/pipeline/key-frames.ts';
import { slotTime } from '../../../shared/live/pipeline/program-clock.ts';
import { drawHoldingPicture } from '../compose/picture/holding-picture.ts';
import { toVideoFrame } from '../compose/picture/i420.ts';
import { withTimeout, type EncoderCandidate } from './encoder-ladder.ts';
import type { VideoStream } from './video-encoding.ts';

/** A still picture needs little. */
const mostKbps = 300;

/** Pause before each frame, and how often an encoder that is busy with the program is waited for. */
const pauseMillis = 40;
const mostWaits = 2;

const flushMillis = 4_000;

export type SlateWish = {
  /** The encoder on air: the slate must fit its stream. */
  readonly candidate: EncoderCandidate;
  readonly format: VideoFormat;
  readonly gopSeconds: number;
};

export type SlateVideo = VideoStream & {
  readonly frames: readonly { readonly key: boolean; readonly data: ArrayBuffer }[];
};

export type SlateConditions = {
  /** True while the live encoder has nothing to do. */
  readonly isIdle: () => boolean;
  /** False when nobody wants this slate any more. */
  readonly isWanted: () => boolean;
};

/** Takes a few seconds; null when it is not wanted any more. Rejects when the encoder fails or gives too much. */
export async function encodeSlate(wish: SlateWish, conditions: SlateConditions): Promise<SlateVideo | null> {
  const { candidate } = wish;
  const format = { ...wish.format, kbps: Math.min(mostKbps, wish.format.kbps) };
  const count = Math.min(maxSlateFrames, slotsPerGop(wish.gopSeconds, format.fps));
  const frames: { readonly key: boolean; readonly data: ArrayBuffer }[] = [];
  const learned: { description: Uint8Array | null; fault: DOMException | null } = { description: null, fault: null };
  const encoder = new VideoEncoder({
    output: (chunk, metadata) => {
      const unit = candidate.read(chunk, metadata);
      learned.description ??= unit.description;
      frames.push({ key: chunk.type === 'key', data: unit.data });
    },
    error: (error) => {
      learned.fault = error;
    },
  });
  try {
    encoder.configure({ ...candidate.config, bitrate: format.kbps * 1000 });
    if (!(await feed(encoder, { format, count }, conditions))) return null;
    await withTimeout(encoder.flush(), flushMillis);
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
  if (learned.fault !== null) throw learned.fault;
  const bytes = frames.reduce((sum, { data }) => sum + data.byteLength, 0);
  if (learned.description === null || frames.length !== count || bytes > maxSlateBytes) {
    throw new Error(`a slate of ${frames.length} frames, ${bytes} bytes`);
  }
  return {
    codec: candidate.config.codec,
    description: new Uint8Array(learned.description).buffer,
    format,
    encoder: candidate.name,
    hardware: candidate.hardware,
    frames,
  };
}

/** Encodes `count` equal frames; false when they are not wanted any more. */
async function feed(
  encoder: VideoEncoder,
  { format, count }: { readonly format: VideoFormat; readonly count: number },
  conditions: SlateConditions,
): Promise<boolean> {
  const picture = drawHoldingPicture(format.width, format.height);
  const still = toVideoFrame(picture, 0);
  try {
    for (let slot = 0; slot < count; slot += 1) {
      // One frame after the other: all at once they would delay the program's.
      // oxlint-disable-next-line no-await-in-loop
      await pauseWhileBusy(conditions.isIdle);
      if (!conditions.isWanted()) return false;
      const frame = new VideoFrame(still, { timestamp: slotTime(format.fps, slot) });
      try {
        encoder.encode(frame, { keyFrame: slot === 0 });
      } finally {
        frame.close();
      }
    }
    return true;
  } finally {
    still.close();
  }
}

/** An encoder that is never idle delays the slate, but not for ever. */
async function pauseWhileBusy(isIdle: () => boolean): Promise<void> {
  for (let wait = 0; wait < mostWaits; wait += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await pause();
    if (isIdle()) return;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, pauseMillis);
  });
}
