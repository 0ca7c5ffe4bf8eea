/** The numbers of a running session, once a second, with steady widths. */
import { presetFor } from '../../../../shared/live/services/presets.ts';
import type { LiveStats } from '../../../../shared/contract/session.ts';
import { Button } from '../../../app/parts/button.tsx';
import { orDash, rateText, sizeText, timeText } from '../../../app/parts/figures.ts';
import { useLive } from '../../../store/live.ts';
import { openService } from '../../../store/profiles.ts';

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
        <dt>Dropped frames</dt>
        <dd className="drops-line">
          mix <b>{stats.droppedMix}</b> · encode <b>{stats.droppedEncode}</b> · hand-over <b>{stats.droppedPort}</b> ·
          send <b>{stats.droppedSend}</b>
        </dd>
      </div>
    </dl>
  );
}

function figuresOf(stats: LiveStats): readonly { readonly name: string; readonly text: string }[] {
  const received = [
    { name: 'Received', text: orDash(stats.receivedFps, (fps) => `${fps.toFixed(1)} fps`) },
    { name: 'Sound offset', text: orDash(stats.skewMillis, timeText) },
    { name: 'Delay', text: orDash(stats.latencyMillis, timeText) },
  ];
  return [
    { name: 'Bitrate', text: rateText(stats.sentKbps) },
    { name: 'Frame rate', text: `${stats.fps.toFixed(1)} fps` },
    { name: 'In flight', text: sizeText(stats.inFlightBytes) },
    { name: 'Round trip', text: orDash(stats.rttMillis, timeText) },
    { name: 'Queue', text: timeText(stats.queueAgeMillis) },
    { name: 'Sent', text: sizeText(stats.bytesSent) },
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
      With a key alone {preset.name} doesn’t tell us more.
      <Button weight="quiet" onClick={() => void openService(serviceId)}>
        Open {preset.name} control room
      </Button>
    </p>
  );
}
