/** The words of each trouble: one bounded sentence without codes, with its button, and another while it is watched. */
import { describe, expect, test } from 'vitest';
import { verdictActions } from '../../../../shared/contract/delivery.ts';
import { isErrorCode, studioError, type ErrorCode } from '../../../../shared/errors.ts';
import { findingStages, type FindingKind } from '../../../../shared/live/diagnosis/finding.ts';
import type { DiagnosisSample, OutputSample } from '../../../../shared/live/diagnosis/sample.ts';
import { verdictWords } from '../../../../shared/live/words/verdict-sentences.ts';

const output = (name: string, change: Partial<OutputSample> = {}): OutputSample => ({
  id: name,
  name,
  state: 'live',
  reason: null,
  written: 0,
  waiting: 0,
  acknowledged: null,
  delivered: null,
  queueAgeMillis: 0,
  sentKbps: 3100,
  rttMillis: null,
  confirmedBy: 'acknowledged',
  ...change,
});

const sample = (change: Partial<DiagnosisSample> = {}): DiagnosisSample => ({
  fps: 30,
  isEncoding: true,
  isPageAlive: true,
  isRecording: true,
  source: { name: 'Cam Link 4K', trouble: 'The camera was unplugged.', fps: 30, isMicOpen: true },
  worker: null,
  encoder: { bytes: 0, videoKbps: 0, failedAt: null, pictureAt: null, soundAt: null },
  rate: { kbps: 6000, targetKbps: 6000 },
  outputs: [output('Twitch'), output('YouTube')],
  copy: null,
  isCopyControl: true,
  ...change,
});

const kinds = Object.keys(findingStages).filter((kind): kind is FindingKind => Object.hasOwn(findingStages, kind));

const words = (kind: FindingKind, on: DiagnosisSample, outputId: string | null = null, isRecovering = false) =>
  verdictWords({ kind, health: 'bad', isRecovering, outputId }, on);

describe.each(kinds)('%s', (kind) => {
  test.each([
    ['one destination', sample({ outputs: [output('Twitch')] }), null],
    ['one of two', sample(), 'YouTube'],
    ['a long name', sample({ outputs: [output('T'.repeat(80)), output('')] }), 'T'.repeat(80)],
  ] as const)('has a sentence and a button with %s', (_name, on, outputId) => {
    const { text, action } = words(kind, on, outputId);
    expect(text).toMatch(/^[A-Z].*[.]$/);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(verdictActions).toContain(action);
    expect(text.split(/[\s.,:;]+/).filter((word) => word.includes('-') && isErrorCode(word))).toEqual([]);
    expect(text).not.toMatch(/undefined|null|NaN|\bkey \S*=/);
    const after = words(kind, on, outputId, true);
    expect(after.text).toMatch(/^[A-Z].* We keep an eye on it for a few seconds\.$/);
    expect(after.action).toBe('none');
  });
});

test('a slow upload is told with its figures', () => {
  expect(words('network-slow', sample()).text).toContain('(3.1 Mb/s of 6.0 Mb/s)');
  expect(words('network-slow', sample({ rate: null })).text).toContain('slower than the stream. Viewers');
});

test('one of two is told with the one that is fine, one of three with the others', () => {
  expect(words('output-stalled', sample(), 'YouTube').text).toMatch(
    /^YouTube stopped accepting data; Twitch is fine\. Viewers on YouTube see a pause\. .*The recording goes on\./,
  );
  const three = sample({ outputs: [output('Twitch'), output('YouTube'), output('Kick')], isRecording: false });
  expect(words('output-stalled', three, 'YouTube').text).toMatch(/; the others are fine\./);
  expect(words('output-stalled', three, 'YouTube').text).not.toContain('recording');
});

test.each<readonly [string, ErrorCode, RegExp, string]>([
  ['a reset', 'connection-reset', /^The connection to Twitch was cut\..*It said: “too long”\./, 'retry-now'],
  ['a FIN', 'connection-closed', /^Twitch closed the connection\..*It said: “too long”\./, 'retry-now'],
  ['an end by command', 'server-ended', /Twitch|server/i, 'retry-now'],
  ['a closed port', 'connection-refused', /takes no stream/, 'retry-now'],
  ['a slow handshake', 'handshake-timeout', /./, 'retry-now'],
  ['a TLS alert', 'tls-failed', /./, 'open-dashboard'],
  ['a wrong key', 'key-refused', /key/, 'open-dashboard'],
])('C61: %s is told with its own reason', (_name, code, says, action) => {
  const refused = output('Twitch', {
    state: 'reconnecting',
    reason: studioError(code, { said: 'too long', host: 'live.example.org' }),
  });
  const alone = words('output-refused', sample({ outputs: [refused] }));
  expect(alone.text).toMatch(says);
  expect(alone.action).toBe(action);
  const oneOfTwo = words('output-refused', sample({ outputs: [refused, output('YouTube')] }), 'Twitch');
  expect(oneOfTwo.text).toContain('YouTube is fine.');
});
