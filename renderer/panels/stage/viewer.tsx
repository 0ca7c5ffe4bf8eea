/** The tab Viewer: the picture that the built-in ingest received, decoded here, and who else knows what viewers see. */
import { presetFor } from '../../../shared/live/services/presets.ts';
import { isOnAir } from '../../../shared/live/session/status.ts';
import { useMedia } from '../../app/media-port.ts';
import { Button } from '../../app/parts/button.tsx';
import { decimal } from '../../app/parts/figures.ts';
import { LiveView } from '../../app/parts/preview.tsx';
import { useLive } from '../../store/live.ts';
import { openService } from '../../store/profiles.ts';
import { listNames } from '../../store/session/outputs.ts';
import { useReceivedCopy } from '../../store/show/captures.ts';
import { useTranslation } from '../../words/words.ts';
import { useProgrammeSize } from './views/sizes.ts';

/** Pictures a second at most; every one is decoded. */
const fps = 15;

/** Longer side of the picture, px. */
const longest = 960;

/** Nobody sees less, ms. */
const leastMillis = 100;

/** Nothing is decoded before this is mounted, nor after it is gone. */
export function Viewer() {
  const { t } = useTranslation();
  const { closeReceived } = useMedia();
  const size = useProgrammeSize();
  const onAir = useLive(({ session }) => isOnAir(session.state));
  useReceivedCopy(closeReceived);
  return (
    <div className="stage-view">
      <LiveView of={{ kind: 'received' }} {...{ fps, longest, ...size }} description={t('show.stage.viewer.picture')} />
      <div className="viewer-words">{onAir ? <CopyWords /> : <p>{t('show.stage.viewer.off')}</p>}</div>
    </div>
  );
}

/** How old the copy is, and that it is no more than a copy. */
function CopyWords() {
  const { t } = useTranslation();
  const millis = useLive(({ session }) => session.stats?.latencyMillis ?? null);
  const isLive = useLive(({ session }) => session.mode === 'live');
  return (
    <>
      <p>
        <strong>
          {millis === null
            ? t('show.stage.viewer.copy')
            : t('show.stage.viewer.behind', { seconds: decimal(Math.max(leastMillis, millis) / 1000, 1) })}
        </strong>
      </p>
      {isLive ? <Outside /> : null}
    </>
  );
}

/** Services of others: what they make of the stream is theirs to show. */
function Outside() {
  const { t } = useTranslation();
  const outputs = useLive(({ session }) => session.outputs);
  const services = [...new Set(outputs.map(({ serviceId }) => serviceId))].map(presetFor);
  if (outputs.length === 0) return null;
  const names = listNames(outputs.map(({ name }) => name));
  return (
    <>
      <p className="small">{t('show.stage.viewer.outside', { count: outputs.length, names })}</p>
      {services
        .filter(({ dashboardUrl }) => dashboardUrl !== null)
        .map(({ id, name }) => (
          <Button key={id} onClick={() => void openService(id)}>
            {t('show.stage.viewer.page', { name })}
          </Button>
        ))}
    </>
  );
}
