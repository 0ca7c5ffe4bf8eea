/** What the next attempt to connect looks like after a refused one: redirects, logins, an older handshake, fewer properties. */
import type { Millis } from '../../clock.ts';
import { ok, studioError } from '../../errors.ts';
import type { Reply, StudioError } from '../../errors.ts';
import { resolveAddress } from '../url.ts';
import type { IngestAddress } from '../url.ts';
import { nameQuery, proofQuery } from './login/login.ts';
import type { LoginDemand } from './login/login.ts';
import { hexOf } from './login/md5.ts';
import type { ConnectRefusal, PublisherPhase } from './publish-dialogue.ts';

/** Redirects followed in a row. */
const maxRedirects = 3;
/** Attempts of all kinds together, should a server mix them. */
const maxAttempts = 10;
/** A retry with the digest handshake is a guess, so it may not keep the plain error waiting for long. */
const digestLimitMillis: Millis = 3000;

export type ConnectWish = {
  readonly address: IngestAddress;
  /** Whether connect should carry Enhanced RTMP properties. */
  readonly enhanced: boolean;
  /** True for servers that are known to take the simple handshake: no retry with digests. */
  readonly isModern?: boolean;
  /** Hosts that a redirect may lead to, besides those of the same owner. */
  readonly redirectHosts?: readonly string[];
};

/** One connection to make. */
export type ConnectAttempt = {
  /** Where to connect. */
  readonly address: IngestAddress;
  /** For the connect command; may end in the answer to a login, a secret. */
  readonly app: string;
  readonly tcUrl: string;
  readonly handshake: 'simple' | 'digest';
  readonly enhanced: boolean;
  /** How long it may take up to the answer to connect, or null for the usual limits. */
  readonly limitMillis: Millis | null;
  /** True when it names a user or proves a password without TLS. */
  readonly isLoginInClear: boolean;
};

/** How an attempt ended. */
export type AttemptEnd = {
  readonly error: StudioError;
  /** Where it was; `opening` before the socket was open. */
  readonly phase: PublisherPhase | 'opening';
  /** True when the server said nothing beyond its handshake. */
  readonly isWordless: boolean;
  readonly refusal: ConnectRefusal | null;
};

const nothingAsked: ConnectRefusal = { demand: null, redirect: null };

/** What follows. */
export type ConnectStep =
  | { readonly kind: 'attempt'; readonly attempt: ConnectAttempt }
  | { readonly kind: 'failed'; readonly error: StudioError };

export class ConnectPlan {
  readonly #wish: ConnectWish;
  readonly #visited: string[];
  #attempt: ConnectAttempt;
  #attempts = 1;
  #loginRound: 0 | 1 | 2 = 0;
  /** The error of the simple handshake, while one with digests is being tried. */
  #plainError: StudioError | null = null;

  constructor(wish: ConnectWish) {
    this.#wish = wish;
    this.#visited = [wish.address.tcUrl];
    this.#attempt = firstAttempt(wish.address, { handshake: 'simple', enhanced: wish.enhanced });
  }

  /** The attempt to make now. */
  get attempt(): ConnectAttempt {
    return this.#attempt;
  }

