/** Which destinations take part this time: one switch each; the rest stay in the profile. */
import type { ProfileView } from '../../../shared/contract/settings.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { ServiceMark } from '../../app/parts/service-mark.tsx';
import { editPlace, placesOf } from '../../store/profiles.ts';
import { listNames } from '../../store/session/outputs.ts';
import { enabledPlaces } from './checks.ts';

/** A list of switches; nothing where there is nothing to choose. */
export function DestinationSwitches({ profile }: { readonly profile: ProfileView }) {
  if (profile.destinations.length === 0 || profile.serviceId === 'rehearsal') return null;
  return (
    <fieldset className="choices switches">
      <legend>Destinations</legend>
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
  if (profile.serviceId === 'rehearsal') return 'Nothing would leave this computer.';
  const places = enabledPlaces(profile);
  const known = places.filter(({ serviceId }) => serviceId !== 'custom');
  const hosts = places
    .filter(({ serviceId }) => serviceId === 'custom')
    .map(({ serverUrl }) => parseIngestUrl(serverUrl))
    .flatMap((address) => (address.ok ? [address.value.host] : []));
  const goes = known.length === 0 ? '' : `Goes public on ${listNames(known.map(({ name }) => name))}.`;
  const sends = hosts.length === 0 ? '' : `Sends to ${listNames(hosts)}.`;
  if (goes === '' && sends === '') return 'There is no address to send to yet.';
  return [goes, sends, alsoRecords ? 'Also recording.' : ''].filter((part) => part !== '').join(' ');
}
