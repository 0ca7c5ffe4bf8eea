/** The publisher against a hostile server and an erratic user: whatever both do, it keeps its promises. */
import { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import type { PublisherEvent } from '../../../shared/rtmp/client/publish-dialogue.ts';
import { audioConfig, audioPacket, videoConfig, videoPacket } from '../../unit/rtmp/client/packets.ts';
import { HostilePeer } from './support/hostile-peer.ts';
import { Input } from './support/input.ts';
import { insist } from './support/insist.ts';
import { WatchedMachine } from './support/watched-machine.ts';

const streamKey = 'live_key?sig=abcdef';
const mostTurns = 100;
/** Some hundred bytes lead everywhere. */
export const maxLength = 1500;
const random = new Uint8Array(1528).fill(1);

function isEnding({ kind }: PublisherEvent): boolean {
  return kind === 'failed' || kind === 'ended';
}

export function fuzz(data: Uint8Array): void {
  const input = new Input(data);
  const publisher = new RtmpPublisher({ app: 'app', tcUrl: 'rtmp://h/app', streamKey, random, now: 0 });
  const watched = new WatchedMachine(publisher, { isEnding, mostOutput: () => 4096, secret: 'sig=abcdef' });
  const peer = new HostilePeer(input);
  watched.settle();
  for (let turn = 0; turn < mostTurns && !input.isEmpty; turn++) {
    const action = input.u8() % 16;
    if (action < 10) watched.receive(peer.bytes());
    else if (action === 10) watched.wait(input.u8() === 0 ? null : input.u16());
    else act(action, { publisher, input, now: watched.now });
    watched.settle();
    insist(watched.isOver === (publisher.phase === 'failed' || publisher.phase === 'ended'), 'phase and events agree');
  }
}

type Scene = { readonly publisher: RtmpPublisher; readonly input: Input; readonly now: number };

/** What the user of a publisher may do at any time. */
function act(action: number, { publisher, input, now }: Scene): void {
  const dts = input.pick([0, 40_000, input.u32() * 1000]);
  switch (action) {
    case 11:
      publisher.writeMetadata(videoConfig, input.u8() % 2 === 0 ? audioConfig : null);
      break;
    case 12:
      publisher.writeConfig(input.pick([videoConfig, audioConfig, { ...videoConfig, description: input.piece() }]));
      break;
    case 13:
      publisher.writePacket(
        input.pick([videoPacket(dts, true, 200), videoPacket(dts, false, 20), audioPacket(dts)]),
        now,
      );
      break;
    case 14:
      publisher.ping(now);
      break;
    default:
      if (input.u8() % 2 === 0) publisher.stop(now);
      else publisher.closed(input.pick(['fin', 'reset']), now);
  }
}

export function seeds(): readonly Uint8Array[] {
  // Hello; _result 1; _result 4 with a stream id; onStatus with Publish.Start; then media.
  const hello = [0, 0, 255];
  const connected = [0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 255];
  const created = [0, 2, 0, 4, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 255];
  const started = [0, 2, 2, 0, 2, 0, 4, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 255];
  const media = [
    11, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 1, 13, 0, 0, 0, 0, 0, 0, 13, 1, 0, 0, 0, 0, 1,
  ];
  // A ping request, and forty times 24 more of them in the shortest form.
  const ping = [0x02, 0, 0, 0, 0, 0, 6, 4, 0, 0, 0, 0, 0, 6, 1, 2, 3, 4];
  const pings = Array.from({ length: 24 }, () => [0xc2, 0, 6, 1, 2, 3, 4]).flat();
  const flood = [0, 1, ping.length, ...ping, 0, 255, 0, 1, pings.length, ...pings, 255, 255];
  return [
    Uint8Array.from([...hello, ...flood]),
    Uint8Array.from([...hello, ...connected, ...created, ...started, ...media]),
    Uint8Array.from([...hello, ...connected, ...created, ...started, ...media, 15, 0, 0, 0, 0, 0, 0, 10, 0]),
  ];
}
