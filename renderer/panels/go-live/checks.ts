/** What must be right before going live, as one pure list from what the window already knows. */
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import type { ProfileView, Settings } from '../../../shared/contract/settings.ts';
import { fitRenditions } from '../../../shared/live/delivery/renditions.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { rateText, sizeOf } from '../../app/parts/figures.ts';
import { placesOf, type Place } from '../../store/profiles.ts';

/** Where the user is taken to put it right. */
export type Fix = 'sources' | 'destination' | 'key' | 'unmute';

/** One line of the sheet; amber lets the user start anyway, block does not. */
export type Check = {
  /** Picture, Sound, Format, Destination, Stream key, or the name of one of several destinations. */
  readonly name: string;
  readonly grade: 'pass' | 'amber' | 'block';
  readonly text: string;
  readonly fix: Fix | null;
  /** Which destination, when it concerns one. */
  readonly placeId?: string;
};

/** Everything that the checks look at. */
export type CheckInput = {
  readonly capture: CaptureStatus;
  readonly settings: Settings;
  readonly profile: ProfileView;
  readonly keyStore: boolean;
};

/** The checks, in the order of the sheet; several destinations have a line each in place of the last two. */
export function runChecks(input: CheckInput): readonly Check[] {
  return [checkPicture(input), checkSound(input), checkFormat(input), ...checkDestinations(input)];
}

/** The destinations that would go live. */
export function enabledPlaces(profile: ProfileView): readonly Place[] {
  return placesOf(profile).filter(({ enabled }) => enabled);
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

/** One stream has to suit all destinations, or two; what they need together is what the upload must hold. */
function checkFormat({ profile }: CheckInput): Check {
  const name = 'Format';
  const places = enabledPlaces(profile);
  const { video, audio, second, explanations: changes } = fitRenditions(places, profile);
  const text = `${sizeOf(video)} at ${video.fps} fps, ${rateText(video.kbps)}; sound ${audio.kbps} kb/s`;
  // A hot standby is a second copy.
  const copies = places.reduce((sum, place) => sum + (place.hotStandby ? 2 : 1), 0);
  const upload = places.reduce((sum, { name: place, hotStandby }) => {
    const kbps = second?.names.includes(place) === true ? second.kbps : video.kbps;
    return sum + (hotStandby ? 2 : 1) * (kbps + audio.kbps);
  }, 0);
  const together = copies > 1 ? ` Together ${rateText(upload)} of upload.` : '';
  if (changes.length === 0) return { name, grade: 'pass', text: `${text}.${together}`, fix: null };
  return { name, grade: 'amber', text: `${text}.${together} ${changes.join(' ')}`, fix: null };
}

function checkDestinations(input: CheckInput): readonly Check[] {
  const { profile } = input;
  if (profile.serviceId === 'rehearsal') {
    const text = 'This profile only rehearses. Choose a service to reach viewers.';
    return [{ name: 'Destination', grade: 'block', text, fix: 'destination' }, checkKey(input, 'Stream key', profile)];
  }
  const places = enabledPlaces(profile);
  const [only] = places;
  if (only === undefined) {
    const text = 'No destination is switched on, so nothing would be sent.';
    return [{ name: 'Destination', grade: 'block', text, fix: null }];
  }
  if (profile.destinations.length === 0)
    return [checkAddress('Destination', only), checkKey(input, 'Stream key', only)];
  return places.map((place) => {
    const address = checkAddress(place.name, place);
    const key = checkKey(input, place.name, place);
    const checked = address.grade === 'block' ? address : key.grade === 'block' ? key : address;
    return Object.assign(checked, { placeId: place.id });
  });
}

function checkAddress(name: string, place: Pick<Place, 'serviceId' | 'serverUrl' | 'backupUrl'>): Check {
  const address = parseIngestUrl(place.serverUrl);
  if (!address.ok) return { name, grade: 'block', text: words(address.error), fix: 'destination' };
  const backup = place.backupUrl === '' ? '' : ', with a backup';
  const where = `${presetFor(place.serviceId).name}, ${address.value.host}${backup}`;
  if (address.value.scheme === 'rtmps') return { name, grade: 'pass', text: `${where}, encrypted`, fix: null };
  return { name, grade: 'pass', text: `${where}. Not encrypted: the network can read along.`, fix: null };
}

function checkKey({ keyStore }: CheckInput, name: string, place: Pick<Place, 'serviceId' | 'key'>): Check {
  const preset = presetFor(place.serviceId);
  if (!preset.needsKey && place.key === 'none') return { name, grade: 'pass', text: 'Not needed.', fix: null };
  if (place.key === 'none') {
    return { name, grade: 'block', text: `${preset.name} needs your stream key. Paste it once.`, fix: 'key' };
  }
  const text = place.key === 'stored' && keyStore ? 'Stored in your system’s key store.' : 'Kept for this run only.';
  return { name, grade: 'pass', text, fix: null };
}

function words(error: Parameters<typeof sentenceFor>[0]): string {
  const { text, next } = sentenceFor(error, { service: '', host: '' });
  return `${text} ${next}`.trim();
}
