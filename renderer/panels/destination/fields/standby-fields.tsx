/** What else belongs to a destination: its second address, whether both carry the stream, its sound, and how important it is. */
import { maxDestinations } from '../../../../shared/contract/settings.ts';
import { backupFor, presetFor } from '../../../../shared/live/services/presets.ts';
import { defaultMaster } from '../../../../shared/studio/document/show.ts';
import { SelectField, TextField } from '../../../app/parts/field.tsx';
import { editPlace, type Place } from '../../../store/profiles.ts';
import { useShow } from '../../../store/show/show.ts';
import { t } from '../../../words/words.ts';

/** Backup address, hot standby, sound track and priority; what the service has no use for is left out. */
export function StandbyFields({ place }: { readonly place: Place }) {
  if (place.serviceId === 'rehearsal') return null;
  return (
    <>
      <BackupField place={place} />
      {place.backupUrl === '' ? null : (
        <TickField
          label={t('destination.standby.both')}
          checked={place.hotStandby}
          onChange={(hotStandby) => void editPlace(place, { hotStandby })}
        />
      )}
      <SoundTrackField place={place} />
      <PriorityField priority={place.priority} onChoose={(priority) => void editPlace(place, { priority })} />
    </>
  );
}

function BackupField({ place }: { readonly place: Place }) {
  const own = backupFor(place.serviceId, place.serverUrl);
  const { urlEditable, name } = presetFor(place.serviceId);
  if (own !== '') {
    return (
      <SelectField
        label={t('destination.standby.backup')}
        value={place.backupUrl}
        onChange={(event) => void editPlace(place, { backupUrl: event.target.value })}
      >
        <option value="">{t('destination.standby.none')}</option>
        <option value={own}>{t('destination.standby.own', { service: name })}</option>
      </SelectField>
    );
  }
  if (!urlEditable) return null;
  const commit = (typed: string) => {
    if (typed.trim() !== place.backupUrl) void editPlace(place, { backupUrl: typed.trim() });
  };
  return (
    <TextField
      key={`${place.id} ${place.backupUrl}`}
      label={t('destination.standby.backup')}
      type="url"
      placeholder={t('destination.standby.none')}
      hint={t('destination.standby.hint')}
      defaultValue={place.backupUrl}
      onBlur={(event) => commit(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(event.currentTarget.value);
      }}
    />
  );
}

/** Which of the mixer's tracks is heard there. */
function SoundTrackField({ place }: { readonly place: Place }) {
  const names = useShow(({ master }) => master.trackNames, defaultMaster.trackNames);
  const tracks = names.map((name, index) => ({ track: index + 1, name }));
  return (
    <SelectField
      label={t('destination.standby.soundTrack')}
      value={place.soundTrack ?? 1}
      hint={t('destination.standby.soundTrackHint')}
      onChange={(event) => void editPlace(place, { soundTrack: Number(event.target.value) })}
    >
      {tracks.map(({ track, name }) => (
        <option key={track} value={track}>
          {t('destination.standby.track', { track, name })}
        </option>
      ))}
    </SelectField>
  );
}

type PriorityFieldProps = { readonly priority: number; readonly onChoose: (priority: number) => void };

/** 1 to 8; the least important suffers first. */
export function PriorityField({ priority, onChoose }: PriorityFieldProps) {
  return (
    <SelectField
      label={t('destination.standby.priority')}
      value={priority}
      hint={t('destination.standby.priorityHint')}
      onChange={(event) => onChoose(Number(event.target.value))}
    >
      {Array.from({ length: maxDestinations }, (_, index) => index + 1).map((rank) => (
        <option key={rank} value={rank}>
          {rank === 1 ? t('destination.standby.first') : rank}
        </option>
      ))}
    </SelectField>
  );
}

type TickFieldProps = {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
};

/** A checkbox with its label behind it. */
export function TickField({ label, checked, onChange }: TickFieldProps) {
  return (
    <label className="tick">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
