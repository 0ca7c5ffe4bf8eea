/** The figures of a session report that a person wants first. */
import type { Report } from '../../../shared/contract/report.ts';
import { fpsText, orDash, rateText, sizeText, timeText } from './figures.ts';
import { t } from '../../words/words.ts';

/** A name and its figure. */
export type Figure = { readonly name: string; readonly text: string };

/** What came back for a rehearsal, what was sent for a live session; sums and worst cases for both. */
export function reportFigures(report: Report): readonly Figure[] {
  const { frames, bytes, received } = report;
  const dropped = frames.droppedMix + frames.droppedEncode + frames.droppedPort + frames.droppedSend;
  return [
    { name: t('results.figures.onAir'), text: durationText(report.liveSeconds) },
    { name: t('results.figures.average'), text: rateText(report.averageKbps) },
    { name: t('results.figures.sent'), text: String(frames.sent) },
    { name: t('results.figures.lost'), text: String(dropped) },
    ...(received === null ? [] : receivedFigures(received)),
    ...(received === null
      ? [{ name: t('results.figures.acknowledged'), text: orDash(bytes.acknowledged, sizeText) }]
      : []),
    { name: t('results.figures.queue'), text: timeText(report.worstQueueAgeMillis) },
    { name: t('results.figures.reconnects'), text: String(report.reconnects) },
    { name: t('results.figures.encoder'), text: report.format.videoEncoder || '–' },
  ];
}

/** What the built-in receiver got back. */
export function receivedFigures(received: NonNullable<Report['received']>): readonly Figure[] {
  const size = received.width === null || received.height === null ? '' : `${received.width}×${received.height}, `;
  return [
    { name: t('results.figures.picture'), text: `${size}${fpsText(received.averageFps)}` },
    {
      name: t('results.figures.sound'),
      text:
        received.sampleRate === null
          ? t('results.figures.none')
          : t('results.figures.sampling', {
              kilohertz: received.sampleRate / 1000,
              channels: channelWord(received.channels),
            }),
    },
    { name: t('results.figures.offset'), text: timeText(Math.abs(received.skewMedianMillis)) },
    { name: t('results.figures.delay'), text: orDash(received.videoLatency, (latency) => timeText(latency.p95)) },
  ];
}

function channelWord(channels: number | null): string {
  if (channels === 2) return t('results.figures.stereo');
  return channels === 1 ? t('results.figures.mono') : t('results.figures.channels', { number: channels ?? 0 });
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? t('results.figures.minutes', { minutes, seconds: Math.round(seconds % 60) })
    : t('results.figures.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
