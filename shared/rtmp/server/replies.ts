/** The command bodies a server answers with, in the words of FMS that clients expect. */
import { amfObject } from '../../wire/amf0.ts';
import type { AmfValue } from '../../wire/amf0.ts';
import { writeCommand } from '../message/command.ts';

/** The _result of connect: server properties and NetConnection.Connect.Success. */
export function connectReply(transaction: number): Uint8Array {
  const properties = amfObject({ fmsVer: 'FMS/3,0,1,123', capabilities: 31 });
  const information = amfObject({
    level: 'status',
    code: 'NetConnection.Connect.Success',
    description: 'Connection succeeded.',
    objectEncoding: 0,
  });
  return writeCommand({ name: '_result', transaction, object: properties, args: [information] });
}

/** A _result with one value; undefined where the call returns nothing. */
export function resultReply(transaction: number, value: AmfValue): Uint8Array {
  return writeCommand({ name: '_result', transaction, object: null, args: [value] });
}

/** An onStatus. */
export function statusReply(level: 'status' | 'error', code: string, description: string): Uint8Array {
  return writeCommand({
    name: 'onStatus',
    transaction: 0,
    object: null,
    args: [amfObject({ level, code, description })],
  });
}
