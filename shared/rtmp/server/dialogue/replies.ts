/** The command bodies a server answers with, in the words of FMS that clients expect. */
import { amfObject, writeAmf0 } from '../../../wire/amf0.ts';
import type { AmfValue } from '../../../wire/amf0.ts';
import { writeCommand } from '../../message/command.ts';
import { serverCapabilities } from '../../message/capabilities.ts';

/** An onStatus information object. */
export type Status = {
  readonly level: 'status' | 'error';
  readonly code: string;
  readonly description: string;
  /** Where to go instead, in a request to reconnect. */
  readonly tcUrl?: string;
};

/** The _result of connect: server properties with our Enhanced RTMP capabilities, and NetConnection.Connect.Success. */
export function connectReply(transaction: number): Uint8Array {
  const properties = amfObject({ fmsVer: 'FMS/3,0,1,123', capabilities: 31, ...serverCapabilities() });
  const information = amfObject({
    level: 'status',
    code: 'NetConnection.Connect.Success',
    description: 'Connection succeeded.',
    objectEncoding: 0,
  });
  return writeCommand({ name: '_result', transaction, object: properties, args: [information] });
}

/** The _error of connect for an app that does not exist. */
export function connectRefusal(transaction: number): Uint8Array {
  const description = 'There is no such application.';
  const information = amfObject({ level: 'error', code: 'NetConnection.Connect.InvalidApp', description });
  return writeCommand({ name: '_error', transaction, object: null, args: [information] });
}

/** A _result with one value; undefined where the call returns nothing. */
export function resultReply(transaction: number, value: AmfValue): Uint8Array {
  return writeCommand({ name: '_result', transaction, object: null, args: [value] });
}

/** An onStatus. */
export function statusReply(status: Status): Uint8Array {
  return writeCommand({ name: 'onStatus', transaction: 0, object: null, args: [amfObject(status)] });
}

/** The data message that tells a player it may look at the samples; every server sends it before the first frame. */
export function sampleAccess(): Uint8Array {
  return writeAmf0(['|RtmpSampleAccess', true, true]);
}
