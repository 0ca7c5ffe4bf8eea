/** What must be right before going live, as one pure list from what the window already knows. */
import type { CaptureStatus } from '../../../shared/contract/ipc.ts';
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { fitRenditions } from '../../../shared/live/delivery/renditions.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { rateText, sizeOf } from '../../app/parts/figures.ts';
import { placesOf, proofText, type Place } from '../../store/profiles.ts';
import { missingText, type AirFacts, type MissingSource, type SoundTrouble } from '../../store/show/plans/air.ts';
import { t } from '../../words/words.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';

/** Where the user is taken to put it right. */
export type Fix = 'sources' | 'destination' | 'key' | 'unmute' | 'mono';

/** One line of the sheet; amber lets the user start anyway, block does not. */
export type Check = {
  /** Picture, Sound, Format, Destination, Stream key, or the name of one of several destinations. */
  readonly name: string;
  readonly grade: 'pass' | 'amber' | 'block';
  readonly text: string;
  readonly fix: Fix | null;
  /** Which destination, when it concerns one. */
  readonly placeId?: string;
  /** Which source, when one press mends it there. */
  readonly sourceId?: string;
};

/** Everything that the checks look at. */
export type CheckInput = {
  readonly capture: CaptureStatus;
  /** What the scene on air gives. */
  readonly air: AirFacts;
  /** Its sources that can't be had. */
  readonly missing: readonly MissingSource[];
  /** What its sound's detectors found. */
  readonly trouble: SoundTrouble | null;
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

function checkPicture({ capture, air, missing }: CheckInput): Check {
  const name = t('live.sheet.checks.picture');
  const { video } = capture;
  if (air.picture === 'empty') {
    return { name, grade: 'block', text: t('live.sheet.says.emptyScene'), fix: 'sources' };
  }
  if (video.state === 'failed') return { name, grade: 'block', text: words(video.error), fix: 'sources' };
  if (video.state === 'opening') return { name, grade: 'block', text: t('live.sheet.says.pictureOpening'), fix: null };
  if (air.picture === 'test') {
    return { name, grade: 'amber', text: t('live.sheet.says.testPicture'), fix: 'sources' };
  }
  // The picture goes on without them.
  if (missing.length > 0) return { name, grade: 'amber', text: missing.map(missingText).join(' '), fix: 'sources' };
  return { name, grade: 'pass', text: video.label, fix: null };
}

function checkSound({ capture, air, trouble }: CheckInput): Check {
  const name = t('live.sheet.checks.sound');
  const { audio } = capture;
  if (air.sound === 'muted') return { name, grade: 'amber', text: t('live.sheet.says.muted'), fix: 'unmute' };
  if (air.sound === 'silence') {
    return { name, grade: 'amber', text: t('live.sheet.says.silence'), fix: 'sources' };
  }
  if (audio.state === 'failed') return { name, grade: 'block', text: words(audio.error), fix: 'sources' };
  if (audio.state === 'opening') return { name, grade: 'block', text: t('live.sheet.says.soundOpening'), fix: null };
  if (trouble !== null) return { name, ...troubled(trouble) };
  if (air.sound === 'test') {
    return { name, grade: 'amber', text: t('live.sheet.says.testSound'), fix: 'sources' };
  }
  return { name, grade: 'pass', text: audio.label, fix: null };
}

/** Viewers would hear it as it is now; they get a sound, so nothing blocks. */
function troubled({ kind, name, sourceId }: SoundTrouble): Omit<Check, 'name'> {
  const fix = soundFixes[kind];
  const told = { grade: 'amber', text: t(`mixer.findings.${kind}`, { name }), fix } as const;
  return fix === 'unmute' || fix === 'mono' ? { ...told, sourceId } : told;
}

const soundFixes: Readonly<Record<SoundTrouble['kind'], Fix | null>> = {
  'talking-muted': 'unmute',
  clipping: null,
  'no-signal': 'sources',
  'left-only': 'mono',
  'right-only': 'mono',
  'out-of-phase': null,
};

/** One stream has to suit all destinations, or two; what they need together is what the upload must hold. */
function checkFormat({ profile }: CheckInput): Check {
  const name = t('live.sheet.checks.format');
  const places = enabledPlaces(profile);
  const { video, audio, second, explanations: changes } = fitRenditions(places, profile);
  const text = t('live.sheet.says.format', {
    size: sizeOf(video),
    fps: video.fps,
    rate: rateText(video.kbps),
    sound: audio.kbps,
  });
  // A hot standby is a second copy.
  const copies = places.reduce((sum, place) => sum + (place.hotStandby ? 2 : 1), 0);
  const upload = places.reduce((sum, { name: place, hotStandby }) => {
    const kbps = second?.names.includes(place) === true ? second.kbps : video.kbps;
    return sum + (hotStandby ? 2 : 1) * (kbps + audio.kbps);
  }, 0);
  const together = copies > 1 ? ` ${t('live.sheet.says.together', { rate: rateText(upload) })}` : '';
  if (changes.length === 0) return { name, grade: 'pass', text: `${text}.${together}`, fix: null };
  return { name, grade: 'amber', text: `${text}.${together} ${changes.join(' ')}`, fix: null };
}

function checkDestinations(input: CheckInput): readonly Check[] {
  const { profile } = input;
  if (profile.serviceId === 'rehearsal') {
    const text = t('live.sheet.says.onlyRehearses');
    return [
      { name: t('live.sheet.checks.destination'), grade: 'block', text, fix: 'destination' },
      checkKey(input, t('live.sheet.checks.key'), profile),
    ];
  }
  const places = enabledPlaces(profile);
  const [only] = places;
  if (only === undefined) {
    const text = t('live.sheet.says.noneOn');
    return [{ name: t('live.sheet.checks.destination'), grade: 'block', text, fix: null }];
  }
  if (profile.destinations.length === 0)
    return [checkAddress(t('live.sheet.checks.destination'), only), checkKey(input, t('live.sheet.checks.key'), only)];
  return places.map((place) => {
    const address = checkAddress(place.name, place);
    const key = checkKey(input, place.name, place);
    const checked = address.grade === 'block' ? address : key.grade === 'block' ? key : address;
    return Object.assign(checked, { placeId: place.id });
  });
}

function checkAddress(name: string, place: Pick<Place, 'serviceId' | 'serverUrl' | 'backupUrl' | 'proof'>): Check {
  const address = parseIngestUrl(place.serverUrl);
  if (!address.ok) return { name, grade: 'block', text: words(address.error), fix: 'destination' };
  const backup = place.backupUrl === '' ? '' : t('live.sheet.says.backup');
  const where = `${presetFor(place.serviceId).name}, ${address.value.host}${backup}`;
  const isEncrypted = address.value.scheme === 'rtmps';
  const way = t(isEncrypted ? 'live.sheet.says.encrypted' : 'live.sheet.says.open', { where });
  const proof = proofText(place);
  // "Twitch, live.twitch.tv, encrypted" has no stop of its own.
  const text = proof === '' ? way : `${way.replace(/\.$/u, '')}. ${proof}`;
  return { name, grade: 'pass', text, fix: null };
}

function checkKey({ keyStore }: CheckInput, name: string, place: Pick<Place, 'serviceId' | 'key'>): Check {
  const preset = presetFor(place.serviceId);
  if (!preset.needsKey && place.key === 'none')
    return { name, grade: 'pass', text: t('live.sheet.says.notNeeded'), fix: null };
  if (place.key === 'none') {
    return { name, grade: 'block', text: t('live.sheet.says.needsKey', { service: preset.name }), fix: 'key' };
  }
  const isStored = place.key === 'stored' && keyStore;
  const text = t(isStored ? 'live.sheet.says.keyStored' : 'live.sheet.says.keyThisRun');
  return { name, grade: 'pass', text, fix: null };
}

function words(error: Parameters<typeof sentenceFor>[0]): string {
  const { text, next } = sentenceFor(error, { service: '', host: '' });
  return `${text} ${next}`.trim();
}
