/** The exit codes are stable: scripts rely on the numbers. */
import { expect, test } from 'vitest';
import { errorCodes, studioError, type ErrorCode } from '../../../../shared/errors.ts';
import { exitCodeFor, exitCodes } from '../../../../shared/live/words/exit-codes.ts';

const stable: readonly (readonly [ErrorCode, number])[] = [
  ['internal', 1],
  ['option-invalid', 2],
  ['key-file-unreadable', 2],
  ['url-invalid', 2],
  ['key-missing', 2],
  ['profile-not-found', 2],
  ['host-not-found', 10],
  ['connection-refused', 11],
  ['connect-timeout', 12],
  ['network-unreachable', 12],
  ['tls-expired', 13],
  ['not-rtmp', 14],
  ['handshake-timeout', 14],
  ['app-refused', 20],
  ['publish-refused', 21],
  ['key-in-use', 22],
  ['key-refused', 23],
  ['authentication-needed', 23],
  ['publish-timeout', 24],
  ['connection-closed', 30],
  ['camera-missing', 40],
  ['camera-denied', 41],
  ['microphone-missing', 42],
  ['encoder-unavailable', 43],
  ['received-copy-bad', 50],
  ['storage-failed', 60],
  ['cancelled', 130],
];

test.each(stable)('%s leaves %i', (code, number) => {
  expect(exitCodeFor(studioError(code))).toBe(number);
});

test('every failure leaves a documented number other than 0', () => {
  const documented = new Set<number>(exitCodes.map((row) => row.code));
  for (const code of errorCodes) {
    const number = exitCodeFor(studioError(code));
    expect(number).not.toBe(0);
    expect(documented).toContain(number);
  }
});

test('every documented number is used, once, with a sentence', () => {
  const used = new Set<number>([0, ...errorCodes.map((code) => exitCodeFor(studioError(code)))]);
  expect(exitCodes.map((row) => row.code).toSorted((a, b) => a - b)).toEqual([...used].toSorted((a, b) => a - b));
  for (const { code, sentence } of exitCodes) {
    expect(code).toBeLessThan(256);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});
