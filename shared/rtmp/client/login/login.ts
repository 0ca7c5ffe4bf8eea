/** Logins of Adobe ("authmod=adobe") and Limelight ("authmod=llnw"): what a refused connect asks for and what answers it. */
import { encodeUtf8 } from '../../../wire/utf8.ts';
import type { Credentials } from '../../url.ts';
import { base64Of, hexOf, md5 } from './md5.ts';

/** The two schemes. */
export type AuthMod = 'adobe' | 'llnw';

/** What a refusal of `connect` says about logins. The texts are secrets of this connection: never for a log or event. */
export type LoginDemand =
  /** Round 1: say who you are. */
  | { readonly kind: 'name'; readonly mod: AuthMod }
  /** Round 2: prove it. */
  | { readonly kind: 'proof'; readonly mod: 'adobe'; readonly challenge: AdobeChallenge }
  | { readonly kind: 'proof'; readonly mod: 'llnw'; readonly nonce: string }
  /** The end: no such user, or not this password. */
  | { readonly kind: 'refused'; readonly why: 'password' | 'user' };

export type AdobeChallenge = {
  readonly user: string;
  readonly salt: string;
  readonly challenge: string;
  /** Null when the server gave none; then `challenge` takes its place. */
  readonly opaque: string | null;
};

/** Longest description that is searched for a demand, in characters. */
const maxDemandLength = 2048;

/** Constants of Limelight's digest (RFC 2617 with a method and a realm of its own). */
const llnw = { realm: 'live', method: 'publish', qop: 'auth', count: '00000001' } as const;

/** Reads the description of a refused connect; null when it is about something else. */
export function readLoginDemand(description: string): LoginDemand | null {
  const text = description.slice(0, maxDemandLength);
  const mod = /authmod=(adobe|llnw)/i.exec(text)?.[1]?.toLowerCase();
  if (mod !== 'adobe' && mod !== 'llnw') return null;
  const at = text.search(/\?reason=/i);
  if (at < 0) return /need auth/i.test(text) ? { kind: 'name', mod } : null;
  const fields = fieldsIn(text.slice(at + 1));
  const reason = fields.get('reason')?.toLowerCase();
  if (reason === 'nosuchuser') return { kind: 'refused', why: 'user' };
  if (reason !== 'needauth') return { kind: 'refused', why: 'password' };
  if (mod === 'llnw') return { kind: 'proof', mod, nonce: fields.get('nonce') ?? '' };
  return { kind: 'proof', mod, challenge: adobeChallenge(fields) };
}

function adobeChallenge(fields: ReadonlyMap<string, string>): AdobeChallenge {
  const value = (name: string): string => fields.get(name) ?? '';
  const opaque = value('opaque');
  return {
    user: value('user'),
    salt: value('salt'),
    challenge: value('challenge'),
    opaque: opaque === '' ? null : opaque,
  };
}

/** Every value of a demand or an answer, wherever a server repeats it. */
const loginValue = /\b(user|salt|challenge|response|opaque|nonce|cnonce)=[^&\s\])"']*/gi;

/** What a server said without names, challenges and responses, so that it can be shown. */
export function withoutDemand(description: string): string {
  return description.replace(loginValue, '$1=…');
}

/** What round 1 adds to app and tcUrl, without the leading `?` or `&`. */
export function nameQuery(mod: AuthMod, { user }: Credentials): string {
  return `authmod=${mod}&user=${user.reveal()}`;
}

/**
 * What round 2 adds behind the name. `nonce` is ours: eight hexadecimal digits. `app` is the application without a
 * query.
 */
export function proofQuery(
  demand: Extract<LoginDemand, { kind: 'proof' }>,
  { user, password }: Credentials,
  { app, nonce }: { readonly app: string; readonly nonce: string },
): string {
  if (demand.mod === 'llnw') {
    const response = llnwResponse(
      { user: user.reveal(), password: password.reveal(), nonce: demand.nonce },
      app,
      nonce,
    );
    return `nonce=${demand.nonce}&cnonce=${nonce}&nc=${llnw.count}&response=${response}`;
  }
  const { challenge } = demand;
  // The server may spell the name its own way; its salt belongs to that spelling.
  const named = challenge.user === '' ? { ...challenge, user: user.reveal() } : challenge;
  const response = adobeResponse(named, password.reveal(), nonce);
  return `challenge=${nonce}&response=${response}&opaque=${challenge.opaque ?? ''}`;
}

/** base64(MD5(base64(MD5(user ‖ salt ‖ password)) ‖ opaque or challenge ‖ nonce)). */
export function adobeResponse(demand: AdobeChallenge, password: string, nonce: string): string {
  const stored = base64Of(md5(encodeUtf8(demand.user + demand.salt + password)));
  return base64Of(md5(encodeUtf8(stored + (demand.opaque ?? demand.challenge) + nonce)));
}

/** As HTTP's digest: MD5 of who, what, and both nonces. An application of one name counts as `/_definst_` in it. */
export function llnwResponse(
  who: { readonly user: string; readonly password: string; readonly nonce: string },
  app: string,
  cnonce: string,
): string {
  const [name = ''] = app.split('?', 1);
  const instance = name.includes('/') ? '' : '/_definst_';
  const first = hashed(`${who.user}:${llnw.realm}:${who.password}`);
  const second = hashed(`${llnw.method}:/${name}${instance}`);
  return hashed([first, who.nonce, llnw.count, cnonce, llnw.qop, second].join(':'));
}

function hashed(text: string): string {
  return hexOf(md5(encodeUtf8(text)));
}

/** name=value pairs up to white space or a closing bracket; base64 values may hold `=`. */
function fieldsIn(text: string): ReadonlyMap<string, string> {
  const [query = ''] = text.split(/[\s\])]/, 1);
  const fields = new Map<string, string>();
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    if (at > 0) fields.set(pair.slice(0, at).toLowerCase(), pair.slice(at + 1));
  }
  return fields;
}
