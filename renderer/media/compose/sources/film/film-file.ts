/** One media file of the show, opened: its pictures and its sound in time, from any moment on. mediabunny takes it apart. */
import {
  ADTS,
  AudioSampleSink,
  FLAC,
  Input,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  UrlSource,
  VideoSampleSink,
  WAVE,
  WEBM,
  type AudioSample,
  type InputAudioTrack,
  type InputVideoTrack,
  type VideoSample,
} from 'mediabunny';
import type { Micros } from '../../../../../shared/clock.ts';
import { fail, ok, type Reply } from '../../../../../shared/errors.ts';
import type { TimedFrame } from './frame-queue.ts';
import { Resampler, toStereo, type StereoPiece } from './resampler.ts';
import type { TimedSound } from './sound-queue.ts';
import { fileFailure } from '../file/read-file.ts';

/** What is read of a file and kept in memory at most. */
const cacheBytes = 16 * 1024 * 1024;

/** A picture that is turned is drawn anew; larger ones are left as they are. */
const maxTurnedArea = 4096 * 2304;

/** A frame with how long it is shown. */
export type FilmFrame = TimedFrame & { readonly length: Micros };

/** An open file; times begin with 0. */
export type FilmFile = {
  /** 0 while unknown. */
  readonly length: Micros;
  /** Null without a picture. The frames are the taker's. */
  readonly frames: ((from: Micros) => AsyncGenerator<FilmFrame>) | null;
  /** Null without a sound. */
  readonly sounds: ((from: Micros) => AsyncGenerator<TimedSound>) | null;
  readonly close: () => void;
};

/** Opens the file at an address of ours. */
export async function openFilmFile(url: string): Promise<Reply<FilmFile>> {
  const source = new UrlSource(url, {
    maxCacheSize: cacheBytes,
    // Main reads from the disk: what fails twice is gone.
    getRetryDelay: (attempts) => (attempts < 1 ? 0.2 : null),
    handleUnhandledError: () => undefined,
  });
  const input = new Input({ formats: [MP4, QTFF, MATROSKA, WEBM, MP3, WAVE, OGG, ADTS, FLAC, MPEG_TS], source });
  try {
    const { status, ok: isServed } = await fetch(url, { method: 'HEAD' });
    if (!isServed) return broken(input, fileFailure(status));
    if (!(await input.canRead())) return broken(input, 'it is no film or sound we know');
    const video = await playable(await input.getPrimaryVideoTrack());
    const audio = await playable(await input.getPrimaryAudioTrack());
    if (video === null && audio === null) return broken(input, 'this computer can’t decode it');
    return ok(await fileOf(input, video, audio));
  } catch (error) {
    return broken(input, error instanceof Error ? error.message : 'it is damaged');
  }
}

function broken(input: Input, failure: string | ReturnType<typeof fail>): ReturnType<typeof fail> {
  input.dispose();
  return typeof failure === 'string' ? fail('source-file-unusable', { why: failure }) : failure;
}

async function playable<Track extends InputVideoTrack | InputAudioTrack>(track: Track | null): Promise<Track | null> {
  return track !== null && (await track.canDecode()) ? track : null;
}

async function fileOf(input: Input, video: InputVideoTrack | null, audio: InputAudioTrack | null): Promise<FilmFile> {
  const tracks = [video, audio].filter((track) => track !== null);
  const firsts = await Promise.all(tracks.map((track) => track.getFirstTimestamp()));
  const begin = Math.max(0, Math.min(...firsts));
  const seconds = await input.getDurationFromMetadata(tracks).catch(() => null);
  return {
    length: Math.max(0, Math.round(((seconds ?? begin) - begin) * 1e6)),
    frames: video === null ? null : (from) => framesOf(video, begin, from),
    sounds: audio === null ? null : (from) => soundsOf(audio, begin, from),
    close: () => input.dispose(),
  };
}

async function* framesOf(track: InputVideoTrack, begin: number, from: Micros): AsyncGenerator<FilmFrame> {
  for await (const sample of new VideoSampleSink(track).samples(begin + from / 1e6)) {
    const at = Math.round((sample.timestamp - begin) * 1e6);
    const length = Math.round(sample.duration * 1e6);
    try {
      yield { frame: frameOf(sample), at, length };
    } finally {
      sample.close();
    }
  }
}

/** The frame as it is to be seen: phones write their pictures lying and say how to turn them. */
function frameOf(sample: VideoSample): VideoFrame {
  const { displayWidth: width, displayHeight: height } = sample;
  const isUpright = sample.rotation === 0 && !sample.flip;
  if (isUpright || width * height > maxTurnedArea) return sample.toVideoFrame();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return sample.toVideoFrame();
  sample.draw(context, 0, 0, width, height);
  return new VideoFrame(canvas, { timestamp: Math.round(sample.timestamp * 1e6), alpha: 'discard' });
}

async function* soundsOf(track: InputAudioTrack, begin: number, from: Micros): AsyncGenerator<TimedSound> {
  let lane: Lane | null = null;
  for await (const sample of new AudioSampleSink(track).samples(begin + from / 1e6)) {
    try {
      const at = Math.round((sample.timestamp - begin) * 1e6);
      const piece = readStereo(sample);
      if (lane === null || lane.rate !== sample.sampleRate || Math.abs(at - lane.nextIn) > seamMicros) {
        lane = startLane(sample.sampleRate, at);
      }
      const made = lane.resampler.push(piece);
      const sound = { at: Math.round(lane.nextOut), ...made };
      lane.nextIn += (sample.numberOfFrames * 1e6) / sample.sampleRate;
      lane.nextOut += (made.left.length * 1e6) / 48_000;
      const kept = trimmed(sound, Math.max(0, from));
      if (kept !== null) yield kept;
    } finally {
      sample.close();
    }
  }
}

/** A jump in the sound's own times that is more than rounding. */
const seamMicros = 20_000;

/** Where continuous sound stands, in and out, µs. */
type Lane = { readonly rate: number; readonly resampler: Resampler; nextIn: number; nextOut: number };

function startLane(rate: number, at: Micros): Lane {
  return { rate, resampler: new Resampler(rate), nextIn: at, nextOut: at };
}

function readStereo(sample: AudioSample): StereoPiece {
  const channels = Array.from({ length: Math.min(6, sample.numberOfChannels) }, (_, planeIndex) => {
    const samples = new Float32Array(sample.numberOfFrames);
    sample.copyTo(samples, { planeIndex, format: 'f32-planar' });
    return samples;
  });
  return toStereo(channels);
}

/** Without what lies before `from`: the run-in of a codec, or the part before a seek. */
function trimmed(sound: TimedSound, from: Micros): TimedSound | null {
  const skip = Math.round(((from - sound.at) * 48_000) / 1e6);
  if (skip <= 0) return sound;
  if (skip >= sound.left.length) return null;
  return { at: from, left: sound.left.subarray(skip), right: sound.right.subarray(skip) };
}
