/** The profile picker: which destination and format Go live uses, and everything one does to profiles. */
import { ChevronDown, Copy, Download, Pencil, Plus, Settings2, Trash2, Upload } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { presetFor } from '../../../shared/live/services/presets.ts';
import { isActive, useLive } from '../../store/live.ts';
import {
  duplicateProfile,
  exportProfile,
  importProfile,
  placesOf,
  proofOf,
  proofText,
  selectedProfile,
  selectProfile,
  useProfiles,
} from '../../store/profiles.ts';
import { showTab } from '../../store/view.ts';
import { ProfileDialog, type ProfileTask } from './profile-dialog.tsx';
import { ServiceMark } from '../../app/parts/service-mark.tsx';
import { t } from '../../words/words.ts';

/** Button with what goes on air; its menu lists the profiles and the actions on the selected one. */
export function ProfilePicker() {
  const profile = useProfiles(selectedProfile);
  const locked = useLive((store) => isActive(store.session.state));
  const [task, setTask] = useState<ProfileTask | null>(null);
  if (!profile) return null;
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="picker">
          <PickerFace profile={profile} />
          <ChevronDown aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="start" sideOffset={6} loop>
            <ProfileList locked={locked} />
            <DropdownMenu.Separator className="menu-line" />
            <ProfileActions profile={profile} locked={locked} onTask={setTask} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <ProfileDialog task={task} profile={profile} onClose={() => setTask(null)} />
    </>
  );
}

/** While a session runs: where it really goes, which need not be the selected profile. */
function PickerFace({ profile }: { readonly profile: ProfileView }) {
  const running = useLive(({ session }) => (isActive(session.state) ? session.destination : null));
  const name = running?.profileName ?? profile.name;
  const more = useLive(({ session }) => (isActive(session.state) ? session.outputs.length - 1 : 0));
  const others = running === null ? profile.destinations.filter(({ enabled }) => enabled).length : more;
  return (
    <>
      <ServiceMark serviceId={running?.serviceId ?? profile.serviceId} />
      <span className="one-line" title={name}>
        <span className="visually-hidden">{t('live.profile.current')}</span>
        {name}
        {others > 0 ? <span className="muted"> +{others}</span> : null}
      </span>
      {running === null ? <ProofMark profile={profile} /> : null}
    </>
  );
}

/** "✓ Verified" once every destination took key and pictures; "New network" where this computer is somewhere else since. */
function ProofMark({ profile }: { readonly profile: ProfileView }) {
  const proof = proofOf(profile);
  if (proof === null) return null;
  const title = placesOf(profile)
    .filter(({ enabled }) => enabled)
    .map((place) => `${place.name}: ${proofText(place)}`)
    .join('\n');
  return (
    <span className="small muted proof-mark" title={title}>
      {t(`destination.proof.${proof === 'here' ? 'all' : 'newNetwork'}`)}
    </span>
  );
}

function ProfileList({ locked }: { readonly locked: boolean }) {
  const { profiles, selectedId } = useProfiles();
  return (
    <>
      <DropdownMenu.Label className="menu-label">
        {locked ? t('live.profile.listLocked') : t('live.profile.list')}
      </DropdownMenu.Label>
      <DropdownMenu.RadioGroup
        value={selectedId}
        onValueChange={(id) => void selectProfile(id)}
        aria-label={t('live.profile.list')}
      >
        {profiles.map((profile) => (
          <DropdownMenu.RadioItem
            key={profile.id}
            value={profile.id}
            className="menu-item menu-profile"
            disabled={locked}
          >
            <ServiceMark serviceId={profile.serviceId} />
            <span className="menu-two">
              <span className="one-line">{profile.name}</span>
              <span className="small muted one-line">
                {presetFor(profile.serviceId).name} · {keyWords(profile)}
              </span>
            </span>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}

function keyWords({ key, serviceId }: ProfileView): string {
  if (!presetFor(serviceId).needsKey && key === 'none') return t('live.profile.key.notNeeded');
  if (key === 'none') return t('live.profile.key.none');
  return t(key === 'stored' ? 'live.profile.key.stored' : 'live.profile.key.thisRun');
}

type ProfileActionsProps = {
  readonly profile: ProfileView;
  readonly locked: boolean;
  readonly onTask: (task: ProfileTask) => void;
};

function ProfileActions({ profile, locked, onTask }: ProfileActionsProps) {
  const onlyOne = useProfiles((store) => store.profiles.length < 2);
  return (
    <>
      <Action icon={<Settings2 />} onSelect={() => showTab('destination')} label={t('live.profile.actions.settings')} />
      <Action
        icon={<Plus />}
        onSelect={() => onTask('create')}
        label={t('live.profile.actions.new')}
        disabled={locked}
      />
      <Action icon={<Pencil />} onSelect={() => onTask('rename')} label={t('live.profile.actions.rename')} />
      <Action
        icon={<Copy />}
        onSelect={() => void duplicateProfile(profile.id)}
        label={t('live.profile.actions.duplicate')}
        disabled={locked}
      />
      <Action
        icon={<Download />}
        onSelect={() => void importProfile()}
        label={t('live.profile.actions.import')}
        disabled={locked}
      />
      <Action
        icon={<Upload />}
        onSelect={() => void exportProfile(profile.id)}
        label={t('live.profile.actions.export')}
      />
      <DropdownMenu.Separator className="menu-line" />
      <Action
        icon={<Trash2 />}
        onSelect={() => onTask('remove')}
        label={t('live.profile.actions.remove')}
        disabled={locked || onlyOne}
      />
    </>
  );
}

type ActionProps = {
  readonly icon: ReactNode;
  readonly label: string;
  readonly onSelect: () => void;
  readonly disabled?: boolean;
};

function Action({ icon, label, onSelect, disabled = false }: ActionProps) {
  return (
    <DropdownMenu.Item className="menu-item" onSelect={onSelect} disabled={disabled}>
      {icon}
      {label}
    </DropdownMenu.Item>
  );
}
