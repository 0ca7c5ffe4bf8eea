/** Adding a source: kinds, sources of the show to use again, and for some kinds one more question. */
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import type { InputKind } from '../../../../shared/studio/document/source.ts';
import { Button } from '../../../app/parts/button.tsx';
import { useTranslation } from '../../../words/words.ts';
import { ShowDialogFrame } from '../parts/show-dialog.tsx';
import { KindStep } from './kind-step.tsx';
import { DeviceStep } from './device-step.tsx';
import { SceneStep } from './scene-step.tsx';
import { ScreenStep } from './screen-step.tsx';

/** Opens at the list of kinds, or at the question of one kind. */
export function AddDialog({ first }: { readonly first: InputKind | null }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<InputKind | null>(first);
  const title = step === null ? t('show.add.title') : t('show.add.which', { kind: t(`show.kinds.${step}`) });
  return (
    <ShowDialogFrame title={title} size="wide">
      {step === null ? (
        <KindStep onAsk={setStep} />
      ) : (
        <>
          <Question kind={step} />
          <Button weight="quiet" icon={<ArrowLeft aria-hidden="true" />} onClick={() => setStep(null)}>
            {t('show.add.back')}
          </Button>
        </>
      )}
    </ShowDialogFrame>
  );
}

/** Kinds without a question never come here. */
function Question({ kind }: { readonly kind: InputKind }) {
  if (kind === 'screen' || kind === 'window') return <ScreenStep kind={kind} />;
  if (kind === 'camera' || kind === 'microphone' || kind === 'system-audio') return <DeviceStep kind={kind} />;
  return kind === 'scene' ? <SceneStep /> : null;
}
