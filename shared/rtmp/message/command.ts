/** Command messages (RTMP 7.1.1) and onStatus information objects: reading, writing, nothing about their order. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { fieldsOf, readAmf0, textOf, writeAmf0 } from '../../wire/amf0.ts';
import type { AmfValue } from '../../wire/amf0.ts';
import { messageType } from '../chunk/message.ts';
import type { RtmpMessage } from '../chunk/message.ts';

/** The longest command or data payload that is parsed, in bytes. */
export const maxCommandLength = 1024 * 1024;
/** The longest status text that is kept, in characters. */
export const maxStatusText = 300;

/** A command: name, transaction id (0 = wants no answer), command object, further arguments. */
export type Command = {
  readonly name: string;
  readonly transaction: number;
  readonly object: AmfValue;
  readonly args: readonly AmfValue[];
};

/** The information object of onStatus, _result and _error; texts are cut at 300 characters. */
export type StatusInfo = { readonly level: string; readonly code: string; readonly description: string };

/** True for AMF0 commands and for AMF3 commands, whose values are AMF0 after one zero byte. */
export function isCommand(message: RtmpMessage): boolean {
  return message.type === messageType.command || message.type === messageType.commandAmf3;
}

/** True for data messages such as onMetaData. */
export function isDataMessage(message: RtmpMessage): boolean {
  return message.type === messageType.data || message.type === messageType.dataAmf3;
}

/** The AMF values of a command or data message; `protocol-violation` when malformed, `message-too-long` past 1 MiB. */
export function readValues(message: RtmpMessage): Reply<readonly AmfValue[]> {
  const { type, body } = message;
  if (body.length > maxCommandLength) return fail('message-too-long', { length: body.length, limit: maxCommandLength });
  const isAmf3 = type === messageType.commandAmf3 || type === messageType.dataAmf3;
  return readAmf0(isAmf3 && body[0] === 0 ? body.subarray(1) : body);
}

/** Reads a command; `protocol-violation` when it does not begin with a name. A missing transaction id counts as 0. */
export function readCommand(message: RtmpMessage): Reply<Command> {
  const values = readValues(message);
  if (!values.ok) return values;
  const [name, transaction, object, ...args] = values.value;
  if (typeof name !== 'string') return fail('protocol-violation', { why: 'command-without-name' });
  return ok({ name, transaction: typeof transaction === 'number' ? transaction : 0, object, args });
}

/** The body of a command message. */
export function writeCommand(command: Command): Uint8Array {
  return writeAmf0([command.name, command.transaction, command.object, ...command.args]);
}

/** The first argument that has a `code`, as a status; null when there is none. */
export function statusOf(command: Command): StatusInfo | null {
  for (const value of [...command.args, command.object]) {
    const fields = fieldsOf(value);
    if (!fields.has('code') && !fields.has('description')) continue;
    return {
      level: cut(textOf(fields.get('level'))),
      code: cut(textOf(fields.get('code'))),
      description: cut(textOf(fields.get('description'))),
    };
  }
  return null;
}

function cut(text: string): string {
  return text.length > maxStatusText ? `${text.slice(0, maxStatusText)}…` : text;
}
