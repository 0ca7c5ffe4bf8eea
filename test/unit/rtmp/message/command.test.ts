/** Commands and the statuses in them. */
import { expect, test } from 'vitest';
import {
  maxCommandLength,
  maxStatusText,
  readCommand,
  statusOf,
  writeCommand,
} from '../../../../shared/rtmp/message/command.ts';
import type { RtmpMessage } from '../../../../shared/rtmp/chunk/message.ts';
import { amfObject } from '../../../../shared/wire/amf0.ts';
import { hex } from '../../wire/amf0-table.ts';

function message(body: Uint8Array, type = 20): RtmpMessage {
  return { chunkStreamId: 3, type, streamId: 0, timestamp: 0, body };
}

const createStream = '02 000c 63726561746553747265616d 00 4010000000000000 05';

test('reads and writes createStream', () => {
  const value = { name: 'createStream', transaction: 4, object: null, args: [] };
  expect(writeCommand(value)).toEqual(hex(createStream));
  expect(readCommand(message(hex(createStream)))).toEqual({ ok: true, value });
});

test('reads an AMF3 command behind its zero byte', () => {
  expect(readCommand(message(hex(`00 ${createStream}`), 17))).toMatchObject({
    ok: true,
    value: { name: 'createStream' },
  });
});

test.each(['00 3ff0000000000000', '', '05', '02 0010 61'])('C21: refuses %s as a command with a reason', (bytes) => {
  expect(readCommand(message(hex(bytes)))).toMatchObject({ ok: false, error: { code: 'protocol-violation' } });
});

test('C21: refuses a command longer than its bound', () => {
  expect(readCommand(message(new Uint8Array(maxCommandLength + 1)))).toMatchObject({
    ok: false,
    error: { code: 'message-too-long' },
  });
});

test('bounds the text of a status', () => {
  const information = amfObject({ level: 'error', code: 'X', description: 'd'.repeat(1000) });
  const status = statusOf({ name: 'onStatus', transaction: 0, object: null, args: [information] });
  expect(status?.description).toHaveLength(maxStatusText + 1);
});

test('C24: finds the status in an ECMA array, and none where there is none', () => {
  const fields = new Map([['code', 'NetConnection.Connect.Success']]);
  const command = { name: '_result', transaction: 1, object: null, args: [{ kind: 'ecma-array', fields } as const] };
  expect(statusOf(command)?.code).toBe('NetConnection.Connect.Success');
  expect(statusOf({ ...command, args: [1, 'x', null] })).toBeNull();
});
