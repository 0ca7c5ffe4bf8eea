/** The server's address: chosen from the service's list, or typed where the service allows it. */
import { useState } from 'react';
import { presetFor } from '../../../../shared/live/services/presets.ts';
import { parseIngestUrl, splitPastedUrl } from '../../../../shared/rtmp/url.ts';
import { SelectField, TextField } from '../../../app/parts/field.tsx';
import { editPlace, type Place } from '../../../store/profiles.ts';
import { KeyMovedNote, moveKeyOut } from './key-move.tsx';
import { t } from '../../../words/words.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';

/** Address of a destination. */
export function ServerField({ place }: { readonly place: Place }) {
  const { servers, urlEditable } = presetFor(place.serviceId);
  // Kept here because the address field starts anew with each address.
  const [movedFor, setMovedFor] = useState('');
  if (place.serviceId === 'rehearsal') {
    return <p className="small muted">{t('destination.server.rehearsal')}</p>;
  }
  return (
    <>
      {servers.length > 0 ? <ServerList place={place} /> : null}
      {urlEditable ? (
        <AddressField key={`${place.id} ${place.serverUrl}`} place={place} onMoved={() => setMovedFor(place.id)} />
      ) : null}
      {movedFor === place.id ? <KeyMovedNote /> : null}
    </>
  );
}

function ServerList({ place }: { readonly place: Place }) {
  const { servers, urlEditable } = presetFor(place.serviceId);
  const listed = servers.some((server) => server.url === place.serverUrl);
  return (
    <SelectField
      label={t('destination.server.list')}
      value={listed ? place.serverUrl : ''}
      onChange={(event) => void editPlace(place, { serverUrl: event.target.value })}
    >
      {listed ? null : (
        <option value="">{t(urlEditable ? 'destination.server.another' : 'destination.server.choose')}</option>
      )}
      {servers.map((server) => (
        <option key={server.url} value={server.url}>
          {server.name}
        </option>
      ))}
    </SelectField>
  );
}

type AddressFieldProps = { readonly place: Place; readonly onMoved: () => void };

function AddressField({ place, onMoved }: AddressFieldProps) {
  const take = async (text: string) => {
    const { serverUrl, key } = splitPastedUrl(text);
    if (key === null) return false;
    onMoved();
    return moveKeyOut(place, serverUrl, key);
  };
  const commit = async (text: string) => {
    const typed = text.trim();
    if (typed === place.serverUrl || (place.key === 'none' && (await take(typed)))) return;
    await editPlace(place, { serverUrl: typed });
  };
  return (
    <>
      <TextField
        label={t('destination.server.address')}
        type="url"
        placeholder="rtmp://server/app"
        defaultValue={place.serverUrl}
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
        {...complaintAbout(place.serverUrl)}
      />
    </>
  );
}

function complaintAbout(serverUrl: string): { readonly complaint?: string; readonly hint?: string } {
  if (serverUrl === '') return { hint: t('destination.server.begins') };
  const address = parseIngestUrl(serverUrl);
  if (address.ok) return {};
  const { text, next } = sentenceFor(address.error, { service: '', host: '' });
  return { complaint: `${text} ${next}` };
}
