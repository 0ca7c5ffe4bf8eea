/** The verdict under the strip, kept apart so that it is drawn anew only when it changes; and what its button does. */
import { useShallow } from 'zustand/react/shallow';
import type { Verdict } from '../../../shared/contract/delivery.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { tell } from '../notices.ts';
import { openService } from '../profiles.ts';
import { retryNow, useLive } from '../live.ts';
import { showTab } from '../view.ts';
import { commandOutput, halveFrames, setRate, useOutputs } from './outputs.ts';
import { chooseRecordingFolder } from './recording.ts';
import { t } from '../../words/words.ts';

/** Share of the bitrate that is left when a person lowers it by the button. */
const lowered = 0.75;

/** The encoder takes no less, kb/s. */
const leastKbps = 300;

/** The verdict of this moment, or null. */
export function useVerdict(): Verdict | null {
  return useLive(useShallow(({ session }) => session.verdict));
}

/** Does what the verdict's button says; `reopenCamera` belongs to the media side. */
export function actOn({ action, outputId }: Pick<Verdict, 'action' | 'outputId'>, reopenCamera: () => void): void {
  switch (action) {
    case 'retry-now':
      void (outputId === null ? retryNow() : commandOutput(outputId, 'retry'));
      break;
    case 'lower-bitrate':
      void lowerBitrate();
      break;
    case 'lower-fps':
      void lowerFrameRate();
      break;
    case 'reopen-camera':
      reopenCamera();
      break;
    case 'choose-folder':
      void chooseRecordingFolder();
      break;
    case 'open-dashboard':
      void openDashboard(outputId);
      break;
    case 'none':
      break;
  }
}

/** From what is encoded now: that is what the link carries at best. */
async function lowerBitrate(): Promise<void> {
  const { rate } = useOutputs.getState();
  if (rate === null) {
    tell({ tone: 'info', text: t('live.health.told.notOnAir'), next: t('live.health.told.lowerBitrate') });
    return;
  }
  const kbps = Math.max(leastKbps, Math.round((Math.min(rate.kbps, rate.targetKbps) * lowered) / 50) * 50);
  if (kbps < rate.targetKbps) await setRate(kbps, rate.ceilingKbps);
  else tell({ tone: 'info', text: t('live.health.told.lowest'), next: '' });
}

/** For this session; the profile's is untouched. Off air there is none to halve, and a quarter would look like a fault. */
async function lowerFrameRate(): Promise<void> {
  const { rate } = useOutputs.getState();
  if (rate === null) {
    tell({ tone: 'info', text: t('live.health.told.notOnAir'), next: t('live.health.told.lowerFps') });
    showTab('destination');
  } else if (rate.halved) {
    const text = t('live.health.told.halved', { fps: Math.round(rate.fps) });
    tell({ tone: 'info', text, next: t('live.health.told.halvedNext') });
  } else if (await halveFrames(true)) {
    tell({ tone: 'good', text: t('live.health.told.halvedNow'), next: '' });
  }
}

async function openDashboard(outputId: string | null): Promise<void> {
  const { outputs, destination } = useLive.getState().session;
  const output = outputs.find(({ id }) => id === outputId) ?? outputs[0];
  const serviceId = output?.serviceId ?? destination?.serviceId;
  if (serviceId !== undefined && presetFor(serviceId).dashboardUrl !== null) await openService(serviceId);
  else tell({ tone: 'info', text: t('live.health.told.noPage'), next: t('live.health.told.noPageNext') });
}
