/** Control messages: one table of bytes and values. */
import { expect, test } from 'vitest';
import { readControl, writeControl } from '../../../../shared/rtmp/message/control.ts';
import type { ControlMessage } from '../../../../shared/rtmp/message/control.ts';
import { hex } from '../../wire/amf0-table.ts';

const table: readonly (readonly [number, string, ControlMessage])[] = [
  [1, '00001000', { kind: 'set-chunk-size', size: 4096 }],
  [2, '00000007', { kind: 'abort', chunkStreamId: 7 }],
  [3, 'fffffffe', { kind: 'acknowledgement', sequence: 0xffff_fffe }],
  [5, '002625a0', { kind: 'window-ack-size', window: 2_500_000 }],
  [6, '002625a0 00', { kind: 'set-peer-bandwidth', window: 2_500_000, limit: 'hard' }],
  [6, '002625a0 02', { kind: 'set-peer-bandwidth', window: 2_500_000, limit: 'dynamic' }],
  [4, '0000 00000001', { kind: 'stream-begin', streamId: 1 }],
  [4, '0001 00000001', { kind: 'stream-eof', streamId: 1 }],
  [4, '0003 00000001 000003e8', { kind: 'set-buffer-length', streamId: 1, lengthMs: 1000 }],
  [4, '0006 80000001', { kind: 'ping-request', time: 0x8000_0001 }],
  [4, '0007 80000001', { kind: 'ping-response', time: 0x8000_0001 }],
];

test.each(table)('reads type %d %s', (type, bytes, message) => {
  expect(readControl(type, hex(bytes))).toEqual(message);
});

test.each(table)('writes type %d %s', (type, bytes, message) => {
  expect(writeControl(message)).toEqual({ type, body: hex(bytes) });
});

test.each([
  [3, '0000'],
  [6, '00000001'],
  [4, '00'],
  [4, '0006 0000'],
  [4, '001f 00000001'],
  [9, '00000000'],
])('C33: ignores type %d %s', (type, bytes) => {
  expect(readControl(type, hex(bytes))).toBeNull();
});
