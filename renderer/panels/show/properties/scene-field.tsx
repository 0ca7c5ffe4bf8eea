/** Which scene a nested scene shows. */
import type { Scene } from '../../../../shared/studio/document/scene.ts';
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { SelectField } from '../../../app/parts/field.tsx';
import { useShow } from '../../../store/show/show.ts';
import { useTranslation } from '../../../words/words.ts';

type SceneFieldProps = { readonly input: InputOf<'scene'>; readonly onChange: (input: InputOf<'scene'>) => void };

const none: readonly Scene[] = [];

/** All scenes; a circle is refused and told. */
export function SceneField({ input, onChange }: SceneFieldProps) {
  const { t } = useTranslation();
  const scenes = useShow((show) => show.scenes, none);
  return (
    <SelectField
      label={t('show.kinds.scene')}
      value={input.sceneId}
      onChange={(event) => onChange({ kind: 'scene', sceneId: event.target.value })}
    >
      {scenes.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
