/** What the scene on air gives viewers, in the few words that the checks before going live need. */
import type { StudioError } from '../../../../shared/errors.ts';
import type { Show } from '../../../../shared/studio/document/show.ts';
import { hasPicture, type Source } from '../../../../shared/studio/document/source.ts';
import type { SoundFinding } from '../../../../shared/studio/audio/level/levels.ts';
import { isSent } from '../../../../shared/studio/scene/plan/aired.ts';
import { audibleGains } from '../../../../shared/studio/scene/plan/audible.ts';
import { seenSources, standInsOf } from '../../../../shared/studio/scene/plan/seen.ts';
import { indexShow } from '../../../../shared/studio/scene/show-index.ts';
import { livesOnFeed, mustFlow } from '../../../../shared/studio/scene/source-status.ts';
import { t } from '../../../words/words.ts';

export type AirFacts = {
  /** Nothing to see, nothing but the test picture, or something. */
  readonly picture: 'empty' | 'test' | 'something';
  /** No sound at all, all of it muted, nothing but the test beep, or something. */
  readonly sound: 'silence' | 'muted' | 'test' | 'something';
};

/** Of the programme scene. */
export function airFacts(show: Show): AirFacts {
  const stage = { programId: show.stage.programId, leavingId: null, progress: 1 };
  const shown = new Set(audibleGains(indexShow(show), stage).keys());
  const seen = show.sources.filter(({ id, input }) => shown.has(id) && hasPicture(input.kind));
  const heard = show.sources.filter(
    ({ id, input, strip }) => strip !== null && (shown.has(id) || !hasPicture(input.kind)),
  );
  return { picture: pictureOf(seen), sound: show.master.muted && heard.length > 0 ? 'muted' : soundOf(heard) };
}

function pictureOf(seen: readonly Source[]): AirFacts['picture'] {
  if (seen.length === 0) return 'empty';
  return seen.every(({ input }) => input.kind === 'test') ? 'test' : 'something';
}

/** A muted beep is nobody's loss; a muted microphone is. */
function soundOf(heard: readonly Source[]): AirFacts['sound'] {
  const open = heard.filter(({ strip }) => strip?.muted === false);
  if (open.length > 0) return open.every(({ input }) => input.kind === 'test') ? 'test' : 'something';
  return heard.some(({ input }) => input.kind !== 'test') ? 'muted' : 'silence';
}

/** A source of the scene on air that can't be had, and what viewers see where it should be. */
export type MissingSource = {
  readonly name: string;
  readonly error: StudioError;
  readonly instead:
    { readonly kind: 'stand-in'; readonly name: string } | { readonly kind: 'holding' } | { readonly kind: 'nothing' };
};

/** Those that take most of the picture first; `errors` by source. */
export function missingOnAir(
  show: Show,
  errors: Readonly<Record<string, StudioError | undefined>>,
): readonly MissingSource[] {
  const index = indexShow(show);
  return seenSources(index, show.stage.programId).flatMap((id): readonly MissingSource[] => {
    const source = index.sources.get(id);
    const error = errors[id];
    if (source === undefined || error === undefined) return [];
    const standIn = index.sources.get(standInsOf(index, id).find((other) => errors[other] === undefined) ?? '');
    const { kind } = source.input;
    if (standIn !== undefined) return [{ name: source.name, error, instead: { kind: 'stand-in', name: standIn.name } }];
    const isHeld = mustFlow(kind) || livesOnFeed(kind);
    return [{ name: source.name, error, instead: { kind: isHeld ? 'holding' : 'nothing' } }];
  });
}

/** What is missing, and what viewers see. */
export function missingText({ name, error, instead }: MissingSource): string {
  const isGone = /-(?:missing|lost)$/u.test(error.code);
  const what = t(isGone ? 'live.missing.gone' : 'live.missing.silent', { name });
  switch (instead.kind) {
    case 'stand-in':
      return `${what} ${t('live.missing.standIn', { name: instead.name })}`;
    case 'holding':
      return `${what} ${t('live.missing.holding')}`;
    case 'nothing':
      return `${what} ${t('live.missing.nothing')}`;
  }
}

/** Most urgent first. */
const urgency: readonly SoundFinding['kind'][] = [
  'talking-muted',
  'clipping',
  'no-signal',
  'left-only',
  'right-only',
  'out-of-phase',
];

/** Of what the detectors found, what is to be told first; null when they found nothing. */
export function mostUrgent(findings: readonly SoundFinding[]): SoundFinding | null {
  return findings.toSorted((a, b) => urgency.indexOf(a.kind) - urgency.indexOf(b.kind))[0] ?? null;
}

/** What is wrong with a sound that viewers get, or should get. */
export type SoundTrouble = SoundFinding & { readonly name: string };

/** The most urgent of what the detectors found; what is kept from viewers may be as it likes. */
export function troubleOnAir(show: Show, findings: readonly SoundFinding[]): SoundTrouble | null {
  const { sources } = indexShow(show);
  const heard = findings.filter(({ sourceId, kind }) => {
    const strip = sources.get(sourceId)?.strip ?? null;
    return strip !== null && (kind === 'talking-muted' || isSent(strip));
  });
  const found = mostUrgent(heard);
  return found === null ? null : { ...found, name: sources.get(found.sourceId)?.name ?? '' };
}
