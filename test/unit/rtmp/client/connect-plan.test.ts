/** What follows a refused connection: redirects, logins, another handshake, fewer properties; and that all of it is bounded. */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { studioError } from '../../../../shared/errors.ts';
import type { ErrorCode, ErrorFacts } from '../../../../shared/errors.ts';
import { ConnectPlan, followTarget, isSameOwner } from '../../../../shared/rtmp/client/connect-plan.ts';
import type { AttemptEnd, ConnectStep, ConnectWish } from '../../../../shared/rtmp/client/connect-plan.ts';
import type { LoginDemand } from '../../../../shared/rtmp/client/login/login.ts';
import { parseIngestUrl } from '../../../../shared/rtmp/url.ts';

const random = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);
const wantsName: LoginDemand = { kind: 'name', mod: 'adobe' };
const wantsProof: LoginDemand = {
  kind: 'proof',
  mod: 'adobe',
  challenge: { user: 'user', salt: 'SALT1234', challenge: 'CHAL9012', opaque: 'OPAQ5678' },
};

function plan(url: string, wish: Partial<ConnectWish> = {}): ConnectPlan {
  const address = parseIngestUrl(url);
  if (!address.ok) throw new Error(url);
  return new ConnectPlan({ address: address.value, enhanced: false, ...wish });
}

/** An attempt that ended in the connect phase with words of the server. */
function ended(code: ErrorCode, end: Partial<AttemptEnd> = {}, facts: ErrorFacts = {}): AttemptEnd {
  return { error: studioError(code, facts), phase: 'connect', isWordless: false, refusal: null, ...end };
}

function redirected(redirect: string): AttemptEnd {
  return ended('connect-rejected', { refusal: { demand: null, redirect } });
}

function asked(demand: LoginDemand): AttemptEnd {
  return ended('authentication-needed', { refusal: { demand, redirect: null } });
}

/** A server that hung up without a word. */
function hungUp(phase: AttemptEnd['phase'] = 'handshake'): AttemptEnd {
  return ended('connection-closed', { phase, isWordless: true }, { how: 'fin' });
}

/** Error code and `why` of a step that fails. */
function failure(step: ConnectStep): unknown {
  return step.kind === 'failed' ? [step.error.code, step.error.facts['why']] : step.attempt.tcUrl;
}

test('begins with the simple handshake and the address as it is', () => {
  expect(plan('rtmp://a.example/live').attempt).toMatchObject({
    app: 'live',
    tcUrl: 'rtmp://a.example/live',
    handshake: 'simple',
    enhanced: false,
    limitMillis: null,
    isLoginInClear: false,
  });
});

test.each<[string, AttemptEnd]>([
  ['a refusal', ended('connect-rejected')],
  ['a used key', ended('key-in-use', { phase: 'publish' })],
  ['a closed port', ended('connection-refused', { phase: 'opening', isWordless: true })],
  ['silence', ended('handshake-timeout', { phase: 'handshake', isWordless: true })],
  ['a web server', ended('not-rtmp', { phase: 'handshake', isWordless: true })],
  ['a cut after words', ended('app-refused', {}, { how: 'fin' })],
  ['a cut while publishing', ended('publish-refused', { phase: 'publish', isWordless: false }, { how: 'fin' })],
])('%s is final at once', (_, end) => {
  expect(plan('rtmp://a.example/live').after(end, random)).toEqual({ kind: 'failed', error: end.error });
});

