/** What may be sent to which server. */
import { expect, test } from 'vitest';
import {
  mayModEx,
  mayMultitrack,
  mayPublish,
  mustFallBack,
  type CodecEvidence,
  type Permission,
} from '../../../../shared/live/session/codec-permission.ts';

const nobody: CodecEvidence = { server: null, preset: { codecs: new Set(), multitrack: false }, isOptedIn: false };
const willing: CodecEvidence = { ...nobody, isOptedIn: true };
const known: CodecEvidence = { ...nobody, preset: { codecs: new Set(['hevc', 'av1'] as const), multitrack: true } };

/** A server that lists codecs and sets bits of capsEx. */
function server(video: readonly string[], audio: readonly string[], extended: number): CodecEvidence {
  return { ...nobody, server: { video: new Set(video), audio: new Set(audio), extended } };
}

test.each([
  ['avc', nobody, 'yes'],
  ['aac', server([], [], 0), 'yes'],
  ['hevc', nobody, 'no'],
  ['opus', nobody, 'no'],
  ['hevc', known, 'yes'],
  ['vp9', known, 'no'],
  ['vp9', willing, 'on-trial'],
  ['flac', willing, 'on-trial'],
  ['hevc', server(['hvc1'], [], 0), 'yes'],
  ['av1', server(['hvc1'], [], 0), 'no'],
  ['av1', { ...server(['hvc1'], [], 0), isOptedIn: true }, 'on-trial'],
  ['av1', server(['*'], [], 0), 'yes'],
  ['opus', server(['*'], [], 0), 'no'],
  ['opus', server([], ['Opus'], 0), 'yes'],
  ['mp3', server([], ['*'], 0), 'yes'],
] as const)('C52: whether %s may be sent, row %#', (codec, evidence, permission) => {
  expect(mayPublish(codec, evidence)).toBe(permission);
});

test('C52: several tracks only where signalled, known, or tried by wish; a server that speaks and leaves it out says no', () => {
  const permissions = [nobody, willing, known, server(['*'], ['*'], 2), server(['*'], ['*'], 1 | 4)].map(mayMultitrack);
  expect(permissions).toEqual(['no', 'on-trial', 'yes', 'yes', 'no']);
  expect(mayMultitrack({ ...server(['*'], [], 0), preset: known.preset, isOptedIn: true })).toBe('no');
});

test('C53: ModEx only where signalled, whatever a preset or the user says', () => {
  expect([nobody, willing, known, server(['*'], [], 2 | 8), server([], [], 4)].map(mayModEx)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
});

test.each<[Permission, number | null, number, boolean]>([
  ['on-trial', 1000, 10_999, true],
  ['on-trial', 1000, 11_000, false],
  ['on-trial', null, 500, false],
  ['yes', 1000, 1001, false],
])('falls back to H.264 when %s, first enhanced packet at %s, the end at %d: %s', (permission, ...row) => {
  const [firstEnhancedAt, endedAt, falls] = row;
  expect(mustFallBack(permission, { firstEnhancedAt, endedAt })).toBe(falls);
});
