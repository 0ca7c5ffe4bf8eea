/** Everything read out of whole messages: control, commands, statuses, data, aggregates, acknowledgements. */
import { readAnswer } from '../../../shared/rtmp/client/publish-dialogue.ts';
import { readPlayAnswer, readPlayStatus, readPlayStatusData } from '../../../shared/rtmp/client/play-dialogue.ts';
import { redactKey } from '../../../shared/rtmp/client/redact-key.ts';
import type { RtmpMessage } from '../../../shared/rtmp/chunk/message.ts';
import { AckTracker } from '../../../shared/rtmp/message/ack-tracker.ts';
import {
  maxStatusText,
  readCommand,
  readValues,
  statusOf,
  writeCommand,
} from '../../../shared/rtmp/message/command.ts';
import { readControl, writeControl } from '../../../shared/rtmp/message/control.ts';
import { ReceiveWindow } from '../../../shared/rtmp/message/receive-window.ts';
import { statusError } from '../../../shared/rtmp/message/status-codes.ts';
import { splitAggregate } from '../../../shared/rtmp/server/aggregate.ts';
import { amfObject, writeAmf0 } from '../../../shared/wire/amf0.ts';
import { Input } from './support/input.ts';
import { insist, insistSame } from './support/insist.ts';
import { joined } from './support/wire.ts';

const phases = ['handshake', 'connect', 'create-stream', 'publish', 'live', 'stopping', 'ended', 'failed'] as const;
const playPhases = ['handshake', 'connect', 'create-stream', 'play', 'playing', 'ended', 'failed'] as const;
const key = 'live_key?sig=abcdef';

function insistControl({ type, body }: RtmpMessage): void {
  const control = readControl(type, body);
  if (control === null) return;
  const written = writeControl(control);
  insistSame(readControl(written.type, written.body), control, 'control messages write back');
}

function insistCommand(message: RtmpMessage): void {
  const command = readCommand(message);
  if (!command.ok) return;
  const again = readCommand({ ...message, type: 20, body: writeCommand(command.value) });
  insistSame(again, command, 'commands write back');
  const said = statusOf(command.value);
  for (const phase of phases) insist(readAnswer(phase, command.value).length > 0, 'a command always means something');
  for (const phase of playPhases) readPlayAnswer(phase, command.value, said);
  if (said === null) return;
  const status = redactKey(said, key);
  insist(!/live_key|sig=abcdef/.test(JSON.stringify(status)), 'the key is blotted out');
  insist(!/^.{290,}(?:live_k|sig=ab)[^ ]{0,3}$/s.test(status.description), 'also where the text was cut');
  insist(
    [said.level, said.code, said.description].every((text) => text.length <= maxStatusText + 1),
    'texts are cut',
  );
  for (const phase of ['connect', 'publish', 'live'] as const) statusError(status, phase);
  for (const phase of playPhases) readPlayStatus(phase, status);
}

/** A part as it stands in an aggregate: an FLV tag and its back pointer, which nobody reads. */
function wirePart({ type, timestamp, body }: RtmpMessage): Uint8Array {
  const word = (value: number): readonly number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  const [high = 0, ...low] = word(timestamp);
  return joined([Uint8Array.of(type, ...word(body.length).slice(1), ...low, high, 0, 0, 0), body, new Uint8Array(4)]);
}

function insistAggregate(message: RtmpMessage): void {
  const parts = splitAggregate(message);
  const held = parts.reduce((sum, { body }) => sum + body.length + 11, 0);
  insist(held <= message.body.length, 'parts hold no more than the aggregate');
  const again = splitAggregate({ ...message, body: joined(parts.map(wirePart)) });
  insistSame(again, parts, 'parts put together come apart again');
  insist(
    parts.length === 0 || parts[0]?.timestamp === message.timestamp,
    'the first part has the time of the aggregate',
  );
}

/** Acknowledgements in any order: never more delivered than written, never backwards. */
function insistAcknowledgements(input: Input): void {
  const tracker = new AckTracker(1 + input.u16());
  const window = new ReceiveWindow(input.u32());
  let [written, received, now, delivered] = [0, 0, 0, 0];
  for (let turn = 0; turn < 200 && !input.isEmpty; turn++) {
    now += input.u8();
    written += input.u16() * (input.u8() === 0 ? 0x1_0000 : 1);
    tracker.onWritten(written, now);
    tracker.onAcknowledgement(input.u32(), now);
    insist(tracker.deliveredBytes >= delivered && tracker.deliveredBytes <= written, 'delivered grows up to written');
    insist(tracker.inFlightBytes >= 0 && (tracker.rttMillis ?? 0) >= 0, 'nothing is negative');
    delivered = tracker.deliveredBytes;
    const count = input.u32();
    received += count;
    const due = window.receive(count);
    insist(due === null || due === received % 2 ** 32, 'acknowledgements count modulo 2^32');
    insist(window.received === received, 'every byte counts');
    if ((count & 7) === 0) window.setWindow(input.u32());
  }
}

export function fuzz(data: Uint8Array): void {
  const input = new Input(data);
  const type = input.u8();
  if (type === 0xff) {
    insistAcknowledgements(input);
    return;
  }
  const timestamp = input.u32();
  const message: RtmpMessage = { chunkStreamId: 3, type, streamId: 1, timestamp, body: input.rest() };
  insistControl(message);
  insistCommand(message);
  insistAggregate(message);
  const values = readValues(message);
  if (values.ok) readPlayStatusData(values.value);
}

export function seeds(): readonly Uint8Array[] {
  const head = (type: number): Uint8Array => Uint8Array.of(type, 0, 0, 1, 0);
  const status = amfObject({
    level: 'error',
    code: 'NetStream.Publish.BadName',
    description: `no ${key}, and no ${key}`,
  });
  const commands = ['_result', '_error', 'onStatus', 'close', 'onPlayStatus'].map((name) =>
    joined([head(20), writeAmf0([name, 4, null, status])]),
  );
  const result = joined([head(17), Uint8Array.of(0), writeAmf0(['_result', 4, null, 1])]);
  const part = Uint8Array.of(9, 0, 0, 2, 0, 0, 5, 0, 0, 0, 0, 0x17, 1, 0, 0, 0, 13);
  const controls = [1, 2, 3, 5, 6].map((type) => joined([head(type), Uint8Array.of(0, 0, 16, 0, 2)]));
  const events = [0, 1, 3, 6, 7].map((event) => joined([head(4), Uint8Array.of(0, event, 0, 0, 0, 1, 0, 0, 0, 9)]));
  const increments = Uint8Array.of(255, 1, 0, 0, 0, 128, 0, 9, 8, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0);
  return [...commands, result, joined([head(22), part, part]), ...controls, ...events, increments];
}
