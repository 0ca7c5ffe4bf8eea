/** The handshake of both sides, in every order and cut in which real peers send it. */
import { expect, test } from 'vitest';
import { Handshake, handshakeLength } from '../../../../shared/rtmp/handshake/handshake.ts';
import { concat } from '../chunk/chunk-walk.ts';

const random = Uint8Array.from({ length: 1528 }, (_, index) => (index * 7) & 255);
const serverHello = concat([Uint8Array.of(3), new Uint8Array(handshakeLength).fill(5)]);
const serverEcho = new Uint8Array(handshakeLength).fill(6);

test('C1: sends 1537 bytes: version 3, a time, four zero bytes, 1528 random bytes', () => {
  const sent = concat(new Handshake('client', random, { now: 0x0102_0304 }).takeOutput());
  expect(sent).toHaveLength(1537);
  expect([...sent.subarray(0, 9)]).toEqual([3, 1, 2, 3, 4, 0, 0, 0, 0]);
  expect(sent.subarray(9)).toEqual(random);
});

test.each([
  ['in one piece', 5000],
  ['byte by byte', 1],
  ['cut at 1460', 1460],
])('C2: completes when S0, S1, S2 and the first chunk arrive %s', (_, size) => {
  const handshake = new Handshake('client', random, { now: 0 });
  handshake.takeOutput();
  const bytes = concat([serverHello, serverEcho, Uint8Array.of(2, 0, 0)]);
  const rest: number[] = [];
  let done = false;
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    if (done) rest.push(...piece);
    else {
      const step = handshake.receive(piece, 0);
      if (step.kind === 'done') rest.push(...step.rest);
      done = step.kind === 'done';
    }
  }
  expect(rest).toEqual([2, 0, 0]);
  expect(concat(handshake.takeOutput())).toHaveLength(handshakeLength);
});

test('C3: sends C2 as soon as S1 is complete, without waiting for S2', () => {
  const handshake = new Handshake('client', random, { now: 0 });
  handshake.takeOutput();
  expect(handshake.receive(serverHello, 9).kind).toBe('need-more');
  const echo = concat(handshake.takeOutput());
  expect([...echo.subarray(0, 10)]).toEqual([5, 5, 5, 5, 0, 0, 0, 9, 5, 5]);
  expect(handshake.receive(serverEcho, 0).kind).toBe('done');
});

test('C5: does not fail on an S2 that echoes nothing', () => {
  const handshake = new Handshake('client', random, { now: 0 });
  expect(handshake.receive(concat([serverHello, new Uint8Array(handshakeLength)]), 0).kind).toBe('done');
});

test.each([
  [0x48, 'not-rtmp', { saw: 'http', firstByte: 0x48 }],
  [0x3c, 'not-rtmp', { saw: 'http', firstByte: 0x3c }],
  [0x15, 'not-rtmp', { saw: 'tls', firstByte: 0x15 }],
  [0x16, 'not-rtmp', { saw: 'tls', firstByte: 0x16 }],
  [0x53, 'not-rtmp', { saw: 'text', firstByte: 0x53 }],
  [0xff, 'not-rtmp', { saw: 'bytes', firstByte: 0xff }],
  [6, 'handshake-version', { version: 6 }],
  [0, 'handshake-version', { version: 0 }],
])('C61: names what answered with first byte %d', (first, code, facts) => {
  const step = new Handshake('client', random, { now: 0 }).receive(Uint8Array.of(first), 0);
  expect(step).toMatchObject({ kind: 'failed', error: { code, facts } });
});

test('S1: a server answers C1, digest or not, with version 3, its own block and an echo, and says nothing before', () => {
  const client = Uint8Array.from({ length: 1536 }, (_, index) => (index === 4 ? 0x80 : index & 255));
  const handshake = new Handshake('server', random, { now: 7 });
  handshake.receive(concat([Uint8Array.of(3), client.subarray(0, 1535)]), 8);
  expect(handshake.takeOutput()).toEqual([]);
  handshake.receive(client.subarray(1535), 8);
  const answer = concat(handshake.takeOutput());
  expect(answer).toHaveLength(1 + 2 * handshakeLength);
  expect([...answer.subarray(0, 9)]).toEqual([3, 0, 0, 0, 7, 0, 0, 0, 0]);
  expect(answer.subarray(1537 + 8)).toEqual(client.subarray(8));
});
