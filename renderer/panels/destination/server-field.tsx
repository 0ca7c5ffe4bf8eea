/** The server's address: chosen from the service's list, or typed where the service allows it. */
import { useState } from 'react';
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { parseIngestUrl, splitPastedUrl } from '../../../shared/rtmp/url.ts';
import { SelectField, TextField } from '../../app/parts/field.tsx';
import { editProfile } from '../../store/profiles.ts';
import { KeyMovedNote, moveKeyOut } from './key-move.tsx';

/** Address of the selected profile. */
export function ServerField({ profile }: { readonly profile: ProfileView }) {
  const { servers, urlEditable } = presetFor(profile.serviceId);
  // Kept here because the address field starts anew with each address.
  const [movedFor, setMovedFor] = useState('');
  if (profile.serviceId === 'rehearsal') {
    return <p className="small muted">Rehearsals stay on this computer. Choose a service to stream to viewers.</p>;
  }
  return (
    <>
      {servers.length > 0 ? <ServerList profile={profile} /> : null}
      {urlEditable ? (
        <AddressField
          key={`${profile.id} ${profile.serverUrl}`}
          profile={profile}
          onMoved={() => setMovedFor(profile.id)}
        />
      ) : null}
      {movedFor === profile.id ? <KeyMovedNote /> : null}
    </>
  );
}

function ServerList({ profile }: { readonly profile: ProfileView }) {
  const { servers, urlEditable } = presetFor(profile.serviceId);
  const listed = servers.some((server) => server.url === profile.serverUrl);
  return (
    <SelectField
      label="Server"
      value={listed ? profile.serverUrl : ''}
      onChange={(event) => void editProfile(profile.id, { serverUrl: event.target.value })}
    >
      {listed ? null : <option value="">{urlEditable ? 'Another address' : 'Choose a server'}</option>}
      {servers.map((server) => (
        <option key={server.url} value={server.url}>
          {server.name}
        </option>
      ))}
    </SelectField>
  );
}

type AddressFieldProps = { readonly profile: ProfileView; readonly onMoved: () => void };

function AddressField({ profile, onMoved }: AddressFieldProps) {
  const take = async (text: string) => {
    const { serverUrl, key } = splitPastedUrl(text);
    if (key === null) return false;
    onMoved();
    return moveKeyOut(profile, serverUrl, key);
  };
  const commit = async (text: string) => {
    const typed = text.trim();
    if (typed === profile.serverUrl || (profile.key === 'none' && (await take(typed)))) return;
    await editProfile(profile.id, { serverUrl: typed });
  };
  return (
    <>
      <TextField
        label="Server address"
        type="url"
        placeholder="rtmp://server/app"
        defaultValue={profile.serverUrl}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          if (splitPastedUrl(pasted).key === null) return;
          event.preventDefault();
          void take(pasted);
        }}
        onBlur={(event) => void commit(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void commit(event.currentTarget.value);
        }}
        {...complaintAbout(profile.serverUrl)}
      />
    </>
  );
}

function complaintAbout(serverUrl: string): { readonly complaint?: string; readonly hint?: string } {
  if (serverUrl === '') return { hint: 'Begins with rtmp:// or rtmps://' };
  const address = parseIngestUrl(serverUrl);
  if (address.ok) return {};
  const { text, next } = sentenceFor(address.error, { service: '', host: '' });
  return { complaint: `${text} ${next}` };
}
