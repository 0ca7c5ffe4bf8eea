/** Everything about one transition: that of the show, or the one that a scene has instead. */
import { useState } from 'react';
import { transitionSchema, type Transition } from '../../../../shared/studio/document/scene.ts';
import { SelectField } from '../../../app/parts/field.tsx';
import { chooseTransition, setTransition } from '../../../store/show/acts/scene-acts.ts';
import { Visit } from '../../../store/show/mirror/visit.ts';
import { directions, transitionKinds, transitionOf } from '../../../store/show/plans/drafts/transitions.ts';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { transitionFields } from '../fields/field-plans.ts';
import { PlannedFields } from '../fields/planned-fields.tsx';
import { ShowDialogFrame } from '../parts/show-dialog.tsx';

/** Of the show itself without a scene. */
export function TransitionDialog({ sceneId }: { readonly sceneId: string | null }) {
  const { t } = useTranslation();
  const name = useShow(({ scenes }) => scenes.find(({ id }) => id === sceneId)?.name ?? null, null);
  const transition = useShow((show) => transitionOf(show, sceneId), null);
  // A scene may go while its dialog is open.
  if (sceneId !== null && name === null) return null;
  return (
    <ShowDialogFrame
      title={name === null ? t('show.transitions.title') : t('show.transitions.ofScene', { scene: name })}
    >
      <div className="form">
        <KindField sceneId={sceneId} transition={transition} />
        {transition === null ? null : <Settings key={transition.kind} sceneId={sceneId} transition={transition} />}
      </div>
    </ShowDialogFrame>
  );
}

type OwnedProps<T> = { readonly sceneId: string | null; readonly transition: T };

const usual = 'usual';

function KindField({ sceneId, transition }: OwnedProps<Transition | null>) {
  const { t } = useTranslation();
  const choose = (value: string) => {
    const kind = transitionKinds.find((each) => each === value);
    if (kind !== undefined) void chooseTransition(sceneId, kind);
    else if (value === usual) void setTransition(sceneId, null);
  };
  return (
    <SelectField
      label={t('show.transitions.kind')}
      value={transition?.kind ?? usual}
      onChange={(event) => choose(event.target.value)}
    >
      {sceneId === null ? null : <option value={usual}>{t('show.scenes.usualTransition')}</option>}
      {transitionKinds.map((kind) => (
        <option key={kind} value={kind}>
          {t(`show.transitions.${kind}`)}
        </option>
      ))}
    </SelectField>
  );
}

function Settings({ sceneId, transition }: OwnedProps<Transition>) {
  const [visit] = useState(() => new Visit());
  const change = (patch: object) => {
    const parsed = transitionSchema.safeParse({ ...transition, ...patch });
    if (parsed.success) void setTransition(sceneId, parsed.data, visit.gesture);
  };
  return (
    <div className="form" onFocus={visit.begin}>
      {'direction' in transition ? (
        <DirectionField direction={transition.direction} onChange={(direction) => change({ direction })} />
      ) : null}
      <PlannedFields
        plans={transitionFields[transition.kind]}
        values={transition}
        onChange={(key, value) => change({ [key]: value })}
      />
    </div>
  );
}

type DirectionFieldProps = { readonly direction: string; readonly onChange: (direction: string) => void };

function DirectionField({ direction, onChange }: DirectionFieldProps) {
  const { t } = useTranslation();
  return (
    <SelectField
      label={t('show.transitions.direction')}
      value={direction}
      onChange={(event) => onChange(event.target.value)}
    >
      {directions.map((each) => (
        <option key={each} value={each}>
          {t(`show.transitions.${each}`)}
        </option>
      ))}
    </SelectField>
  );
}
