/** Server addresses and stream keys as people paste them: parsing, cleaning, and telling the two apart. */
import { fail, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { Secret } from '../wire/secret.ts';

/** User name and password of an address, for servers that ask for them (Adobe's and Limelight's logins). */
export type Credentials = { readonly user: Secret; readonly password: Secret };

/** Where to connect and what to say in `connect`. */
export type IngestAddress = {
  readonly scheme: 'rtmp' | 'rtmps';
  /** Host name or IP address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Everything after the host, query included, without the slashes round it. */
  readonly app: string;
  /** scheme://host[:port]/app without user and password; the port only when it is not the default. */
  readonly tcUrl: string;
  /** What stood before the host, percent-decoded; never part of `tcUrl`. */
  readonly credentials?: Credentials;
};

/** The longest address or key that is accepted, in characters. */
const maxUrlLength = 4096;
/** Default ports: RTMP 1935, RTMPS 443. */
const defaultPorts = { rtmp: 1935, rtmps: 443 } as const;

/** Controls, formatting marks (zero width, direction, byte order), selectors and blank letters; one each. */
const invisible = /[\p{Cc}\p{Cf}\p{Variation_Selector}\u{3164}\u{ffa0}]/gu;

/** Removes invisible characters anywhere and white space at both ends: what pasting adds to addresses and keys. */
export function cleanPasted(text: string): string {
  return text.replace(invisible, '').trim();
}

/**
 * Parses a server address; `url-invalid` with a `why` fact: empty, too-long, space, rtmpt (a tunnel through HTTP), rtmpe
 * (Adobe's own encryption), scheme, host, zone, port, app, fragment.
 * The path is one application name, so a key must have been split off before (`splitPastedUrl`).
 */
export function parseIngestUrl(text: string): Reply<IngestAddress> {
  const url = cleanPasted(text);
  if (url === '') return invalid('empty');
  if (url.length > maxUrlLength) return invalid('too-long');
  if (/\s/u.test(url)) return invalid('space');
  const scheme = schemeOf(url);
  if (scheme === null) return invalid(kinOf(url));
  const { authority, path } = partsOf(url);
  const at = authority.lastIndexOf('@');
  const place = parseAuthority(authority.slice(at + 1));
  if (!place.ok) return place;
  if (path.includes('#')) return invalid('fragment');
  const app = appOf(path);
  if (app === '') return invalid('app');
  return ok(addressOf({ scheme, app, ...place.value }, at < 0 ? null : credentialsOf(authority.slice(0, at))));
}

/**
 * Where a server sends its client on: an absolute address, or one relative to `from`, as in `//host/app` and `/app`
 * (E-RTMP v2 "Reconnect Request"). Credentials go along to the same host only. Errors as `parseIngestUrl`.
 */
export function resolveAddress(from: IngestAddress, target: string): Reply<IngestAddress> {
  const url = cleanPasted(target);
  const isPath = url.startsWith('/') && !url.startsWith('//');
  const origin = url.startsWith('//') ? `${from.scheme}:` : isPath ? originOf(from) : '';
  const found = parseIngestUrl(origin + url);
  if (!found.ok) return found;
  // A server that names a password of its own making is not followed in that.
  const { scheme, host, port, app, tcUrl } = found.value;
  const place = { scheme, host, port, app, tcUrl };
  const keeps = place.host === from.host && from.credentials !== undefined;
  return ok(keeps ? { ...place, credentials: from.credentials } : place);
}

/** True when a login at this address would go over the network in the clear. */
export function isLoginInClear(address: IngestAddress): boolean {
  return address.scheme === 'rtmp' && address.credentials !== undefined;
}

/**
 * Splits a pasted address with a key glued on at the last slash before any query, or behind a hash sign; the key keeps
 * its query verbatim. The key is null where there is only one path segment, since that one is the application.
 */
export function splitPastedUrl(text: string): { readonly serverUrl: string; readonly key: string | null } {
  const url = cleanPasted(text);
  const hash = schemeOf(url) === null ? -1 : url.indexOf('#');
  if (hash < 0) return splitAtSlash(url);
  const behind = url.slice(hash + 1);
  const before = splitAtSlash(url.slice(0, hash));
  if (before.key === null) return { serverUrl: url.slice(0, hash), key: behind === '' ? null : behind };
  // A hash sign may also stand inside a key.
  return { serverUrl: before.serverUrl, key: behind === '' ? before.key : `${before.key}#${behind}` };
}

function splitAtSlash(url: string): { readonly serverUrl: string; readonly key: string | null } {
  const alone = { serverUrl: url, key: null };
  if (schemeOf(url) === null) return alone;
  const { head, path } = partsOf(url);
  const question = path.indexOf('?');
  const names = question < 0 ? path : path.slice(0, question);
  const cut = names.lastIndexOf('/');
  if (cut <= 0 || names.slice(0, cut).replaceAll('/', '') === '' || cut === names.length - 1) return alone;
  return { serverUrl: head + path.slice(0, cut), key: path.slice(cut + 1) };
}

type Place = Pick<IngestAddress, 'scheme' | 'host' | 'app'> & { readonly port?: number };

function addressOf(place: Place, credentials: Credentials | null): IngestAddress {
  const { scheme, host, app, port = defaultPorts[scheme] } = place;
  const tcUrl = `${originOf({ scheme, host, port })}/${app}`;
  return { scheme, host, port, app, tcUrl, ...(credentials === null ? {} : { credentials }) };
}

/** scheme://host[:port]; IPv6 in brackets, the default port left out. */
function originOf({ scheme, host, port }: Pick<IngestAddress, 'scheme' | 'host' | 'port'>): string {
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return `${scheme}://${shownHost}${port === defaultPorts[scheme] ? '' : `:${port}`}`;
}

/** user[:password]; both may be percent-encoded, since neither `@` nor `/` can stand there otherwise. */
function credentialsOf(text: string): Credentials | null {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  const password = colon < 0 ? '' : text.slice(colon + 1);
  if (user === '') return null;
  return { user: new Secret(percentDecoded(user)), password: new Secret(percentDecoded(password)) };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A password with a bare percent sign: it means itself.
    return text;
  }
}

