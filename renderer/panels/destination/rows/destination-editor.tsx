/** The fields of a destination beside the main one; each is stored as soon as it is left. */
import { presetFor } from '../../../../shared/live/services/presets.ts';
import { SelectField, TextField } from '../../../app/parts/field.tsx';
import { editPlace, toServiceId, type Place } from '../../../store/profiles.ts';
import { KeyEntry } from '../fields/key-entry.tsx';
import { ServerField } from '../fields/server-field.tsx';
import { StandbyFields } from '../fields/standby-fields.tsx';
import { ServiceOptions } from '../fields/service-options.tsx';
import { maxNameLength, videoKbpsSchema } from '../../../../shared/contract/settings.ts';
import { t } from '../../../words/words.ts';

/** Name, service, server, key, backup, priority and ceiling. */
export function DestinationEditor({ place }: { readonly place: Place }) {
  const rename = (typed: string) => {
    const name = typed.trim() || presetFor(place.serviceId).name;
    if (name !== place.name) void editPlace(place, { name });
  };
  return (
    <div
      className="form destination-form"
      role="group"
      aria-label={t('destination.rows.settings', { name: place.name })}
    >
      <TextField
        key={place.name}
        label={t('destination.name')}
        defaultValue={place.name}
        maxLength={maxNameLength}
        onBlur={(event) => rename(event.target.value)}
      />
      <SelectField
        label={t('destination.service')}
        value={place.serviceId}
        onChange={(event) => void editPlace(place, { serviceId: toServiceId(event.target.value) })}
      >
        <ServiceOptions />
      </SelectField>
      <ServerField place={place} />
      <KeyEntry place={place} />
      <StandbyFields place={place} />
      <CeilingField place={place} />
    </div>
  );
}

/** Applied with Enter or when the field is left; empty is no limit. */
function CeilingField({ place }: { readonly place: Place }) {
  const known = place.ceilingKbps ?? null;
  const commit = (text: string) => {
    const ceilingKbps = text.trim() === '' ? null : Math.round(Number(text));
    if (ceilingKbps !== known) void editPlace(place, { ceilingKbps });
  };
  return (
    <TextField
      key={known}
      label={t('destination.rows.ceiling')}
      type="number"
      min={videoKbpsSchema.minValue ?? 200}
      max={videoKbpsSchema.maxValue ?? 51_000}
      step={100}
      placeholder={t('destination.rows.noLimit')}
      hint={t('destination.rows.ceilingHint')}
      defaultValue={known ?? ''}
      onBlur={(event) => commit(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value);
      }}
    />
  );
}
