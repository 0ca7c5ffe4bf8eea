/** Pasted addresses: quick on any text; tcUrl parses to itself, and what is split off joins again. */
import { parsePlayUrl } from '../../../shared/rtmp/client/play-url.ts';
import { cleanPasted, parseIngestUrl, resolveAddress, splitPastedUrl } from '../../../shared/rtmp/url.ts';
import { insist, insistSame } from './support/insist.ts';

export function fuzz(data: Uint8Array): void {
  const text = new TextDecoder().decode(data);
  const clean = cleanPasted(text);
  const { serverUrl, key } = splitPastedUrl(text);
  const joins = clean.includes('#') || (key === null ? serverUrl : `${serverUrl}/${key}`) === clean;
  insist(joins, 'what is split at a slash joins again');
  insist(key !== '', 'no key is null, not empty');
  parsePlayUrl(text);
  const address = parseIngestUrl(text);
  if (!address.ok) {
    insist(typeof address.error.facts['why'] === 'string', 'a refusal has a reason');
    return;
  }
  const { tcUrl, port, app } = address.value;
  insist(port >= 1 && port <= 65_535 && app !== '', 'an address is whole');
  const again = parseIngestUrl(tcUrl);
  insist(again.ok, 'tcUrl parses');
  insistSame([again.value.tcUrl, again.value.port, again.value.app], [tcUrl, port, app], 'tcUrl parses to itself');
  resolveAddress(address.value, text);
}

export function seeds(): readonly Uint8Array[] {
  const texts = [
    'rtmp://a.example/app/key',
    'rtmps://u:p@[2001:db8::1]:443/live?x=1',
    ' rtmp://127.0.0.1:1935/app/inst/key?a=/b ',
    'rtmp://[::ffff:1.2.3.4]/x',
    'rtmp://münchen.example./live/',
    'rtmp://a\u200b.example/a',
    'rtmp://h/app/name#key',
    'rtmpt://h/app',
  ];
  return texts.map((text) => new TextEncoder().encode(text));
}
