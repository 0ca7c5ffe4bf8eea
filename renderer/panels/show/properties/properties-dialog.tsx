/** The properties of one source; every change counts at once, a visit to a field is one step to undo: nothing to confirm. */
import { useState } from 'react';
import { inputSchema, type Input, type Source } from '../../../../shared/studio/document/source.ts';
import { renameSource } from '../../../store/show/acts/scene-acts.ts';
import { Visit } from '../../../store/show/mirror/visit.ts';
import { edit, sourceOf, useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';
import { inputFields } from '../fields/field-plans.ts';
import { LineField } from '../fields/fields.tsx';
import { PlannedFields } from '../fields/planned-fields.tsx';
import { FilmControls } from '../parts/film-controls.tsx';
import { ShowDialogFrame } from '../parts/show-dialog.tsx';
import { CameraFields, SoundDeviceFields } from './device-fields.tsx';
import { EncoderFields, PageFields } from './fed-fields.tsx';
import { SceneField } from './scene-field.tsx';
import { RegionFields, ScreenField } from './screen-fields.tsx';
import { TextFields } from './text-fields.tsx';

/** Gone with its source. */
export function PropertiesDialog({ sourceId }: { readonly sourceId: string }) {
  const { t } = useTranslation();
  const source = useShow((show) => sourceOf(show, sourceId), undefined);
  if (source === undefined) return null;
  return (
    <ShowDialogFrame title={t('show.properties.title', { name: source.name })}>
      <PropertiesForm source={source} />
    </ShowDialogFrame>
  );
}

function PropertiesForm({ source }: { readonly source: Source }) {
  const { t } = useTranslation();
  const [visit] = useState(() => new Visit());
  const { input } = source;
  const change = (next: unknown) => {
    const parsed = inputSchema.safeParse(next);
    if (parsed.success) void edit({ name: 'source.input', sourceId: source.id, input: parsed.data }, visit.gesture);
  };
  const name = (wanted: string) => void renameSource(source.id, wanted);
  return (
    <div className="form" onFocus={visit.begin}>
      <LineField label={t('show.fields.name')} value={source.name} maxLength={80} onCommit={name} />
      {input.kind === 'media' ? <FilmControls sourceId={source.id} name={source.name} input={input} /> : null}
      {input.kind === 'rtmp' ? <EncoderFields sourceId={source.id} /> : null}
      {input.kind === 'browser' ? <PageFields sourceId={source.id} /> : null}
      <OwnFields input={input} onChange={change} />
      <PlannedFields
        plans={inputFields[input.kind]}
        values={input}
        onChange={(key, value) => change({ ...input, [key]: value })}
      />
    </div>
  );
}

/** What only this kind has. */
function OwnFields({ input, onChange }: { readonly input: Input; readonly onChange: (input: unknown) => void }) {
  if (input.kind === 'camera') return <CameraFields input={input} onChange={onChange} />;
  if (input.kind === 'microphone' || input.kind === 'system-audio') {
    return <SoundDeviceFields input={input} onChange={onChange} />;
  }
  if (input.kind === 'window') return <ScreenField input={input} onChange={onChange} />;
  if (input.kind === 'text') return <TextFields input={input} onChange={onChange} />;
  if (input.kind === 'scene') return <SceneField input={input} onChange={onChange} />;
  if (input.kind !== 'screen') return null;
  return (
    <>
      <ScreenField input={input} onChange={onChange} />
      <RegionFields input={input} onChange={onChange} />
    </>
  );
}