  /** Takes the end of the current attempt. `random`: four bytes, for a login's nonce. */
  after(end: AttemptEnd, random: Uint8Array): ConnectStep {
    const step = this.#decide(end, random);
    if (step.kind === 'failed') return step;
    this.#attempts += 1;
    if (this.#attempts > maxAttempts) return { kind: 'failed', error: end.error };
    this.#attempt = step.attempt;
    return step;
  }

  #decide(end: AttemptEnd, random: Uint8Array): ConnectStep {
    const { redirect, demand } = end.refusal ?? nothingAsked;
    if (redirect !== null) return this.#follow(redirect);
    if (demand !== null) return this.#logIn(demand, end.error, random);
    if (this.#plainError !== null && isUntold(end)) return { kind: 'failed', error: this.#plainError };
    if (this.#mayDropProperties(end)) return { kind: 'attempt', attempt: { ...this.#attempt, enhanced: false } };
    if (!this.#mayTryDigest(end)) return { kind: 'failed', error: end.error };
    this.#plainError = end.error;
    return {
      kind: 'attempt',
      attempt: { ...this.#attempt, handshake: 'digest', limitMillis: digestLimitMillis },
    };
  }

  #follow(target: string): ConnectStep {
    const found = followTarget(this.#attempt.address, target, this.#wish.redirectHosts ?? []);
    if (!found.ok) return { kind: 'failed', error: found.error };
    const to = found.value;
    if (this.#visited.includes(to.tcUrl)) return { kind: 'failed', error: refusal('loop', to) };
    if (this.#visited.length > maxRedirects) return { kind: 'failed', error: refusal('too-many', to) };
    this.#visited.push(to.tcUrl);
    this.#loginRound = 0;
    return { kind: 'attempt', attempt: firstAttempt(to, this.#attempt) };
  }

  #logIn(demand: LoginDemand, error: StudioError, random: Uint8Array): ConnectStep {
    const { address } = this.#attempt;
    const { credentials } = address;
    if (credentials === undefined) return { kind: 'failed', error: studioError('authentication-needed', error.facts) };
    if (demand.kind === 'refused') return wrongLogin(demand.why, error);
    if (this.#loginRound === 2 || (demand.kind === 'name' && this.#loginRound === 1) || /authmod=/i.test(address.app))
      return wrongLogin('password', error);
    const name = nameQuery(demand.mod, credentials);
    if (demand.kind === 'name') return this.#loginAttempt(1, name);
    const proof = proofQuery(demand, credentials, { app: address.app, nonce: hexOf(random.subarray(0, 4)) });
    return this.#loginAttempt(2, `${name}&${proof}`);
  }

  #loginAttempt(round: 1 | 2, query: string): ConnectStep {
    const { address } = this.#attempt;
    this.#loginRound = round;
    const attempt = {
      ...this.#attempt,
      app: withQuery(address.app, query),
      tcUrl: withQuery(address.tcUrl, query),
      limitMillis: null,
      // Adobe's proof and Limelight's are both open to whoever listens and tries passwords.
      isLoginInClear: address.scheme === 'rtmp',
    };
    return { kind: 'attempt', attempt };
  }

  /** Some servers refuse publishers that send properties they don't know. */
  #mayDropProperties({ error, phase }: AttemptEnd): boolean {
    return this.#attempt.enhanced && phase === 'connect' && error.code !== 'publish-timeout';
  }

  /** Old servers hang up on a handshake without digest, some only when connect comes. */
  #mayTryDigest(end: AttemptEnd): boolean {
    const isCut = Object.hasOwn(end.error.facts, 'how');
    const isEarly = end.phase === 'handshake' || end.phase === 'connect';
    return this.#attempt.handshake === 'simple' && this.#wish.isModern !== true && isCut && isEarly && end.isWordless;
  }
}

/** True when the server of this attempt told nothing about itself. */
function isUntold({ phase, isWordless }: AttemptEnd): boolean {
  return phase === 'opening' || phase === 'handshake' || isWordless;
}

function firstAttempt(address: IngestAddress, how: Pick<ConnectAttempt, 'handshake' | 'enhanced'>): ConnectAttempt {
  const { app, tcUrl } = address;
  const { handshake, enhanced } = how;
  return { address, app, tcUrl, handshake, enhanced, limitMillis: null, isLoginInClear: false };
}

/**
 * The address that a server sends us on to, in a redirect or a Reconnect Request; `redirect-refused` with a `why` fact
 * when it is none (`address`), would give up TLS (`downgrade`), or is another owner's and not among `hosts`
 * (`other-host`). A `target` of null is the same address again.
 */
export function followTarget(
  from: IngestAddress,
  target: string | null,
  hosts: readonly string[],
): Reply<IngestAddress> {
  const found = target === null ? ok(from) : resolveAddress(from, target);
  if (!found.ok) return { ok: false, error: refusal('address', from) };
  const to = found.value;
  if (from.scheme === 'rtmps' && to.scheme === 'rtmp') return { ok: false, error: refusal('downgrade', to) };
  const isOurs = isSameOwner(from.host, to.host) || hosts.includes(to.host);
  return isOurs ? ok(to) : { ok: false, error: refusal('other-host', to) };
}

function refusal(why: string, to: IngestAddress): StudioError {
  return studioError('redirect-refused', { why, host: to.host, port: to.port });
}

function wrongLogin(why: 'password' | 'user', error: StudioError): ConnectStep {
  return { kind: 'failed', error: studioError('authentication-failed', { ...error.facts, why }) };
}

function withQuery(text: string, query: string): string {
  return `${text}${text.includes('?') ? '&' : '?'}${query}`;
}

/**
 * True when both hosts belong together: the same one, or names under one registrable domain. Without a list of public
 * suffixes that is two labels, or three where the last two look like one (co.uk, com.br). Addresses must be equal.
 */
export function isSameOwner(one: string, other: string): boolean {
  const [a, b] = [one, other].map((host) => host.toLowerCase().replace(/\.$/, ''));
  if (a === b) return true;
  const site = siteOf(a ?? '');
  return site !== null && site === siteOf(b ?? '');
}

function siteOf(host: string): string | null {
  if (host.includes(':') || /^[\d.]+$/.test(host)) return null;
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const count = top.length === 2 && second.length <= 3 ? 3 : 2;
  return labels.length >= count ? labels.slice(-count).join('.') : null;
}
