/** The tab Viewer on main's side: what an ingest receives goes over the port that is open, from a header and a key frame on. */
import { expect, test } from 'vitest';
import { ReceivedTap } from '../../../../electron/rtmp/ingest/received-tap.ts';
import type { SourcePort } from '../../../../electron/studio/sources/packet-lane.ts';
import { ReceivedPort } from '../../../../electron/studio/sources/received-port.ts';
import { packetsInFlight, type PacketsMessage } from '../../../../shared/contract/show/source-ports.ts';

const header = Buffer.from(
  '17000000000142c00dffe100196742c00dda05467889b0110000030001000003003c0f142aa001000468ce0fc8',
  'hex',
);
const frame = (isKey: boolean, byte: number) => Uint8Array.of(isKey ? 0x17 : 0x27, 1, 0, 0, 0, 0, 0, 0, 2, 0x65, byte);

function openRig() {
  const posted: PacketsMessage[] = [];
  let answer: (data: unknown) => void = () => undefined;
  let gone: () => void = () => undefined;
  let isClosed = false;
  const port: SourcePort = {
    onMessage: (listener) => (answer = listener),
    onClose: (listener) => (gone = listener),
    start: () => undefined,
    close: () => (isClosed = true),
    post: (message) => posted.push(message),
  };
  const received = new ReceivedPort(() => port);
  const kinds = () => posted.map((message) => (message.kind === 'state' ? message.state : message.kind));
  return {
    received,
    posted,
    kinds,
    ack: (seq: number) => answer({ kind: 'ack', seq }),
    gone: () => gone(),
    closed: () => isClosed,
  };
}

const ingestOf = (tap: ReceivedTap) => ({ tap });

test('a tab that opens in the middle gets the header, and pictures from the next key frame on', () => {
  const { received, posted, kinds } = openRig();
  const tap = new ReceivedTap();
  received.follow(ingestOf(tap));
  tap.take(0, header, 'header');
  tap.take(0, frame(true, 1), 'other');
  expect(received.open().ok).toBe(true);
  tap.take(33, frame(false, 2), 'other');
  tap.take(66, frame(true, 3), 'other');
  tap.take(100, frame(false, 4), 'other');
  expect(kinds()).toEqual(['failed', 'config', 'packet', 'packet']);
  expect(posted.flatMap((message) => (message.kind === 'packet' ? [[message.pts, message.key]] : []))).toEqual([
    [66_000, true],
    [100_000, false],
  ]);
});

test('nothing is sent while the tab is closed, nor after it', () => {
  const { received, posted, closed } = openRig();
  const tap = new ReceivedTap();
  received.follow(ingestOf(tap));
  tap.take(0, header, 'header');
  tap.take(0, frame(true, 1), 'other');
  expect(posted).toEqual([]);
  received.open();
  received.close();
  const before = posted.length;
  tap.take(33, frame(true, 2), 'other');
  expect([posted.length, closed()]).toEqual([before, true]);
});

test('a new session takes the place of the last one, and its end takes the picture away', () => {
  const { received, kinds } = openRig();
  const [first, second] = [new ReceivedTap(), new ReceivedTap()];
  received.follow(ingestOf(first));
  received.open();
  received.follow(ingestOf(second));
  first.take(0, header, 'header');
  first.end();
  second.take(0, header, 'header');
  second.take(0, frame(true, 1), 'other');
  second.end();
  expect(kinds()).toEqual(['failed', 'failed', 'config', 'packet', 'failed']);
});

test('a Worker that is behind is sent no more, and then from a key frame on', () => {
  const { received, posted, ack } = openRig();
  const tap = new ReceivedTap();
  received.follow(ingestOf(tap));
  received.open();
  tap.take(0, header, 'header');
  tap.take(0, frame(true, 0), 'other');
  for (let at = 1; at < packetsInFlight * 2; at += 1) tap.take(at * 33, frame(false, at % 256), 'other');
  const packets = () => posted.filter(({ kind }) => kind === 'packet').length;
  expect(packets()).toBe(packetsInFlight);
  ack(packetsInFlight - 1);
  tap.take(20_000, frame(false, 1), 'other');
  expect(packets()).toBe(packetsInFlight);
  tap.take(20_033, frame(true, 1), 'other');
  expect(packets()).toBe(packetsInFlight + 1);
});

test('a tab that is opened after the end gets nothing of what was', () => {
  const { received, kinds } = openRig();
  const tap = new ReceivedTap();
  received.follow(ingestOf(tap));
  tap.take(0, header, 'header');
  tap.end();
  received.open();
  expect(kinds()).toEqual(['failed']);
});

test('a page that is gone is no longer sent anything', () => {
  const { received, posted, gone } = openRig();
  const tap = new ReceivedTap();
  received.follow(ingestOf(tap));
  received.open();
  gone();
  const before = posted.length;
  tap.take(0, header, 'header');
  expect(posted.length).toBe(before);
});
