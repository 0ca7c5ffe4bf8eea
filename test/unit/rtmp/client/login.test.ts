/** Adobe's and Limelight's logins: demands as servers write them, and responses against independent vectors. */
import { expect, test } from 'vitest';
import {
  adobeResponse,
  llnwResponse,
  nameQuery,
  proofQuery,
  readLoginDemand,
  withoutDemand,
} from '../../../../shared/rtmp/client/login/login.ts';
import { base64Of, hexOf, md5 } from '../../../../shared/rtmp/client/login/md5.ts';
import { Secret } from '../../../../shared/wire/secret.ts';
import { encodeUtf8 } from '../../../../shared/wire/utf8.ts';

const credentials = { user: new Secret('user'), password: new Secret('pass') };
const adobe = { user: 'user', salt: 'SALT1234', challenge: 'CHAL9012', opaque: 'OPAQ5678' };

test('C39: Adobe: h1 and the response with and without opaque equal the vectors', () => {
  expect(base64Of(md5(encodeUtf8('userSALT1234pass')))).toBe('s6yp69hMP77uQPLPu/8k/w==');
  expect(adobeResponse(adobe, 'pass', 'deadbeef')).toBe('+Dxx6gBxQsag+WRZw6W3kg==');
  expect(adobeResponse({ ...adobe, opaque: null }, 'pass', 'deadbeef')).toBe('ZLo1/A0egMu8wFY7VQZfiA==');
});

test.each([
  ['live', 'a2d981c976a6851bc5ed3f2beab823c8', 'live/_definst_', 'd731026588b08236393769477d61671c'],
  ['live/ev1', 'ccdb9fe0c2f9fb2440f6d4f173bd01b4', 'live/ev1', '4e2f6d202ba4ae8e553cbba70c08d122'],
  ['live/ev1?authmod=llnw', 'ccdb9fe0c2f9fb2440f6d4f173bd01b4', 'live/ev1', '4e2f6d202ba4ae8e553cbba70c08d122'],
])('C39: Limelight: the response for the app %s equals the vector', (app, h2, path, response) => {
  expect(hexOf(md5(encodeUtf8('user:live:pass')))).toBe('fe153d35273a9f3c3733762e44c58f38');
  expect(hexOf(md5(encodeUtf8(`publish:/${path}`)))).toBe(h2);
  expect(llnwResponse({ user: 'user', password: 'pass', nonce: 'nonce123' }, app, '0badf00d')).toBe(response);
});

test.each([
  ['[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ', { kind: 'name', mod: 'adobe' }],
  ['code=403 need auth; authmod=llnw', { kind: 'name', mod: 'llnw' }],
  [
    '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=user&salt=SALT1234&challenge=CHAL9012&opaque=OPAQ5678',
    { kind: 'proof', mod: 'adobe', challenge: adobe },
  ],
  [
    '[ authmod=adobe ] : ?reason=needauth&user=user&salt=a+/b==&challenge=c&opaque= ]',
    { kind: 'proof', mod: 'adobe', challenge: { user: 'user', salt: 'a+/b==', challenge: 'c', opaque: null } },
  ],
  ['[ authmod=llnw ] : ?reason=needauth&nonce=nonce123 ]', { kind: 'proof', mod: 'llnw', nonce: 'nonce123' }],
  ['[ authmod=adobe ] : ?reason=authfailed&opaque=x', { kind: 'refused', why: 'password' }],
  ['[ authmod=llnw ] : ?reason=nosuchuser', { kind: 'refused', why: 'user' }],
  ['go away', null],
  ['authmod=basic need auth', null],
])('C39: reads the demand in %s', (description, demand) => {
  expect(readLoginDemand(description)).toEqual(demand);
});

test('C39: round 1 names the user, round 2 adds the proof, as librtmp spells them', () => {
  expect(nameQuery('adobe', credentials)).toBe('authmod=adobe&user=user');
  const where = { app: 'live', nonce: 'deadbeef' };
  expect(proofQuery({ kind: 'proof', mod: 'adobe', challenge: adobe }, credentials, where)).toBe(
    'challenge=deadbeef&response=+Dxx6gBxQsag+WRZw6W3kg==&opaque=OPAQ5678',
  );
  expect(
    proofQuery({ kind: 'proof', mod: 'adobe', challenge: { ...adobe, user: '', opaque: null } }, credentials, where),
  ).toBe('challenge=deadbeef&response=ZLo1/A0egMu8wFY7VQZfiA==&opaque=');
  expect(
    proofQuery({ kind: 'proof', mod: 'llnw', nonce: 'nonce123' }, credentials, { app: 'live', nonce: '0badf00d' }),
  ).toBe('nonce=nonce123&cnonce=0badf00d&nc=00000001&response=d731026588b08236393769477d61671c');
});

test('C10, C39: what may be shown of a demand holds no user, salt, challenge or opaque', () => {
  const text = withoutDemand(
    '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=someone&salt=SALT1234&challenge=CHAL9012&opaque=OPAQ5678',
  );
  expect(text).toBe(
    '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=…&salt=…&challenge=…&opaque=…',
  );
  expect(withoutDemand('no app live?authmod=adobe&user=someone&response=abc== here')).not.toMatch(/someone|abc/);
  expect(withoutDemand('stream is closed')).toBe('stream is closed');
});

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e', '1B2M2Y8AsgTpgAmY7PhCfg=='],
  ['abc', '900150983cd24fb0d6963f7d28e17f72', 'kAFQmDzST7DWlj99KOF/cg=='],
])('spells the MD5 of %j in hexadecimal and base64 (RFC 1321)', (text, inHex, inBase64) => {
  expect([hexOf(md5(encodeUtf8(text))), base64Of(md5(encodeUtf8(text)))]).toEqual([inHex, inBase64]);
});

test.each([
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
])('base64 of %s (RFC 4648)', (text, coded) => {
  expect(base64Of(encodeUtf8(text))).toBe(coded);
});
