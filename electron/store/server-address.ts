/** Checks the server address of a profile and takes a glued-on key out of it, so that no key reaches a plain file. */
import { fail, ok, type Reply } from '../../shared/errors.ts';
import { backupFor, presetFor, type ServiceId } from '../../shared/live/services/presets.ts';
import { cleanPasted, parseIngestUrl, splitPastedUrl } from '../../shared/rtmp/url.ts';

/** The address to store, and the key that was glued to it. */
export type ProfileAddress = { readonly serverUrl: string; readonly key: string | null };

/** The address a new profile of the service starts with; empty when the service has none of its own. */
export function defaultAddress(serviceId: ServiceId): string {
  return presetFor(serviceId).servers[0]?.url ?? '';
}

/**
 * The address as it may be stored; `url-invalid` with a `why` fact otherwise. Only where a profile has a key already
 * may a short plain word stand behind the application: it can then be a second part of the application.
 */
export function profileAddress(
  serviceId: ServiceId,
  pasted: string,
  profile: { readonly hasKey: boolean },
): Reply<ProfileAddress> {
  const url = cleanPasted(pasted);
  const preset = presetFor(serviceId);
  if (serviceId === 'rehearsal') return ok({ serverUrl: '', key: null });
  if (url === '') return ok({ serverUrl: defaultAddress(serviceId), key: null });
  if (preset.servers.some((server) => server.url === url)) return ok({ serverUrl: url, key: null });
  if (/^[a-z]+:\/\/[^/?#]*@/i.test(url)) return fail('url-invalid', { why: 'credentials' });
  const split = splitPastedUrl(withPath(serviceId, url).replace(slashesAtEnd, '$1$2'));
  const mayBeApp = serviceId === 'custom' && profile.hasKey && split.key !== null && isPlainWord(split.key);
  const address = mayBeApp ? { serverUrl: url, key: null } : split;
  const parsed = parseIngestUrl(address.serverUrl);
  if (!parsed.ok) return parsed;
  const isListed = preset.servers.some((server) => sameAddress(server.url, address.serverUrl));
  return preset.urlEditable || isListed ? ok(address) : fail('url-invalid', { why: 'not-listed' });
}

/**
 * The backup address as it may be stored, empty for none, and a key that was glued to it; `url-invalid` otherwise. A
 * service that takes only its own addresses takes only its own backup.
 */
export function backupAddress(serviceId: ServiceId, pasted: string, serverUrl: string): Reply<ProfileAddress> {
  const url = cleanPasted(pasted);
  if (url === '' || serviceId === 'rehearsal') return ok({ serverUrl: '', key: null });
  if (url === backupFor(serviceId, serverUrl)) return ok({ serverUrl: url, key: null });
  if (!presetFor(serviceId).urlEditable) return fail('url-invalid', { why: 'not-listed' });
  return profileAddress(serviceId, url, { hasKey: true });
}

/** Slashes that end a path with something in it. */
const slashesAtEnd = /^([a-z]+:\/\/[^/?#]+\/[^?#]*?)\/+([?#]|$)/i;

/** Kick shows its address without the path that it needs. */
function withPath(serviceId: ServiceId, url: string): string {
  return serviceId === 'kick' && /^rtmps?:\/\/[^/?#]+\/?$/i.test(url) ? `${url.replace(/\/$/, '')}/app` : url;
}

/** Letters only and short: "pub" or "instance" rather than a key. */
function isPlainWord(text: string): boolean {
  return /^[a-z_]{1,12}$/i.test(text) && !/key|secret|token|pass/i.test(text);
}

function sameAddress(one: string, other: string): boolean {
  const a = parseIngestUrl(one);
  const b = parseIngestUrl(other);
  return a.ok && b.ok && a.value.tcUrl === b.value.tcUrl;
}
