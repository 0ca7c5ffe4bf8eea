/** Which destinations take part this time: one switch each; the rest stay in the profile. */
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { ServiceMark } from '../../app/parts/service-mark.tsx';
import { editPlace, placesOf } from '../../store/profiles.ts';
import { listNames } from '../../store/session/outputs.ts';
import { enabledPlaces } from './checks.ts';
import { t } from '../../words/words.ts';

/** A list of switches; nothing where there is nothing to choose. */
export function DestinationSwitches({ profile }: { readonly profile: ProfileView }) {
  if (profile.destinations.length === 0 || profile.serviceId === 'rehearsal') return null;
  return (
    <fieldset className="choices switches">
      <legend>{t('live.sheet.destinations')}</legend>
      {placesOf(profile).map((place) => (
        <label key={place.id} className="tick">
          <input
            type="checkbox"
            role="switch"
            checked={place.enabled}
            aria-checked={place.enabled}
            onChange={(event) => void editPlace(place, { enabled: event.target.checked })}
          />
          <ServiceMark serviceId={place.serviceId} />
          <span className="one-line">{place.name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What Start does, in one sentence. */
export function whatWillHappen(profile: ProfileView, alsoRecords: boolean): string {
  if (profile.serviceId === 'rehearsal') return t('live.sheet.will.nothing');
  const places = enabledPlaces(profile);
  const known = places.filter(({ serviceId }) => serviceId !== 'custom');
  const hosts = places
    .filter(({ serviceId }) => serviceId === 'custom')
    .map(({ serverUrl }) => parseIngestUrl(serverUrl))
    .flatMap((address) => (address.ok ? [address.value.host] : []));
  const goes =
    known.length === 0 ? '' : t('live.sheet.will.public', { names: listNames(known.map(({ name }) => name)) });
  const sends = hosts.length === 0 ? '' : t('live.sheet.will.sends', { names: listNames(hosts) });
  if (goes === '' && sends === '') return t('live.sheet.will.noAddress');
  return [goes, sends, alsoRecords ? t('live.sheet.will.records') : ''].filter((part) => part !== '').join(' ');
}