describe('C38: a redirect', () => {
  test('is followed to the same owner, three times and not a fourth', () => {
    const three = plan('rtmp://in.a.example/live');
    expect(failure(three.after(redirected('rtmp://edge1.a.example:1936/live'), random))).toBe(
      'rtmp://edge1.a.example:1936/live',
    );
    expect(failure(three.after(redirected('//edge2.a.example/live?x=1'), random))).toBe(
      'rtmp://edge2.a.example/live?x=1',
    );
    expect(failure(three.after(redirected('/other'), random))).toBe('rtmp://edge2.a.example/other');
    expect(failure(three.after(redirected('rtmp://edge3.a.example/live'), random))).toEqual([
      'redirect-refused',
      'too-many',
    ]);
  });

  test('may go up to TLS and never down', () => {
    const up = plan('rtmp://a.example/live');
    expect(failure(up.after(redirected('rtmps://a.example/live'), random))).toBe('rtmps://a.example/live');
    expect(failure(up.after(redirected('rtmp://b.a.example/live'), random))).toEqual(['redirect-refused', 'downgrade']);
  });

  test('does not carry the key to another owner, unless that host was named', () => {
    const target = redirected('rtmp://evil.example.net/live');
    expect(failure(plan('rtmp://a.example/live').after(target, random))).toEqual(['redirect-refused', 'other-host']);
    const allowed = plan('rtmp://a.example/live', { redirectHosts: ['evil.example.net'] });
    expect(failure(allowed.after(target, random))).toBe('rtmp://evil.example.net/live');
  });

  test('never takes a password to another host, not even to one of the same owner', () => {
    const moved = plan('rtmp://user:pass@in.a.example/live');
    moved.after(redirected('rtmp://edge.a.example/live'), random);
    expect(moved.attempt.address.credentials).toBeUndefined();
    expect(failure(moved.after(asked(wantsName), random))).toEqual(['authentication-needed', undefined]);
  });

  test('in a circle, or to no address, is refused', () => {
    const circle = plan('rtmp://a.example/live');
    circle.after(redirected('rtmp://a.example/two'), random);
    expect(failure(circle.after(redirected('rtmp://a.example/live'), random))).toEqual(['redirect-refused', 'loop']);
    expect(failure(plan('rtmp://a.example/live').after(redirected('http://a.example/'), random))).toEqual([
      'redirect-refused',
      'address',
    ]);
  });

  test.each([
    ['a.example', 'A.EXAMPLE.', true],
    ['in.a.example', 'out.a.example', true],
    ['a.example', 'live.a.example', true],
    ['a.example', 'b.example', false],
    ['in.a.co.uk', 'out.a.co.uk', true],
    ['a.co.uk', 'b.co.uk', false],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['2001:db8::1', '2001:db8::2', false],
    ['localhost', 'otherhost', false],
  ])('owner of %s and %s', (one, other, same) => {
    expect(isSameOwner(one, other)).toBe(same);
  });
});

test.each([
  [null, 'rtmps://in.a.example:8443/live'],
  ['/two', 'rtmps://in.a.example:8443/two'],
  ['//edge.a.example/two', 'rtmps://edge.a.example/two'],
  ['rtmps://c.example/live', 'rtmps://c.example/live'],
  ['rtmp://in.a.example/live', 'downgrade'],
  ['rtmps://b.example/live', 'other-host'],
  ['live', 'address'],
])('C40: asked to move to %s, it goes to %s', (target, expected) => {
  const from = parseIngestUrl('rtmps://in.a.example:8443/live');
  const found = from.ok ? followTarget(from.value, target, ['c.example']) : from;
  expect(found.ok ? found.value.tcUrl : found.error.facts['why']).toBe(expected);
});

describe('C39: a login', () => {
  test('takes two rounds, and app and tcUrl carry both', () => {
    const login = plan('rtmps://user:pass@a.example/live');
    login.after(asked(wantsName), random);
    expect(login.attempt).toMatchObject({
      app: 'live?authmod=adobe&user=user',
      tcUrl: 'rtmps://a.example/live?authmod=adobe&user=user',
      isLoginInClear: false,
    });
    login.after(asked(wantsProof), random);
    const query = 'authmod=adobe&user=user&challenge=deadbeef&response=+Dxx6gBxQsag+WRZw6W3kg==&opaque=OPAQ5678';
    expect(login.attempt).toMatchObject({ app: `live?${query}`, tcUrl: `rtmps://a.example/live?${query}` });
  });

  test('of Limelight signs the app without its query', () => {
    const login = plan('rtmps://user:pass@a.example/live/ev1?token=1');
    login.after(asked({ kind: 'name', mod: 'llnw' }), random);
    expect(login.attempt.app).toBe('live/ev1?token=1&authmod=llnw&user=user');
    login.after(asked({ kind: 'proof', mod: 'llnw', nonce: 'nonce123' }), Uint8Array.of(0x0b, 0xad, 0xf0, 0x0d));
    expect(login.attempt.app).toBe(
      'live/ev1?token=1&authmod=llnw&user=user&nonce=nonce123&cnonce=0badf00d&nc=00000001&response=4e2f6d202ba4ae8e553cbba70c08d122',
    );
  });

  test('over rtmp:// is marked as going out in the clear', () => {
    const login = plan('rtmp://user:pass@a.example/live');
    expect(login.attempt.isLoginInClear).toBe(false);
    login.after(asked(wantsName), random);
    expect(login.attempt.isLoginInClear).toBe(true);
  });

  test('without credentials says that they are needed', () => {
    expect(failure(plan('rtmp://a.example/live').after(asked(wantsName), random))).toEqual([
      'authentication-needed',
      undefined,
    ]);
  });

  test.each<[string, readonly LoginDemand[], string]>([
    ['a wrong password', [wantsName, wantsProof, { kind: 'refused', why: 'password' }], 'password'],
    ['an unknown user', [wantsName, { kind: 'refused', why: 'user' }], 'user'],
    ['a server that asks for the proof again', [wantsName, wantsProof, wantsProof], 'password'],
    ['a server that asks for the name again', [wantsName, wantsName], 'password'],
  ])('ends with %s', (_, demands, why) => {
    const login = plan('rtmp://user:pass@a.example/live');
    const steps = demands.map((demand) => login.after(asked(demand), random));
    expect(steps.map((step) => step.kind)).toEqual([...demands.slice(1).map(() => 'attempt'), 'failed']);
    expect(failure(steps.at(-1) ?? { kind: 'failed', error: studioError('internal') })).toEqual([
      'authentication-failed',
      why,
    ]);
  });

  test('whose query stands in the address already is wrong', () => {
    const login = plan('rtmp://user:pass@a.example/live?authmod=adobe&user=x');
    expect(failure(login.after(asked(wantsName), random))).toEqual(['authentication-failed', 'password']);
  });

  test('C10: leaves no password in what the plan shows of itself', () => {
    const login = plan('rtmp://user:pa55word@a.example/live');
    login.after(asked(wantsName), random);
    login.after(asked(wantsProof), random);
    expect(inspect(login, { depth: 9 }) + JSON.stringify(login.attempt)).not.toContain('pa55word');
  });
});

