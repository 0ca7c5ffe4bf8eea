/** What a row says of its destination: one word for the state, and one line of figures. */
import type { OutputSnapshot } from '../../../../shared/contract/delivery.ts';
import { codecNames, presetFor } from '../../../../shared/live/services/presets.ts';
import { sentenceFor } from '../../../../shared/live/words/sentences.ts';
import { parseIngestUrl } from '../../../../shared/rtmp/url.ts';
import { lostText, rateText, timeText } from '../../../app/parts/figures.ts';
import type { Place } from '../../../store/profiles.ts';

/** Word of each state, as in the pill. */
export const outputWords: Readonly<Record<OutputSnapshot['state'], string>> = {
  idle: 'OFF AIR',
  connecting: 'CONNECTING',
  live: 'LIVE',
  reconnecting: 'RECONNECTING',
  paused: 'PAUSED',
  ending: 'ENDING',
  failed: 'FAILED',
};

/** The line below the name while the destination is part of a session; `now` is the wall clock in ms. */
export function outputLine(output: OutputSnapshot, now: number): string {
  switch (output.state) {
    case 'live':
      return [
        output.verifying ? 'Back; checking what we send' : '',
        sentText(output),
        ownText(output),
        addressText(output),
      ]
        .filter((part) => part !== '')
        .join(' · ');
    case 'reconnecting':
      return output.reconnect === null ? 'Trying again' : lostText(output.reconnect, now);
    case 'paused':
      return 'Nothing is sent here until you resume it.';
    case 'failed':
      return output.reason === null ? 'It stopped.' : sentenceFor(output.reason, contextOf(output)).text;
    case 'connecting':
      return `Connecting to ${output.host === '' ? 'the server' : output.host}`;
    case 'ending':
      return 'Sending the last frames';
    case 'idle':
      return 'Not part of this stream';
  }
}

/** What the user can do about a failed one; empty otherwise. */
export function outputAdvice(output: OutputSnapshot): string {
  return output.state === 'failed' && output.reason !== null ? sentenceFor(output.reason, contextOf(output)).next : '';
}

/** The line below the name while nothing is on air: what is missing, or where it goes. */
export function placeLine(place: Place): string {
  const address = parseIngestUrl(place.serverUrl);
  if (!address.ok) return 'There is no address yet.';
  if (presetFor(place.serviceId).needsKey && place.key === 'none') return 'There is no stream key yet.';
  return place.enabled ? address.value.host : `${address.value.host} · left out when you go live`;
}

/** What is sent, and how long it takes until the server confirms it: the wait here plus the round trip. */
function sentText({ sentKbps, queueAgeMillis, rttMillis }: OutputSnapshot): string {
  return `${rateText(sentKbps)} · delay ${timeText(queueAgeMillis + (rttMillis ?? 0))}`;
}

/** "H.264 of its own, 2500 kb/s": it gets the second rendition. */
function ownText({ rendition }: OutputSnapshot): string {
  return rendition?.isOwn === true
    ? `${codecNames[rendition.codec]} of its own, ${Math.round(rendition.kbps)} kb/s`
    : '';
}

function addressText({ address }: OutputSnapshot): string {
  if (address === 'primary') return '';
  return address === 'both' ? 'both addresses' : 'on the backup address';
}

function contextOf({ name, host }: OutputSnapshot): { readonly service: string; readonly host: string } {
  return { service: name, host };
}
