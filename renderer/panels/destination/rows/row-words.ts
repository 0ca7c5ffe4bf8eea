/** What a row says of its destination: one line of figures, and what can be done. */
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { codecNames, presetFor } from '../../../../shared/live/services/presets.ts';
import { parseIngestUrl } from '../../../../shared/rtmp/url.ts';
import { lostText, rateText, timeText } from '../../../app/parts/figures.ts';
import type { Place } from '../../../store/profiles.ts';
import { t } from '../../../words/words.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';

/** The line below the name while the destination is part of a session; `now` is the wall clock in ms. */
export function outputLine(output: OutputSnapshot, now: number): string {
  switch (output.state) {
    case 'live':
      return [
        output.verifying ? t('destination.says.verifying') : '',
        sentText(output),
        ownText(output),
        addressText(output),
      ]
        .filter((part) => part !== '')
        .join(' · ');
    case 'reconnecting':
      return output.reconnect === null ? t('destination.says.trying') : lostText(output.reconnect, now);
    case 'paused':
      return t('destination.says.paused');
    case 'failed':
      return output.reason === null
        ? t('destination.says.stopped')
        : sentenceFor(output.reason, contextOf(output)).text;
    case 'connecting':
      return t('destination.says.connecting', { host: output.host || t('destination.says.server') });
    case 'ending':
      return t('destination.says.ending');
    case 'idle':
      return t('destination.says.idle');
  }
}

/** What the user can do about a failed one; empty otherwise. */
export function outputAdvice(output: OutputSnapshot): string {
  return output.state === 'failed' && output.reason !== null ? sentenceFor(output.reason, contextOf(output)).next : '';
}

/** The line below the name while nothing is on air: what is missing, or where it goes. */
export function placeLine(place: Place): string {
  const address = parseIngestUrl(place.serverUrl);
  if (!address.ok) return t('destination.says.noAddress');
  if (presetFor(place.serviceId).needsKey && place.key === 'none') return t('destination.says.noKey');
  return place.enabled ? address.value.host : t('destination.says.leftOut', { host: address.value.host });
}

/** What is sent, and how long it takes until the server confirms it: the wait here plus the round trip. */
function sentText({ sentKbps, queueAgeMillis, rttMillis }: OutputSnapshot): string {
  return t('destination.says.sent', { rate: rateText(sentKbps), delay: timeText(queueAgeMillis + (rttMillis ?? 0)) });
}

/** "H.264 of its own, 2500 kb/s": it gets the second rendition. */
function ownText({ rendition }: OutputSnapshot): string {
  return rendition?.isOwn === true
    ? t('destination.says.own', { codec: codecNames[rendition.codec], kbps: Math.round(rendition.kbps) })
    : '';
}

function addressText({ address }: OutputSnapshot): string {
  if (address === 'primary') return '';
  return t(address === 'both' ? 'destination.says.both' : 'destination.says.backup');
}

function contextOf({ name, host }: OutputSnapshot): { readonly service: string; readonly host: string } {
  return { service: name, host };
}