describe('C4: the digest handshake', () => {
  test.each<AttemptEnd['phase']>(['handshake', 'connect'])(
    'is tried once, and not for long, when a server hangs up in %s',
    (phase) => {
      const digest = plan('rtmp://a.example/live');
      digest.after(hungUp(phase), random);
      expect(digest.attempt).toMatchObject({ handshake: 'digest', limitMillis: 3000 });
      expect(failure(digest.after(hungUp('handshake'), random))).toEqual(['connection-closed', undefined]);
    },
  );

  test('keeps the first reason when it helped nothing, and the second when the server spoke', () => {
    const first = ended('app-refused', { isWordless: true }, { how: 'fin' });
    const useless = plan('rtmp://a.example/live');
    useless.after(first, random);
    const slow = ended('handshake-timeout', { phase: 'handshake', isWordless: true });
    expect(useless.after(slow, random)).toEqual({ kind: 'failed', error: first.error });
    const useful = plan('rtmp://a.example/live');
    useful.after(first, random);
    expect(failure(useful.after(ended('connect-rejected'), random))).toEqual(['connect-rejected', undefined]);
  });

  test('is not tried on servers that are known', () => {
    const known = plan('rtmp://a.example/live', { isModern: true });
    expect(known.after(hungUp(), random).kind).toBe('failed');
  });
});

describe('C31: Enhanced RTMP properties', () => {
  test.each<[string, AttemptEnd]>([
    ['a refusal', ended('connect-rejected')],
    ['a closed connection', hungUp('connect')],
  ])('are left out once after %s of connect', (_, end) => {
    const modest = plan('rtmp://a.example/live', { enhanced: true, isModern: true });
    expect(modest.attempt.enhanced).toBe(true);
    modest.after(end, random);
    expect(modest.attempt).toMatchObject({ enhanced: false, handshake: 'simple', tcUrl: 'rtmp://a.example/live' });
    expect(modest.after(end, random)).toEqual({ kind: 'failed', error: end.error });
  });

  test('stay where connect was not the problem', () => {
    for (const end of [ended('key-refused', { phase: 'publish' }), ended('publish-timeout')])
      expect(plan('rtmp://a.example/live', { enhanced: true }).after(end, random).kind).toBe('failed');
  });
});

test('C38, C39: every mix of wishes ends within ten attempts', () => {
  const kinds: readonly (() => AttemptEnd)[] = [
    () => asked(wantsName),
    () => asked(wantsProof),
    () => hungUp(),
    () => hungUp('connect'),
    () => ended('connect-rejected'),
  ];
  for (let seed = 0; seed < 500; seed += 1) {
    const mixed = plan('rtmp://user:pass@a.example/live', { enhanced: true });
    let attempts = 1;
    let state = seed;
    for (;;) {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      const pick = state % (kinds.length + 1);
      const end = kinds[pick]?.() ?? redirected(`rtmp://a.example/${state}`);
      if (mixed.after(end, random).kind === 'failed') break;
      attempts += 1;
    }
    expect(attempts).toBeLessThanOrEqual(10);
  }
});
