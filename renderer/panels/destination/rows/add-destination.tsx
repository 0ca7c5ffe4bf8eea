/** One more destination, also while live: service, server, key, backup and priority in one form. */
import { Plus } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import {
  maxDestinations,
  maxKeyLength,
  maxNameLength,
  type ProfileView,
} from '../../../../shared/contract/settings.ts';
import { backupFor, presetFor, type ServiceId } from '../../../../shared/live/services/presets.ts';
import { cleanPasted, splitPastedUrl } from '../../../../shared/rtmp/url.ts';
import { Button } from '../../../app/parts/button.tsx';
import { SelectField, TextField } from '../../../app/parts/field.tsx';
import { addDestination, toServiceId } from '../../../store/profiles.ts';
import { showDestination, useView } from '../../../store/view.ts';
import { forgetLastMatch } from '../fields/key-move.tsx';
import { ServiceOptions } from '../fields/service-options.tsx';
import { PriorityField, TickField } from '../fields/standby-fields.tsx';
import { t } from '../../../words/words.ts';

/** The button, and the form in its place once it was pressed. */
export function AddDestination({ profile }: { readonly profile: ProfileView }) {
  const adding = useView((store) => store.openDestination === 'adding');
  const full = profile.destinations.length >= maxDestinations - 1;
  if (adding && !full) return <AddForm profile={profile} />;
  return (
    <Button icon={<Plus />} disabled={full} onClick={() => showDestination('adding')} data-add-destination>
      {t(full ? 'destination.rows.full' : 'destination.rows.add')}
    </Button>
  );
}

/** What is chosen so far; the key stays in its field. */
type Draft = {
  readonly serviceId: ServiceId;
  readonly name: string;
  readonly serverUrl: string;
  readonly backupUrl: string;
  readonly hotStandby: boolean;
  readonly priority: number;
};

function draftFor(serviceId: ServiceId, priority: number): Draft {
  const serverUrl = presetFor(serviceId).servers[0]?.url ?? '';
  const backupUrl = backupFor(serviceId, serverUrl);
  return { serviceId, name: '', serverUrl, backupUrl, hotStandby: false, priority };
}

function AddForm({ profile }: { readonly profile: ProfileView }) {
  const [draft, setDraft] = useState(() =>
    draftFor('twitch', Math.min(maxDestinations, profile.destinations.length + 2)),
  );
  const keyField = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  // The form took the place of the button that had the focus.
  useEffect(() => form.current?.querySelector('select')?.focus(), []);
  const change = (patch: Partial<Draft>) => setDraft((before) => ({ ...before, ...patch }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { key, serverUrl } = takeKey(keyField, draft);
    const name = draft.name.trim() || presetFor(draft.serviceId).name;
    const added = await addDestination(profile.id, { ...draft, name, serverUrl, enabled: true }, key);
    forgetLastMatch();
    if (added) close();
  };
  return (
    <form
      ref={form}
      className="form destination-form"
      aria-label={t('destination.rows.new')}
      onSubmit={(event) => void submit(event)}
    >
      <SelectField
        label={t('destination.service')}
        value={draft.serviceId}
        onChange={(event) => setDraft(draftFor(toServiceId(event.target.value), draft.priority))}
      >
        <ServiceOptions />
      </SelectField>
      <TextField
        label={t('destination.name')}
        value={draft.name}
        maxLength={maxNameLength}
        placeholder={presetFor(draft.serviceId).name}
        onChange={(event) => change({ name: event.target.value })}
      />
      <AddressFields draft={draft} onChange={change} />
      <KeyField field={keyField} serviceId={draft.serviceId} />
      <PriorityField priority={draft.priority} onChoose={(priority) => change({ priority })} />
      <div className="card-actions">
        <button type="submit" className="button button-accent">
          {t('destination.rows.addVerb')}
        </button>
        <Button onClick={close}>{t('app.cancel')}</Button>
      </div>
    </form>
  );
}

/** Gives the focus back to the button that opened the form. */
function close(): void {
  showDestination(null);
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-add-destination]')?.focus());
}

/** Empties the field; a whole address in it is taken apart, as in the other key field. */
function takeKey(
  field: RefObject<HTMLInputElement | null>,
  draft: Draft,
): { readonly key: string | null; readonly serverUrl: string } {
  const text = cleanPasted(field.current?.value ?? '');
  if (field.current) field.current.value = '';
  if (text === '') return { key: null, serverUrl: draft.serverUrl };
  const { key, serverUrl } = splitPastedUrl(text);
  return key === null ? { key: text, serverUrl: draft.serverUrl } : { key, serverUrl: structuredClone(serverUrl) };
}

type AddressFieldsProps = { readonly draft: Draft; readonly onChange: (patch: Partial<Draft>) => void };

function AddressFields({ draft, onChange }: AddressFieldsProps) {
  const { servers, urlEditable } = presetFor(draft.serviceId);
  const listed = servers.some((server) => server.url === draft.serverUrl);
  const choose = (serverUrl: string) => onChange({ serverUrl, backupUrl: backupFor(draft.serviceId, serverUrl) });
  return (
    <>
      {servers.length === 0 ? null : (
        <SelectField
          label={t('destination.server.list')}
          value={listed ? draft.serverUrl : ''}
          onChange={(event) => choose(event.target.value)}
        >
          {servers.map((server) => (
            <option key={server.url} value={server.url}>
              {server.name}
            </option>
          ))}
          {urlEditable ? <option value="">{t('destination.server.another')}</option> : null}
        </SelectField>
      )}
      {urlEditable && !listed ? (
        <TextField
          label={t('destination.server.address')}
          type="url"
          placeholder="rtmp://server/app"
          value={draft.serverUrl}
          onChange={(event) => onChange({ serverUrl: event.target.value })}
        />
      ) : null}
      {urlEditable ? (
        <TextField
          label={t('destination.standby.backup')}
          type="url"
          placeholder={t('destination.standby.none')}
          hint={t('destination.standby.hint')}
          value={draft.backupUrl}
          onChange={(event) => onChange({ backupUrl: event.target.value })}
        />
      ) : null}
      {draft.backupUrl === '' ? null : (
        <TickField
          label={t('destination.standby.both')}
          checked={draft.hotStandby}
          onChange={(hotStandby) => onChange({ hotStandby })}
        />
      )}
    </>
  );
}

type KeyFieldProps = { readonly field: RefObject<HTMLInputElement | null>; readonly serviceId: ServiceId };

/** Never controlled: the key is no state of the window. */
function KeyField({ field, serviceId }: KeyFieldProps) {
  const { keyHelp } = presetFor(serviceId);
  return (
    <div className="field">
      <label htmlFor="new-destination-key">{t('destination.key.label')}</label>
      <input
        ref={field}
        id="new-destination-key"
        className="input"
        type="password"
        autoComplete="off"
        maxLength={maxKeyLength}
        placeholder={t('destination.key.paste')}
        aria-describedby="new-destination-note"
      />
      <p id="new-destination-note" className="field-note">
        {keyHelp}
      </p>
    </div>
  );
}
