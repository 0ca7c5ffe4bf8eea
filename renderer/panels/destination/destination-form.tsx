/** Where the selected profile streams to, and in which format; locked with a reason while a session runs. */
import { Lock } from 'lucide-react';
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { presetFor, serviceIds } from '../../../shared/live/services/presets.ts';
import { rateText, sizeOf } from '../../app/parts/figures.ts';
import { isActive, useLive } from '../../store/live.ts';
import { mainPlace, selectedProfile, switchService, toServiceId, useProfiles } from '../../store/profiles.ts';
import { FormatFields } from './fields/format-fields.tsx';
import { KeyEntry } from './fields/key-entry.tsx';
import { ServerField } from './fields/server-field.tsx';
import { StandbyFields } from './fields/standby-fields.tsx';
import { SelectField } from '../../app/parts/field.tsx';
import { t } from '../../words/words.ts';

/** The settings of the selected profile; while a session runs only what they say. */
export function DestinationForm() {
  const profile = useProfiles(selectedProfile);
  const locked = useLive((store) => isActive(store.session.state));
  if (!profile) return null;
  return locked ? <LockedFormat profile={profile} /> : <EditableForm profile={profile} />;
}

/** Server and key of the selected profile, for the welcome. */
export function WhereFields() {
  const profile = useProfiles(selectedProfile);
  if (!profile) return null;
  const place = mainPlace(profile);
  return (
    <div className="form">
      <ServerField place={place} />
      <KeyEntry key={place.id} place={place} />
    </div>
  );
}

function LockedFormat({ profile: { video, audio } }: { readonly profile: ProfileView }) {
  return (
    <p className="lock-note small">
      <Lock aria-hidden="true" />
      {t('destination.locked', {
        size: sizeOf(video),
        fps: video.fps,
        rate: rateText(video.kbps),
        sound: audio.kbps,
      })}
    </p>
  );
}

function EditableForm({ profile }: { readonly profile: ProfileView }) {
  const place = mainPlace(profile);
  return (
    <div className="form">
      <SelectField
        label={t('destination.service')}
        value={profile.serviceId}
        onChange={(event) => void switchService(profile, toServiceId(event.target.value))}
      >
        {serviceIds.map((id) => (
          <option key={id} value={id}>
            {presetFor(id).name}
          </option>
        ))}
      </SelectField>
      <ServerField place={place} />
      <KeyEntry key={place.id} place={place} />
      <StandbyFields place={place} />
      <ServiceNotes notes={presetFor(profile.serviceId).notes} />
      <FormatFields key={profile.id + profile.serviceId} profile={profile} />
    </div>
  );
}

function ServiceNotes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <details className="notes">
      <summary>{t('destination.goodToKnow')}</summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  );
}
