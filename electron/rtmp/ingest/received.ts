/** Sums up what the built-in ingest received, for the report and the rehearsal's verdict. */
import type { Received } from '../../../shared/contract/report.ts';
import type { TrackTotals } from '../../../shared/live/ingest/checker.ts';
import { readAudioSpecificConfig } from '../../../shared/media/aac.ts';
import { readAvcConfiguration } from '../../../shared/media/avc.ts';
import { readPictureSize } from '../../../shared/media/sps.ts';
import type { Ingest } from './ingest-server.ts';

/** The report's section about the received copy. */
export function summarise(ingest: Ingest): Received {
  const { checker, headers } = ingest;
  const videoSeconds = lengthOf(checker.video);
  const { skew } = checker;
  return {
    videoFrames: checker.video.frames,
    audioFrames: checker.audio.frames,
    bytes: checker.video.bytes + checker.audio.bytes,
    keyFrames: checker.keyFrames,
    longestKeyFrameGapMillis: checker.longestKeyFrameGapMillis,
    longestVideoGapMillis: checker.video.longestGap,
    averageFps: videoSeconds === 0 ? 0 : tidy((checker.video.frames - 1) / videoSeconds),
    ...sizeOf(headers.video),
    ...soundOf(headers.audio),
    videoKbps: rateOf(checker.video),
    audioKbps: rateOf(checker.audio),
    skewMedianMillis: tidy(skew.median),
    skewWorstMillis: tidy(skew.worst),
    videoLatency: checker.videoLatency,
    audioLatency: checker.audioLatency,
    problems: [...checker.problems],
  };
}

/** Picture size from the first SPS of an AVCDecoderConfigurationRecord. */
function sizeOf(header: Uint8Array | null): Pick<Received, 'width' | 'height'> {
  const record = header === null ? null : readAvcConfiguration(header);
  const sps = record?.ok === true ? record.value.sps[0] : undefined;
  const size = sps === undefined ? null : readPictureSize(sps);
  return size?.ok === true ? { width: size.value.width, height: size.value.height } : { width: null, height: null };
}

/** Rate and channels from an AudioSpecificConfig. */
function soundOf(header: Uint8Array | null): Pick<Received, 'sampleRate' | 'channels'> {
  const sound = header === null ? null : readAudioSpecificConfig(header);
  if (sound?.ok !== true) return { sampleRate: null, channels: null };
  return { sampleRate: sound.value.sampleRate, channels: sound.value.channels };
}

function lengthOf(track: TrackTotals): number {
  return track.first === null || track.last === null ? 0 : (track.last - track.first) / 1000;
}

function rateOf(track: TrackTotals): number {
  const seconds = lengthOf(track);
  return seconds === 0 ? 0 : tidy((track.bytes * 8) / 1000 / seconds);
}

function tidy(value: number): number {
  return Math.round(value * 100) / 100;
}
