/** The digest handshake against vectors computed independently, and both sides of it against each other. */
import { expect, test } from 'vitest';
import { findDigest, writeDigest, writeProof } from '../../../../shared/rtmp/handshake/digest.ts';
import type { DigestSchema, HandshakeSide } from '../../../../shared/rtmp/handshake/digest.ts';
import { Handshake, handshakeLength } from '../../../../shared/rtmp/handshake/handshake.ts';
import { hex } from '../../wire/amf0-table.ts';
import { concat } from '../chunk/chunk-walk.ts';

const random = Uint8Array.from({ length: 1528 }, (_, index) => (index * 11 + 3) & 255);

/** C1 or S1 of the vectors: byte i is 7·i modulo 256, time 0, a version, and the digest. */
function signedBlock(side: HandshakeSide, schema: DigestSchema): Uint8Array {
  const block = Uint8Array.from({ length: handshakeLength }, (_, index) => (index * 7) & 255);
  block.set(side === 'client' ? hex('00000000 80000702') : hex('00000000 04050001'));
  writeDigest(block, side, schema);
  return block;
}

test.each<[HandshakeSide, DigestSchema, number, string, string]>([
  [
    'client',
    0,
    930,
    'd8c257827bb5c84c3421f9d1b6a9d50be02d177026f88ee2a8fcfadb136fc362',
    '8fc8f2399f6d1cd352af3fd2c6c58284186b8c0200a8f4ad720d207c5770543c',
  ],
  [
    'client',
    1,
    278,
    'a2aa8a9abee4f6d698256b602611f06fc4f152cf0255add445c3371249165e67',
    'f9e61e7fc0e821ff6c1df2f2f0ba503da4494c2d240d95bab06649176e7e2e3d',
  ],
  [
    'server',
    0,
    930,
    '225e9ae88faa2acc711331bd7ed5a06bfde83dbc4a95379a737caf81c8168cfb',
    '8a79a7885dc956954bc207beaaa031831ad380ab7c65fa89a123eb50679cfa9d',
  ],
  [
    'server',
    1,
    278,
    '9726fc7c74ab5e8eb343eb38f55a304b8480aba2e00b35c0cd6da319a1bd347f',
    'dcc4d53543dec56f80aa06b4421511e33c630a867e3c4ed3573818bde4e3e4d7',
  ],
])('C4: the %s digest of schema %d lies at %d and equals the vector, and so does the proof', (side, schema, ...row) => {
  const [at, digest, proof] = row;
  const block = signedBlock(side, schema);
  expect(block.subarray(at, at + 32)).toEqual(hex(digest));
  expect(findDigest(block, side)).toEqual({ schema, digest: hex(digest) });
  const other = side === 'client' ? 'server' : 'client';
  expect(writeProof(new Uint8Array(1504), other, hex(digest)).subarray(1504)).toEqual(hex(proof));
});

test('C4: finds no digest where a byte differs, on the wrong side, or in random bytes', () => {
  const block = signedBlock('client', 0);
  expect(findDigest(block, 'server')).toBeNull();
  block[1000] = (block[1000] ?? 0) ^ 1;
  expect(findDigest(block, 'client')).toBeNull();
});

test('C4: a client in digest mode signs C1 in schema 1 and proves that it saw the digest of S1', () => {
  const client = new Handshake('client', random, { now: 5, mode: 'digest' });
  const hello = concat(client.takeOutput());
  expect([...hello.subarray(0, 9)]).toEqual([3, 0, 0, 0, 5, 0x80, 0, 7, 2]);
  expect(findDigest(hello.subarray(1), 'client')?.schema).toBe(1);
  const serverBlock = signedBlock('server', 0);
  client.receive(concat([Uint8Array.of(3), serverBlock]), 6);
  const serverDigest = serverBlock.slice(930, 962);
  expect(concat(client.takeOutput())).toEqual(writeProof(random, 'client', serverDigest));
});

test('C4: a client in digest mode echoes an S1 without digest, as in the simple handshake', () => {
  const client = new Handshake('client', random, { now: 5, mode: 'digest' });
  client.takeOutput();
  const plain = new Uint8Array(handshakeLength).fill(9);
  expect(client.receive(concat([Uint8Array.of(3), plain, plain]), 6).kind).toBe('done');
  expect(concat(client.takeOutput()).subarray(8)).toEqual(plain.subarray(8));
});

test.each<DigestSchema>([0, 1])(
  'S1, S2: a server answers C1 of schema %d with S1 in that schema and with its proof',
  (schema) => {
    const block = signedBlock('client', schema);
    const found = findDigest(block, 'client');
    const server = new Handshake('server', random, { now: 7 });
    server.receive(concat([Uint8Array.of(3), block]), 8);
    const answer = concat(server.takeOutput());
    expect([...answer.subarray(0, 9)]).toEqual([3, 0, 0, 0, 7, 4, 5, 0, 1]);
    expect(findDigest(answer.subarray(1, 1537), 'server')?.schema).toBe(schema);
    expect(answer.subarray(1537)).toEqual(writeProof(random, 'server', found?.digest ?? new Uint8Array(0)));
  },
);

test('S1: four zero bytes mean a simple handshake, whatever follows them', () => {
  const block = Uint8Array.from({ length: handshakeLength }, (_, index) => (index < 8 ? 0 : index & 255));
  writeDigest(block, 'client', 0);
  const server = new Handshake('server', random, { now: 7 });
  server.receive(concat([Uint8Array.of(3), block]), 8);
  const answer = concat(server.takeOutput());
  expect([...answer.subarray(5, 9)]).toEqual([0, 0, 0, 0]);
  expect(answer.subarray(1537 + 8)).toEqual(block.subarray(8));
});

test('C4: both sides of ours finish a digest handshake, cut anywhere', () => {
  const client = new Handshake('client', random, { now: 0, mode: 'digest' });
  const server = new Handshake('server', random.toReversed(), { now: 0 });
  for (const byte of concat(client.takeOutput())) server.receive(Uint8Array.of(byte), 1);
  const ends = [...concat(server.takeOutput())].map((byte) => client.receive(Uint8Array.of(byte), 2).kind);
  expect(ends.at(-1)).toBe('done');
  expect(server.receive(concat([...client.takeOutput(), Uint8Array.of(2)]), 3)).toEqual({
    kind: 'done',
    rest: Uint8Array.of(2),
  });
});
