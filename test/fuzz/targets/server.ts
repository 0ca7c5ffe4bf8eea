/** The server's end of a connection against a hostile client and a shell that answers anyhow. */
import { RtmpServerConnection } from '../../../shared/rtmp/server.ts';
import type { ServerEvent } from '../../../shared/rtmp/server.ts';
import { handshakeBytes, readCapture } from '../../fixtures/corpora/captured.ts';
import { HostilePeer } from './support/hostile-peer.ts';
import { Input } from './support/input.ts';
import { insist } from './support/insist.ts';
import { WatchedMachine } from './support/watched-machine.ts';

const mostTurns = 100;
/** Some hundred bytes lead everywhere. */
export const maxLength = 1500;
const random = new Uint8Array(1528).fill(2);

/** Every numbered call has its answer, at most six times as long as a call can be short; connect's is the longest. */
function mostOutput(received: number): number {
  return 8192 + 8 * received;
}

type Scene = { readonly server: RtmpServerConnection; readonly input: Input };

/** What the shell may do at any time. */
function act({ server, input }: Scene): void {
  const streamId = input.pick([0, 1, 2, 5]);
  switch (input.u8() % 8) {
    case 0:
      server.refusePublish('NetStream.Publish.BadName', 'no');
      break;
    case 1:
      server.refusePlay('NetStream.Play.StreamNotFound', 'no');
      break;
    case 2:
    case 3:
      server.acceptPublish();
      break;
    case 4:
    case 5:
      server.acceptPlay();
      break;
    case 6:
      server.endPlay(streamId, 'NetStream.Play.UnpublishNotify', 'over');
      break;
    default:
      server.endPublish(streamId, 'NetStream.Publish.BadName', 'over');
  }
}

function insistEvents(events: readonly ServerEvent[]): void {
  for (const event of events)
    if ('timestamp' in event) insist(Number.isInteger(event.timestamp), 'times are whole milliseconds');
}

export function fuzz(data: Uint8Array): void {
  const input = new Input(data);
  const server = new RtmpServerConnection({ random, now: 0 });
  const isEnding = ({ kind }: ServerEvent): boolean => kind === 'failed';
  const watched = new WatchedMachine<ServerEvent>(server, { isEnding, mostOutput, secret: null });
  const peer = new HostilePeer(input);
  for (let turn = 0; turn < mostTurns && !input.isEmpty; turn++) {
    const action = input.u8() % 16;
    if (action < 11) insistEvents(watched.receive(peer.bytes()));
    else if (action === 11) watched.wait(input.u8() === 0 ? null : input.u16());
    else act({ server, input });
    insistEvents(watched.settle().events);
  }
}

export function seeds(): readonly Uint8Array[] {
  const hello = [0, 0, 255];
  // connect 1 {…}; createStream 2; publish 3 null 'key'; accept; media.
  const call = (name: number, ...values: readonly number[]): readonly number[] => [
    0,
    2,
    name,
    1,
    ...values,
    0,
    0,
    1,
    1,
    255,
  ];
  const connect = call(5, 1, 8, 1, 0, 2, 0, 0, 0);
  const media = [0, 5, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 1, 4, 255, 0, 5, 4, 0, 0, 4, 0, 0, 0, 0, 0, 0, 1, 4, 255];
  const publish = [...call(9, 2, 0, 2, 7), 12, 1, 2];
  const play = [...call(10, 2, 0, 2, 7), 12, 1, 4];
  const opening = readCapture('obs29-nginx.c2s').subarray(handshakeBytes, handshakeBytes + 1200);
  const raw: number[] = [];
  for (let at = 0; at < opening.length; at += 200) {
    const piece = opening.subarray(at, at + 200);
    raw.push(0, 1, piece.length, ...piece, 0, 255);
  }
  return [
    Uint8Array.from([...hello, ...connect, ...call(6, 0), ...publish, ...media]),
    Uint8Array.from([...hello, ...connect, ...call(6, 0), ...play, 12, 1, 6]),
    Uint8Array.from([...hello, ...raw]),
  ];
}
