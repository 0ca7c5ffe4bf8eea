/** Takes the one address a player is given apart into server and stream name. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { parseIngestUrl, splitPastedUrl } from '../url.ts';
import type { IngestAddress } from '../url.ts';

/** Server and stream name; the name keeps its query verbatim and may be a secret. */
export type PlayAddress = { readonly address: IngestAddress; readonly streamName: string };

/**
 * Parses `rtmp[s]://host[:port]/app[/instance]/name[?query]`; the name is what follows the last slash before the query.
 * `url-invalid` with the `why` facts of `parseIngestUrl`, or `name` where only an application is given.
 */
export function parsePlayUrl(text: string): Reply<PlayAddress> {
  const { serverUrl, key } = splitPastedUrl(text);
  const address = parseIngestUrl(serverUrl);
  if (!address.ok) return address;
  return key === null ? fail('url-invalid', { why: 'name' }) : ok({ address: address.value, streamName: key });
}
