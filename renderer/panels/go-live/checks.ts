/** What must be right before going live, as one pure list from what the window already knows. */
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import type { ProfileView, Settings } from '../../../shared/contract/settings.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { rateText, sizeOf } from '../../app/parts/figures.ts';

/** Where the user is taken to put it right. */
export type Fix = 'sources' | 'destination' | 'key' | 'unmute';

/** One line of the sheet; amber lets the user start anyway, block does not. */
export type Check = {
  readonly name: 'Picture' | 'Sound' | 'Format' | 'Destination' | 'Stream key';
  readonly grade: 'pass' | 'amber' | 'block';
  readonly text: string;
  readonly fix: Fix | null;
};

/** Everything that the checks look at. */
export type CheckInput = {
  readonly capture: CaptureStatus;
  readonly settings: Settings;
  readonly profile: ProfileView;
  readonly keyStore: boolean;
};

/** The five checks, in the order of the sheet. */
export function runChecks(input: CheckInput): readonly Check[] {
  return [checkPicture(input), checkSound(input), checkFormat(input), checkDestination(input), checkKey(input)];
}

/** The worst grade of a list. */
export function worstGrade(checks: readonly Check[]): Check['grade'] {
  if (checks.some((check) => check.grade === 'block')) return 'block';
  return checks.some((check) => check.grade === 'amber') ? 'amber' : 'pass';
}

function checkPicture({ capture, settings }: CheckInput): Check {
  const name = 'Picture';
  const { video } = capture;
  if (video.state === 'failed') return { name, grade: 'block', text: words(video.error), fix: 'sources' };
  if (video.state === 'opening') return { name, grade: 'block', text: 'The picture is still opening.', fix: null };
  if (settings.videoSource.kind === 'test') {
    return { name, grade: 'amber', text: 'Viewers will see the sync test picture, not a camera.', fix: 'sources' };
  }
  return { name, grade: 'pass', text: video.label, fix: null };
}

function checkSound({ capture, settings }: CheckInput): Check {
  const name = 'Sound';
  const { audio } = capture;
  if (settings.mix.muted) return { name, grade: 'amber', text: 'Muted. Viewers will hear nothing.', fix: 'unmute' };
  if (settings.audioSource.kind === 'silence') {
    return { name, grade: 'amber', text: 'Silence is chosen. Viewers will hear nothing.', fix: 'sources' };
  }
  if (audio.state === 'failed') return { name, grade: 'block', text: words(audio.error), fix: 'sources' };
  if (audio.state === 'opening') return { name, grade: 'block', text: 'The sound is still opening.', fix: null };
  if (settings.audioSource.kind === 'test') {
    return { name, grade: 'amber', text: 'Viewers will hear the sync test beep, not a microphone.', fix: 'sources' };
  }
  return { name, grade: 'pass', text: audio.label, fix: null };
}

function checkFormat({ profile: { video, audio } }: CheckInput): Check {
  const text = `${sizeOf(video)} at ${video.fps} fps, ${rateText(video.kbps)}; sound ${audio.kbps} kb/s`;
  return { name: 'Format', grade: 'pass', text, fix: null };
}

function checkDestination({ profile }: CheckInput): Check {
  const name = 'Destination';
  if (profile.serviceId === 'rehearsal') {
    const text = 'This profile only rehearses. Choose a service to reach viewers.';
    return { name, grade: 'block', text, fix: 'destination' };
  }
  const address = parseIngestUrl(profile.serverUrl);
  if (!address.ok) return { name, grade: 'block', text: words(address.error), fix: 'destination' };
  const where = `${presetFor(profile.serviceId).name}, ${address.value.host}`;
  if (address.value.scheme === 'rtmps') return { name, grade: 'pass', text: `${where}, encrypted`, fix: null };
  return { name, grade: 'pass', text: `${where}. Not encrypted: the network can read along.`, fix: null };
}

function checkKey({ profile, keyStore }: CheckInput): Check {
  const name = 'Stream key';
  const preset = presetFor(profile.serviceId);
  if (!preset.needsKey && profile.key === 'none') return { name, grade: 'pass', text: 'Not needed.', fix: null };
  if (profile.key === 'none') {
    return { name, grade: 'block', text: `${preset.name} needs your stream key. Paste it once.`, fix: 'key' };
  }
  const text = profile.key === 'stored' && keyStore ? 'Stored in your system’s key store.' : 'Kept for this run only.';
  return { name, grade: 'pass', text, fix: null };
}

function words(error: Parameters<typeof sentenceFor>[0]): string {
  const { text, next } = sentenceFor(error, { service: '', host: '' });
  return `${text} ${next}`.trim();
}
