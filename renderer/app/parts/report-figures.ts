/** The figures of a session report that a person wants first. */
import type { Report } from '../../../shared/contract/report.ts';
import { orDash, rateText, sizeText, timeText } from './figures.ts';

/** A name and its figure. */
export type Figure = { readonly name: string; readonly text: string };

/** What came back for a rehearsal, what was sent for a live session; sums and worst cases for both. */
export function reportFigures(report: Report): readonly Figure[] {
  const { frames, bytes, received } = report;
  const dropped = frames.droppedMix + frames.droppedEncode + frames.droppedPort + frames.droppedSend;
  return [
    { name: 'On air', text: durationText(report.liveSeconds) },
    { name: 'Average bitrate', text: rateText(report.averageKbps) },
    { name: 'Frames sent', text: String(frames.sent) },
    { name: 'Frames lost', text: String(dropped) },
    ...(received === null ? [] : receivedFigures(received)),
    ...(received === null ? [{ name: 'Acknowledged', text: orDash(bytes.acknowledged, sizeText) }] : []),
    { name: 'Longest queue', text: timeText(report.worstQueueAgeMillis) },
    { name: 'Reconnects', text: String(report.reconnects) },
    { name: 'Encoder', text: report.format.videoEncoder || '–' },
  ];
}

/** What the built-in receiver got back. */
export function receivedFigures(received: NonNullable<Report['received']>): readonly Figure[] {
  const size = received.width === null || received.height === null ? '' : `${received.width}×${received.height}, `;
  return [
    { name: 'Picture came back', text: `${size}${received.averageFps.toFixed(1)} fps` },
    {
      name: 'Sound came back',
      text:
        received.sampleRate === null ? 'none' : `${received.sampleRate / 1000} kHz, ${channelWord(received.channels)}`,
    },
    { name: 'Sound offset', text: timeText(Math.abs(received.skewMedianMillis)) },
    { name: 'Delay', text: orDash(received.videoLatency, (latency) => timeText(latency.p95)) },
  ];
}

function channelWord(channels: number | null): string {
  return channels === 2 ? 'stereo' : channels === 1 ? 'mono' : `${channels ?? 0} channels`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