function invalid(why: string): ReturnType<typeof fail> {
  return fail('url-invalid', { why });
}

function schemeOf(url: string): 'rtmp' | 'rtmps' | null {
  const scheme = /^(rtmps?):\/\//i.exec(url)?.[1]?.toLowerCase();
  return scheme === 'rtmp' || scheme === 'rtmps' ? scheme : null;
}

/** Why a scheme is refused: RTMP's tunnelled and encrypted relatives have a sentence of their own. */
function kinOf(url: string): string {
  const scheme = /^(rtmp[a-z]{1,2}):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  if (scheme === 'rtmpe' || scheme === 'rtmpte') return 'rtmpe';
  return scheme === 'rtmpt' || scheme === 'rtmpts' ? 'rtmpt' : 'scheme';
}

/** `head` is scheme and authority, `path` begins with the slash. */
function partsOf(url: string): { readonly head: string; readonly authority: string; readonly path: string } {
  const start = url.indexOf('://') + 3;
  const end = start + url.slice(start).search(/[/?#]|$/);
  return { head: url.slice(0, end), authority: url.slice(start, end), path: url.slice(end) };
}

/** Drops slashes at both ends of the name; keeps a query, because some services sign the application. */
function appOf(path: string): string {
  const question = path.indexOf('?');
  const names = question < 0 ? path : path.slice(0, question);
  const app = names.replace(/^\/+|\/+$/g, '');
  return app === '' || question < 0 ? app : app + path.slice(question);
}

/** host, host:port, [ipv6] or [ipv6]:port. */
function parseAuthority(text: string): Reply<{ readonly host: string; readonly port?: number }> {
  const bracketed = /^\[([^\]]*)\](.*)$/.exec(text);
  const [, host = '', rest = ''] = bracketed ?? /^([^:]*)(.*)$/.exec(text) ?? [];
  if (bracketed !== null && host.includes('%')) return invalid('zone');
  if (!(bracketed === null ? isHostName(host) : isIpv6(host))) return invalid('host');
  return rest === '' ? ok({ host }) : withPort(host, rest);
}

function withPort(host: string, rest: string): Reply<{ readonly host: string; readonly port: number }> {
  const port = Number(/^:(\d{1,5})$/.exec(rest)?.[1] ?? 0);
  return port >= 1 && port <= 65_535 ? ok({ host, port }) : invalid('port');
}

/** Letters of any script, digits, hyphens and underscores between dots; 253 characters at most. */
function isHostName(host: string): boolean {
  return (
    host.length <= 253 &&
    /^[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}_])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_-]*[\p{L}\p{N}\p{M}_])?)*\.?$/u.test(
      host,
    )
  );
}

/** RFC 4291 2.2: eight groups, or fewer round one `::`; the last two may be an IPv4 address. */
function isIpv6(text: string): boolean {
  const ipv4 = /:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text)?.[1];
  if (ipv4 !== undefined && !ipv4.split('.').every((part) => Number(part) <= 255)) return false;
  const plain = ipv4 === undefined ? text : `${text.slice(0, -ipv4.length)}0:0`;
  const halves = plain.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length <= 7 : groups.length === 8;
}
