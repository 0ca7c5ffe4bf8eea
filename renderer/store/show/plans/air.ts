/** What the scene on air gives viewers, in the few words that the checks before going live need. */
import type { Show } from '../../../../shared/studio/document/show.ts';
import { hasPicture, type Source } from '../../../../shared/studio/document/source.ts';
import { audibleGains } from '../../../../shared/studio/scene/plan/audible.ts';
import { indexShow } from '../../../../shared/studio/scene/show-index.ts';

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
