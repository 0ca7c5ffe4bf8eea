/** Frames lost so far, by the stage that lost them. */
import { useLive } from '../../store/live.ts';
import { t } from '../../words/words.ts';

/** A small table; nothing before the first second. */
export function DropTable() {
  const stats = useLive((store) => store.session.stats);
  if (stats === null) return null;
  const rows = [
    { stage: t('live.health.drops.mix'), lost: stats.droppedMix },
    { stage: t('live.health.drops.encode'), lost: stats.droppedEncode },
    { stage: t('live.health.drops.port'), lost: stats.droppedPort },
    { stage: t('live.health.drops.send'), lost: stats.droppedSend },
  ];
  return (
    <table className="drops">
      <caption>{t('live.health.drops.caption')}</caption>
      <tbody>
        {rows.map(({ stage, lost }) => (
          <tr key={stage}>
            <th scope="row">{stage}</th>
            <td>{lost}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
