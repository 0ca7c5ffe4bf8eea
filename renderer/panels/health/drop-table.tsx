/** Frames lost so far, by the stage that lost them. */
import { useLive } from '../../store/live.ts';

/** A small table; nothing before the first second. */
export function DropTable() {
  const stats = useLive((store) => store.session.stats);
  if (stats === null) return null;
  const rows = [
    { stage: 'Mix, computer too slow', lost: stats.droppedMix },
    { stage: 'Encode, encoder too slow', lost: stats.droppedEncode },
    { stage: 'Hand-over inside Uplink', lost: stats.droppedPort },
    { stage: 'Send, connection too slow', lost: stats.droppedSend },
  ];
  return (
    <table className="drops">
      <caption>Frames lost since the start</caption>
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
