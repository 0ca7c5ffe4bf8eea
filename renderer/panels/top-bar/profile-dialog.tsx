/** Small questions about profiles: a name for a new or old one, and whether to delete one. */
import { Dialog } from 'radix-ui';
import { useState, type FormEvent } from 'react';
import { maxNameLength, type ProfileView } from '../../../shared/contract/settings.ts';
import { presetFor, serviceIds } from '../../../shared/live/services/presets.ts';
import { Button } from '../../app/parts/button.tsx';
import { SelectField, TextField } from '../../app/parts/field.tsx';
import { createProfile, editProfile, removeProfile } from '../../store/profiles.ts';
import { t } from '../../words/words.ts';

/** What the dialog is about. */
export type ProfileTask = 'create' | 'rename' | 'remove';

type ProfileDialogProps = {
  readonly task: ProfileTask | null;
  readonly profile: ProfileView;
  readonly onClose: () => void;
};

/** Non-modal, so that it never stands between the user and a live stream. */
export function ProfileDialog({ task, profile, onClose }: ProfileDialogProps) {
  return (
    <Dialog.Root open={task !== null} onOpenChange={(open) => !open && onClose()} modal={false}>
      <Dialog.Portal>
        <Dialog.Content className="dialog" aria-describedby={undefined} onCloseAutoFocus={focusPicker}>
          <Dialog.Title>{task === null ? '' : t(`live.profile.title.${task}`)}</Dialog.Title>
          {task === 'create' ? <CreateForm onClose={onClose} /> : null}
          {task === 'rename' ? <RenameForm profile={profile} onClose={onClose} /> : null}
          {task === 'remove' ? <RemoveForm profile={profile} onClose={onClose} /> : null}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The menu item that opened the dialog is gone; the picker stands for it. */
function focusPicker(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('.picker')?.focus();
}

type FormProps = { readonly profile: ProfileView; readonly onClose: () => void };

function CreateForm({ onClose }: Pick<FormProps, 'onClose'>) {
  const [name, setName] = useState('');
  const [service, setService] = useState<ProfileView['serviceId']>('youtube');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    void createProfile(name.trim() || presetFor(service).name, service);
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={t('live.profile.name')}
        value={name}
        maxLength={maxNameLength}
        placeholder={presetFor(service).name}
        onChange={(event) => setName(event.target.value)}
      />
      <SelectField
        label={t('live.profile.service')}
        value={service}
        onChange={(event) => setService(serviceIds.find((id) => id === event.target.value) ?? 'custom')}
      >
        {serviceIds.map((id) => (
          <option key={id} value={id}>
            {presetFor(id).name}
          </option>
        ))}
      </SelectField>
      <DialogButtons verb="create" onClose={onClose} />
    </form>
  );
}

function RenameForm({ profile, onClose }: FormProps) {
  const [name, setName] = useState(profile.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    if (name.trim() !== '') void editProfile(profile.id, { name: name.trim() });
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={t('live.profile.name')}
        value={name}
        maxLength={maxNameLength}
        onChange={(event) => setName(event.target.value)}
      />
      <DialogButtons verb="rename" onClose={onClose} />
    </form>
  );
}

function RemoveForm({ profile, onClose }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    void removeProfile(profile.id);
  };
  return (
    <form onSubmit={submit}>
      <p className="muted">{t('live.profile.removeNote', { name: profile.name })}</p>
      <DialogButtons verb="remove" onClose={onClose} />
    </form>
  );
}

function DialogButtons({ verb, onClose }: { readonly verb: ProfileTask; readonly onClose: () => void }) {
  return (
    <div className="card-actions">
      <button type="submit" className={verb === 'remove' ? 'button button-end' : 'button button-accent'}>
        {t(`live.profile.${verb}`)}
      </button>
      <Button onClick={onClose}>{t('app.cancel')}</Button>
    </div>
  );
}
