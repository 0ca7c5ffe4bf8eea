/** Sums up what the built-in ingest received, for the report and the rehearsal's verdict. */
import type { Received } from '../../../shared/contract/report.ts';
import { readTrackConfig } from '../../../shared/flv/track-config.ts';
import type { TrackTotals } from '../../../shared/live/ingest/checker.ts';
import type { StreamConfig } from '../../../shared/media/encoded-packet.ts';
import type { Ingest, IngestHeader } from './ingest-server.ts';

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
    ...looksOf(headers.video),
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

type Looks = Pick<Received, 'videoCodec' | 'width' | 'height'>;

/** Codec and picture size out of the configuration record. */
function looksOf(header: IngestHeader | null): Looks {
  const config = header === null ? null : configOf('video', header);
  if (config?.track !== 'video') return { videoCodec: null, width: null, height: null };
  return { videoCodec: config.codec, width: config.width, height: config.height };
}

/** Codec, rate and channels out of the configuration record. */
function soundOf(header: IngestHeader | null): Pick<Received, 'audioCodec' | 'sampleRate' | 'channels'> {
  const config = header === null ? null : configOf('audio', header);
  if (config?.track !== 'audio') return { audioCodec: null, sampleRate: null, channels: null };
  return { audioCodec: config.codec, sampleRate: config.sampleRate, channels: config.channels };
}

function configOf(track: 'video' | 'audio', { codec, record }: IngestHeader): StreamConfig | null {
  const read = readTrackConfig({ track, trackId: 0, codec, header: record, frame: null, channels: 0 }, new Map());
  return read?.ok === true ? read.value : null;
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
