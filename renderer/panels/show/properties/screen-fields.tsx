/** Which screen or window, and for a screen which part of it. */
import type { InputOf } from '../../../../shared/studio/document/source.ts';
import { regionWith } from '../../../../shared/studio/geometry/region.ts';
import { NumberField, SelectField } from '../../../app/parts/field.tsx';
import { useScreens } from '../../../store/show/captures.ts';
import { useTranslation } from '../../../words/words.ts';
import { ToggleField } from '../fields/fields.tsx';

type ScreenInput = InputOf<'screen' | 'window'>;
type ScreenFieldProps = { readonly input: ScreenInput; readonly onChange: (input: ScreenInput) => void };

/** Those there are now, and the chosen one even when it is not among them. */
export function ScreenField({ input, onChange }: ScreenFieldProps) {
  const { t } = useTranslation();
  const screens = useScreens();
  const chosen = input.kind === 'screen' ? input.displayId : input.windowId;
  const list = (input.kind === 'screen' ? screens?.screens : screens?.windows) ?? [];
  const isListed = list.some(({ id }) => id === chosen);
  const choose = (id: string) => {
    const label = list.find((each) => each.id === id)?.name ?? '';
    onChange(input.kind === 'screen' ? { ...input, displayId: id, label } : { ...input, windowId: id, label });
  };
  return (
    <SelectField label={t(`show.kinds.${input.kind}`)} value={chosen} onChange={(event) => choose(event.target.value)}>
      {isListed ? null : <option value={chosen}>{input.label || t('show.devices.first')}</option>}
      {list.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}

type RegionFieldsProps = {
  readonly input: InputOf<'screen'>;
  readonly onChange: (input: InputOf<'screen'>) => void;
};

const whole = { x: 0, y: 0, width: 1, height: 1 };
const sides = ['x', 'y', 'width', 'height'] as const;

/** A part of the screen, in per cent of its size. */
export function RegionFields({ input, onChange }: RegionFieldsProps) {
  const { t } = useTranslation();
  const { region } = input;
  return (
    <>
      <ToggleField
        label={t('show.properties.region')}
        checked={region !== null}
        onChange={(on) => onChange({ ...input, region: on ? whole : null })}
      />
      {region === null ? null : (
        <div className="form-grid">
          {sides.map((side) => (
            <NumberField
              key={side}
              label={t(`editor.numbers.${side}`)}
              value={region[side] * 100}
              min={side === 'x' || side === 'y' ? 0 : 0.1}
              max={100}
              step={0.5}
              onCommit={(percent) => onChange({ ...input, region: regionWith(region, side, percent / 100) })}
            />
          ))}
        </div>
      )}
    </>
  );
}
