/** All destinations, one row each: those of the profile, and those of a run that was started without it. */
import { selectedProfile, placesOf, useProfiles } from '../../../store/profiles.ts';
import { isActive, useLive } from '../../../store/live.ts';
import { useOutputs } from '../../../store/session/outputs.ts';
import { AddDestination } from './add-destination.tsx';
import { DestinationRow } from './destination-row.tsx';
import { t } from '../../../words/words.ts';

/** The list, and the way to one more. */
export function DestinationList() {
  const profile = useProfiles(selectedProfile);
  const ids = useOutputs((store) => store.ids);
  const running = useLive(({ session }) => isActive(session.state));
  if (!profile) return null;
  const places = profile.serviceId === 'rehearsal' ? [] : placesOf(profile);
  const strangers = running ? ids.filter((id) => places.every((place) => place.id !== id)) : [];
  // A run from the command line goes elsewhere: the profile's own destinations are no part of it.
  const shown = strangers.length > 0 && ids.length === strangers.length ? [] : places;
  if (shown.length + strangers.length === 0) return null;
  return (
    <section className="destinations" aria-labelledby="destinations-title">
      <h2 id="destinations-title">{t('destination.rows.title')}</h2>
      <ul>
        {shown.map((place) => (
          <DestinationRow key={place.id} id={place.id} place={place} />
        ))}
        {strangers.map((id) => (
          <DestinationRow key={id} id={id} place={null} />
        ))}
      </ul>
      {shown.length > 0 ? <AddDestination profile={profile} /> : null}
    </section>
  );
}
