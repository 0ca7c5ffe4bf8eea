/** What the detectors found, in one sentence with the way out; spoken once for each episode. */
import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { SoundFinding } from '../../../../shared/studio/audio/level/levels.ts';
import { useMedia } from '../../../app/media-port.ts';
import { Button } from '../../../app/parts/button.tsx';
import { mostUrgent } from '../../../store/show/plans/air.ts';
import { currentShow, sourceOf, useShow } from '../../../store/show/show.ts';
import { say } from '../../../store/show/spoken.ts';
import { t as textNow, useTranslation } from '../../../words/words.ts';
import { setStrip, type StripPatch } from './controls/strip-edits.ts';

/** What one press changes; null where only a person can help. */
const cures: Readonly<Record<SoundFinding['kind'], StripPatch | null>> = {
  'talking-muted': { muted: false },
  clipping: null,
  'no-signal': null,
  'left-only': { mono: true },
  'right-only': { mono: true },
  'out-of-phase': null,
};

/** Nothing while all is well. */
export function SoundFindings() {
  const { t } = useTranslation();
  const found = useWorstFinding();
  const name = useShow((show) => (found === null ? '' : (sourceOf(show, found.sourceId)?.name ?? '')), '');
  if (found === null || name === '') return null;
  const cure = cures[found.kind];
  return (
    <p className="sound-finding">
      <TriangleAlert aria-hidden="true" />
      <span>{t(`mixer.findings.${found.kind}`, { name })}</span>
      {cure === null ? null : (
        <Button onClick={() => void setStrip(found.sourceId, cure)}>{t(`mixer.cures.${found.kind}`)}</Button>
      )}
    </p>
  );
}

function useWorstFinding(): SoundFinding | null {
  const { onSoundFindings } = useMedia();
  const [worst, setWorst] = useState<SoundFinding | null>(null);
  useEffect(() => {
    let known: ReadonlySet<string> = new Set();
    return onSoundFindings((findings) => {
      for (const finding of findings) if (!known.has(keyOf(finding))) speak(finding);
      known = new Set(findings.map(keyOf));
      setWorst(mostUrgent(findings));
    });
  }, [onSoundFindings]);
  return worst;
}

function keyOf({ kind, sourceId }: SoundFinding): string {
  return `${kind} ${sourceId}`;
}

function speak({ kind, sourceId }: SoundFinding): void {
  const show = currentShow();
  const name = show === null ? undefined : sourceOf(show, sourceId)?.name;
  if (name !== undefined) say(textNow(`mixer.findings.${kind}`, { name }));
}
