/** Flags over the graph, one per event: a toolbar with one stop for the keyboard; the event at hand tells its text. */
import { Toolbar } from 'radix-ui';
import { useState } from 'react';
import type { FlightEvent } from '../../../../shared/contract/delivery.ts';
import { outputName, shownEvents, shownSeconds, useHistoryVersion } from '../../../store/session/history.ts';
import { momentOf } from '../verdict-words.ts';
import { axisWidth } from './graph-lines.ts';
import { t } from '../../../words/words.ts';

/** Flags drawn; the list below has more. */
const mostFlags = 40;

/** Nothing while there are no events. */
export function EventFlags() {
  useHistoryVersion();
  // Flags wander below a pointer that rests: what the keyboard is at counts first.
  const [focused, setFocused] = useState<FlightEvent | null>(null);
  const [hovered, setHovered] = useState<FlightEvent | null>(null);
  const told = focused ?? hovered;
  const events = shownEvents().slice(-mostFlags);
  if (events.length === 0) return null;
  const [from, to] = shownSeconds();
  return (
    <>
      <Toolbar.Root className="flags" style={{ left: axisWidth }} aria-label={t('live.health.graph.events')}>
        {events.map((event) => (
          <Toolbar.Button
            key={`${event.second} ${eventText(event)}`}
            className={`flag flag-${event.kind}`}
            style={{ left: `${(100 * (event.second - from)) / (to - from)}%` }}
            aria-label={eventText(event)}
            onFocus={() => setFocused(event)}
            onMouseEnter={() => setHovered(event)}
            onBlur={() => setFocused(null)}
            onMouseLeave={() => setHovered(null)}
          >
            {t(`live.health.letter.${event.kind}`)}
          </Toolbar.Button>
        ))}
      </Toolbar.Root>
      <p className="flag-text" aria-hidden="true">
        {told === null ? '' : eventText(told)}
      </p>
    </>
  );
}

/** "1:02 Bitrate, Twitch: lowered to 2.8 Mb/s". */
export function eventText({ second, kind, outputId, text }: FlightEvent): string {
  const parts = { moment: momentOf(second), kind: t(`live.health.event.${kind}`), text };
  if (outputId === null) return t('live.health.graph.event', parts);
  return t('live.health.graph.eventAt', { ...parts, where: outputName(outputId) });
}
