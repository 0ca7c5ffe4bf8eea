/** Draws a list of planned fields over a plain object; each change is handed on with its key. */
import { NumberField, SelectField } from '../../../app/parts/field.tsx';
import { textOf } from '../../../words/words.ts';
import { ColourField, LineField, LongText, ToggleField } from './fields.tsx';
import type { FieldPlan } from './field-plans.ts';
import { PathField, PathsField } from './path-fields.tsx';

type PlannedFieldsProps = {
  readonly plans: readonly FieldPlan[];
  /** A source's input or a filter, by key. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly onChange: (key: string, value: unknown) => void;
};

/** A form of the planned fields, in order. */
export function PlannedFields({ plans, values, onChange }: PlannedFieldsProps) {
  return (
    <div className="form-grid">
      {plans.map((plan) => (
        <PlannedField
          key={plan.key}
          plan={plan}
          value={values[plan.key]}
          onChange={(value) => onChange(plan.key, value)}
        />
      ))}
    </div>
  );
}

type PlannedFieldProps = {
  readonly plan: FieldPlan;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
};

function PlannedField({ plan, value, onChange }: PlannedFieldProps) {
  const label = textOf(`show.fields.${plan.key}`) ?? plan.key;
  switch (plan.field) {
    case 'number': {
      const number = typeof value === 'number' ? value : 0;
      const { scale = 1, min, max, step } = plan;
      const bounds = { min: min * scale, max: max * scale, step: step * scale };
      // What goes by whole steps is whole in the document too.
      const kept = (typed: number) => (scale === 1 && step >= 1 ? Math.round(typed) : typed / scale);
      return (
        <NumberField label={label} value={number * scale} {...bounds} onCommit={(typed) => onChange(kept(typed))} />
      );
    }
    case 'toggle':
      return <ToggleField label={label} checked={value === true} onChange={onChange} />;
    case 'colour':
      return <ColourField label={label} value={textFrom(value)} onCommit={onChange} />;
    case 'choice':
      return (
        <SelectField label={label} value={textFrom(value)} onChange={(event) => onChange(event.target.value)}>
          {plan.options.map((option) => (
            <option key={option} value={option}>
              {textOf(`show.options.${option}`) ?? option}
            </option>
          ))}
        </SelectField>
      );
    case 'text':
      return <LineField label={label} value={textFrom(value)} onCommit={onChange} />;
    case 'long-text':
      return <LongText label={label} value={textFrom(value)} rows={plan.rows} onCommit={onChange} />;
    case 'path':
      return <PathField label={label} value={textFrom(value)} files={plan.files} onChoose={onChange} />;
    case 'paths':
      return <PathsField label={label} value={pathsFrom(value)} files={plan.files} onChange={onChange} />;
  }
}

function textFrom(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function pathsFrom(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((path): path is string => typeof path === 'string') : [];
}
