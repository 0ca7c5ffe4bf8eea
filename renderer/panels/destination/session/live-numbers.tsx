/** The numbers of a running session, once a second, with steady widths. */
import { presetFor } from '../../../../shared/live/services/presets.ts';
import type { LiveStats } from '../../../../shared/contract/session.ts';
import { Button } from '../../../app/parts/button.tsx';
import { fpsText, orDash, rateText, sizeText, timeText } from '../../../app/parts/figures.ts';
import { useLive } from '../../../store/live.ts';
import { openService } from '../../../store/profiles.ts';
import { t } from '../../../words/words.ts';

/** Rates, drops by stage, bytes in flight, round trip and queue. */
export function LiveNumbers() {
  const stats = useLive((store) => store.session.stats);
  if (stats === null) return null;
  return (
    <dl className="numbers">
      {figuresOf(stats).map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      <div className="wide">
        <dt>{t('destination.numbers.dropped')}</dt>
        <dd className="drops-line">
          {t('destination.numbers.mix')} <b>{stats.droppedMix}</b> · {t('destination.numbers.encode')}{' '}
          <b>{stats.droppedEncode}</b> · {t('destination.numbers.port')} <b>{stats.droppedPort}</b> ·{' '}
          {t('destination.numbers.send')} <b>{stats.droppedSend}</b>
        </dd>
      </div>
    </dl>
  );
}

function figuresOf(stats: LiveStats): readonly { readonly name: string; readonly text: string }[] {
  const received = [
    { name: t('destination.numbers.received'), text: orDash(stats.receivedFps, fpsText) },
    { name: t('destination.numbers.offset'), text: orDash(stats.skewMillis, timeText) },
    { name: t('destination.numbers.delay'), text: orDash(stats.latencyMillis, timeText) },
  ];
  return [
    { name: t('destination.numbers.bitrate'), text: rateText(stats.sentKbps) },
    { name: t('destination.numbers.fps'), text: fpsText(stats.fps) },
    { name: t('destination.numbers.inFlight'), text: sizeText(stats.inFlightBytes) },
    { name: t('destination.numbers.roundTrip'), text: orDash(stats.rttMillis, timeText) },
    { name: t('destination.numbers.queue'), text: timeText(stats.queueAgeMillis) },
    { name: t('destination.numbers.sent'), text: sizeText(stats.bytesSent) },
    ...(stats.receivedFps === null ? [] : received),
  ];
}

/** Link to the service's own control room, where it tells what a bare key can't. */
export function ControlRoom() {
  const serviceId = useLive(({ session }) => (session.state === 'live' ? session.destination?.serviceId : undefined));
  if (serviceId === undefined) return null;
  const preset = presetFor(serviceId);
  if (preset.dashboardUrl === null) return null;
  return (
    <p className="small muted control-room">
      {t('destination.room.about', { service: preset.name })}
      <Button weight="quiet" onClick={() => void openService(serviceId)}>
        {t('destination.room.open', { service: preset.name })}
      </Button>
    </p>
  );
}
