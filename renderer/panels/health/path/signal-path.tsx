/** The signal path: five stages from lens to receiver, each with a shape, a word and one figure. */
import { Toolbar } from 'radix-ui';
import { useState } from 'react';
import type { Stage } from '../../../../shared/contract/session.ts';
import { localFigure } from '../../../app/parts/figures.ts';
import { useLive, worstStage } from '../../../store/live.ts';
import { useVerdict } from '../../../store/session/verdict.ts';
import { VerdictLine } from '../verdict-line.tsx';
import { HealthMark } from './health-mark.tsx';
import { t } from '../../../words/words.ts';

/** One toolbar; the verdict stands in a line above, or the stage that is pressed explains itself there. */
export function SignalPath() {
  const stages = useLive((store) => store.session.stages);
  const [pressed, setPressed] = useState<Stage['id'] | null>(null);
  const verdict = useVerdict();
  const shown = stages.find((stage) => stage.id === pressed);
  const explained = shown ?? (verdict === null ? worstStage(stages) : undefined);
  return (
    <section className="signal-path panel" aria-label={t('live.health.path')} tabIndex={-1} data-region="Signal path">
      {explained ? <StageLine stage={explained} /> : null}
      {verdict !== null && shown === undefined ? <VerdictLine verdict={verdict} /> : null}
      <Toolbar.Root className="path" aria-label={t('live.health.stages')}>
        {stages.map((stage) => (
          <Toolbar.Button
            key={stage.id}
            className={`path-stage health-${stage.health}`}
            aria-expanded={stage.id === explained?.id}
            onClick={() => setPressed(stage.id === pressed ? null : stage.id)}
          >
            <HealthMark health={stage.health} />
            <span className="path-name">{t(`live.health.stage.${stage.id}`)}</span>
            <span className="path-word">{t(`live.health.word.${stage.health}`)}</span>
            <span className="path-figure">{localFigure(stage.figure)}</span>
          </Toolbar.Button>
        ))}
      </Toolbar.Root>
    </section>
  );
}

function StageLine({ stage }: { readonly stage: Stage }) {
  return (
    <p className={`path-line health-${stage.health}`}>
      <strong>{t(`live.health.stage.${stage.id}`)}.</strong> {stage.verdict || t(`live.health.meaning.${stage.id}`)}
    </p>
  );
}
