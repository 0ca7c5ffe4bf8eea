/** The events of the last quarter of an hour as a list, newest first: what the flags on the graph say, in words. */
import { shownEvents, useHistoryVersion } from '../../../store/session/history.ts';
import { eventText } from './event-flags.tsx';
import { t } from '../../../words/words.ts';

/** Events listed. */
const mostListed = 50;

/** Folded away until somebody asks; nothing while there are no events. */
export function EventList() {
  useHistoryVersion();
  const events = shownEvents();
  if (events.length === 0) return null;
  return (
    <details className="notes events">
      <summary>{t('live.health.graph.list', { number: events.length })}</summary>
      <ol>
        {events
          .slice(-mostListed)
          .toReversed()
          .map((event) => (
            <li key={`${event.second} ${eventText(event)}`}>{eventText(event)}</li>
          ))}
      </ol>
    </details>
  );
}
