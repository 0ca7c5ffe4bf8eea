/** The Destinations tab: every destination in a row, the delivery while a session runs, and the profile's settings. */
import { presetFor } from '../../../shared/live/services/presets.ts';
import { isOnAir } from '../../../shared/live/session/status.ts';
import { useLive } from '../../store/live.ts';
import { useOutputs } from '../../store/session/outputs.ts';
import { DestinationForm } from './destination-form.tsx';
import { DestinationList } from './rows/destination-list.tsx';
import { ConnectLine } from './session/connect-line.tsx';
import { FailureRehearsal } from './session/failure-rehearsal.tsx';
import { ControlRoom, LiveNumbers } from './session/live-numbers.tsx';
import { RateControl } from './session/rate-control.tsx';
import { t } from '../../words/words.ts';

/** Settings, and above them the connections whenever there are some. */
export function DestinationTab() {
  const hasSession = useLive(({ session }) => session.state !== 'off-air' && session.state !== 'ended');
  const isRehearsal = useLive(({ session }) => session.mode === 'rehearsal' && session.state !== 'off-air');
  const onAir = useLive(({ session }) => isOnAir(session.state));
  return (
    <div className="padded">
      {hasSession ? <Delivery /> : null}
      {onAir && isRehearsal ? <FailureRehearsal /> : null}
      {isRehearsal ? null : <DestinationList />}
      {onAir ? <RateControl /> : null}
      <DestinationForm />
    </div>
  );
}

function Delivery() {
  const destination = useLive((store) => store.session.destination);
  const several = useOutputs((store) => store.ids.length > 1);
  if (destination === null) return null;
  const { name } = presetFor(destination.serviceId);
  const { profileName, host } = destination;
  return (
    <section className="delivery" aria-labelledby="delivery-title">
      <h2 id="delivery-title">{several ? t('destination.delivery') : name}</h2>
      {several ? null : (
        <>
          <p className="small muted selectable one-line">
            {profileName === name || profileName === host ? host : `${profileName} · ${host}`}
          </p>
          <OnlyConnection service={name} />
        </>
      )}
      <ControlRoom />
      <LiveNumbers />
    </section>
  );
}

/** Of a session with one destination; several have a line each, in their rows. */
function OnlyConnection({ service }: { readonly service: string }) {
  const state = useLive(({ session }) => session.state);
  const step = useLive(({ session }) => session.step);
  const confirmedBy = useLive(({ session }) => session.confirmedBy);
  const host = useLive(({ session }) => session.destination?.host ?? '');
  const secure = useLive(({ session }) => session.destination?.secure ?? false);
  return <ConnectLine view={{ state, step, confirmedBy, host, secure, name: service }} />;
}
