/** Which format to begin with: what the service takes, corrected by what this computer was measured to hold. */
import type { Report } from '../../../../shared/contract/report.ts';
import type { LiveStats } from '../../../../shared/contract/session.ts';
import type { ProfileView, ServiceId, VideoFormat } from '../../../../shared/contract/settings.ts';
import { applyLimits, presetFor } from '../../../../shared/live/services/presets.ts';
import { decimal, rateText } from '../../../app/parts/figures.ts';
import { t } from '../../../words/words.ts';

/** Formats by falling load; the second is where everybody begins. */
const ladder: readonly VideoFormat[] = [
  { width: 1920, height: 1080, fps: 30, kbps: 6000 },
  { width: 1280, height: 720, fps: 30, kbps: 4000 },
  { width: 960, height: 540, fps: 30, kbps: 2500 },
  { width: 640, height: 360, fps: 30, kbps: 1200 },
];

/** Share of the frames that has to come back for a format to hold. */
const neededShare = 0.97;

/** What was measured, in a sentence's parts. */
export type Measured = { readonly fps: number; readonly askedFps: number; readonly busyMillis: number | null };

/** Reads a trial. */
export function measure(report: Report, stats: LiveStats | null): Measured {
  return {
    fps: report.received?.averageFps ?? 0,
    askedFps: report.format.fps,
    busyMillis: stats === null ? null : stats.mixMillis + stats.encodeMillis,
  };
}

/** True when nearly every frame came back. */
export function holds({ fps, askedFps }: Measured): boolean {
  return fps >= askedFps * neededShare;
}

/** Formats that the service takes, best first. */
export function formatsFor(serviceId: ServiceId, audio: ProfileView['audio']): readonly VideoFormat[] {
  return ladder.map((format) => applyLimits(serviceId, format, audio).video);
}

/** The format just below, or the same when there is none. */
export function lighterThan(format: VideoFormat): VideoFormat {
  return ladder.find(({ width, height }) => width * height < format.width * format.height) ?? format;
}

/** "720p at 30 fps, 4.0 Mb/s". */
export function formatText({ width, height, fps, kbps }: VideoFormat): string {
  return t('welcome.quality.format', { lines: Math.min(width, height), fps, rate: rateText(kbps) });
}

/** What was measured and what the service would take, in one sentence. */
export function reasonText(measured: Measured, serviceId: ServiceId): string {
  const { fps, askedFps, busyMillis } = measured;
  const rates = { fps: decimal(fps, 1), asked: askedFps };
  const kept =
    busyMillis === null
      ? t('welcome.quality.kept', rates)
      : t('welcome.quality.keptBusy', {
          ...rates,
          busy: Math.round(busyMillis),
          available: Math.floor(1000 / askedFps),
        });
  const { name, limits } = presetFor(serviceId);
  if (limits.maxVideoKbps === null) return kept;
  return `${kept} ${t('welcome.quality.takes', { service: name, rate: rateText(limits.maxVideoKbps) })}`;
}
