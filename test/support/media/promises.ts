/** What every stream of the studio must keep, as numbers, and the verdict on one recording. */
import type { Report } from '../../../shared/contract/report.ts';
import type { StreamFigures } from './stream-analysis.ts';

/** One promise with what was measured. */
export type Verdict = { readonly promise: string; readonly figure: string; readonly isKept: boolean };

export type PromiseWish = {
  readonly fps: number;
  /** Asked bitrate, when the picture needs all of it; null otherwise. */
  readonly videoKbps: number | null;
  /** The picture flashes and beeps. */
  readonly sync: boolean;
};

const fpsTolerance = 0.3;
const longestGapMillis = 100;
const longestKeyFrameGapMillis = 2050;
const offsetMillis = 40;
const driftMillis = 10;
const rateShare = 0.1;
const agreeShare = 0.01;
/** FLV bytes before the media in a tag body. */
const videoPrefix = 5;
const audioPrefix = 2;

/** The promises about the recording itself. */
export function judgeStream(figures: StreamFigures, wish: PromiseWish): readonly Verdict[] {
  const { sync } = figures;
  const near = (value: number, target: number, share: number): boolean => Math.abs(value - target) <= share * target;
  const verdicts: Verdict[] = [
    {
      promise: 'H.264 1280×720',
      figure: `${figures.videoCodec} ${figures.profile} ${figures.width}×${figures.height}`,
      isKept: figures.videoCodec === 'h264' && figures.width === 1280 && figures.height === 720,
    },
    {
      promise: 'AAC 48 kHz stereo',
      figure: `${figures.audioCodec} ${figures.sampleRate} Hz, ${figures.channels} channels`,
      isKept: figures.audioCodec === 'aac' && figures.sampleRate === 48_000 && figures.channels === 2,
    },
    limit(`${wish.fps} ± ${fpsTolerance} fps`, figures.fps, Math.abs(figures.fps - wish.fps) <= fpsTolerance),
    { promise: 'DTS rises', figure: String(figures.isDtsMonotonic), isKept: figures.isDtsMonotonic },
    limit(
      'key frames ≤ 2.05 s apart',
      figures.longestKeyFrameGap,
      isWithin(figures.longestKeyFrameGap, longestKeyFrameGapMillis),
      'ms',
    ),
    limit(
      'no video gap over 100 ms',
      figures.longestVideoGap,
      isWithin(figures.longestVideoGap, longestGapMillis),
      'ms',
    ),
    limit(
      'no audio gap over 100 ms',
      figures.longestAudioGap,
      isWithin(figures.longestAudioGap, longestGapMillis),
      'ms',
    ),
    { promise: '0 decode errors', figure: figures.decodeErrors || 'none', isKept: figures.decodeErrors === '' },
  ];
  if (wish.videoKbps !== null) {
    const isNear = near(figures.videoKbps, wish.videoKbps, rateShare);
    verdicts.push(limit(`${wish.videoKbps} kb/s ± 10 %`, figures.videoKbps, isNear, 'kb/s'));
  }
  if (wish.sync) {
    const expected = Math.floor(figures.seconds) - 1;
    verdicts.push(
      limit('|median flash to beep| ≤ 40 ms', sync.median, Math.abs(sync.median) <= offsetMillis, 'ms'),
      limit('drift ≤ 10 ms', sync.drift, Math.abs(sync.drift) <= driftMillis, 'ms'),
      limit('a flash with a beep each second', sync.offsets.length, sync.offsets.length >= expected),
    );
  }
  return verdicts;
}

/** The promises about the report: it says what the file says. */
export function judgeReport(figures: StreamFigures, report: Report): readonly Verdict[] {
  const bytes =
    figures.videoBytes + figures.audioBytes + figures.frames * videoPrefix + figures.audioPackets * audioPrefix;
  return [
    agree('frames', report.frames.sent, figures.frames),
    agree('audio packets', report.audioPackets.sent, figures.audioPackets),
    agree('media bytes', report.bytes.media, bytes),
    agree('average kb/s', report.averageKbps, figures.videoKbps + figures.audioKbps, 0.05),
  ];
}

/** The broken ones, in words; empty when all were kept. */
export function brokenOnes(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.filter(({ isKept }) => !isKept).map(({ promise, figure }) => `${promise}: ${figure}`);
}

function isWithin(value: number, most: number): boolean {
  return value > 0 && value <= most;
}

function limit(promise: string, value: number, isKept: boolean, unit = ''): Verdict {
  return { promise, figure: `${Number(value.toFixed(2))} ${unit}`.trim(), isKept };
}

function agree(what: string, reported: number, recorded: number, share = agreeShare): Verdict {
  return {
    promise: `report and file agree on ${what} within ${share * 100} %`,
    figure: `${reported} and ${Number(recorded.toFixed(1))}`,
    isKept: recorded > 0 && Math.abs(reported - recorded) <= share * recorded,
  };
}
