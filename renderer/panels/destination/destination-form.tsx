/** Where the selected profile streams to, and in which format; locked with a reason while a session runs. */
import { Lock } from 'lucide-react';
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { presetFor, serviceIds } from '../../../shared/live/services/presets.ts';
import { rateText, sizeOf } from '../../app/parts/figures.ts';
import { isActive, useLive } from '../../store/live.ts';
import { selectedProfile, switchService, toServiceId, useProfiles } from '../../store/profiles.ts';
import { FormatFields } from './format-fields.tsx';
import { KeyEntry } from './key-entry.tsx';
import { ServerField } from './server-field.tsx';
import { SelectField } from '../../app/parts/field.tsx';

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
  return (
    <div className="form">
      <ServerField profile={profile} />
      <KeyEntry key={profile.id} profile={profile} />
    </div>
  );
}

function LockedFormat({ profile: { video, audio } }: { readonly profile: ProfileView }) {
  return (
    <p className="lock-note small">
      <Lock aria-hidden="true" />
      {sizeOf(video)}, {video.fps} fps, {rateText(video.kbps)} and sound {audio.kbps} kb/s. Locked while the stream
      runs.
    </p>
  );
}

function EditableForm({ profile }: { readonly profile: ProfileView }) {
  return (
    <div className="form">
      <SelectField
        label="Service"
        value={profile.serviceId}
        onChange={(event) => void switchService(profile, toServiceId(event.target.value))}
      >
        {serviceIds.map((id) => (
          <option key={id} value={id}>
            {presetFor(id).name}
          </option>
        ))}
      </SelectField>
      <ServerField profile={profile} />
      <KeyEntry key={profile.id} profile={profile} />
      <ServiceNotes notes={presetFor(profile.serviceId).notes} />
      <FormatFields key={profile.id + profile.serviceId} profile={profile} />
    </div>
  );
}

function ServiceNotes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <details className="notes">
      <summary>Good to know</summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  );
}
