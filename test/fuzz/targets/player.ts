/** The player against a hostile server: whatever it says, the player keeps its promises and its media is in bounds. */
import { RtmpPlayer } from '../../../shared/rtmp/player.ts';
import type { PlayerEvent } from '../../../shared/rtmp/player.ts';
import { handshakeBytes, readCapture } from '../../fixtures/corpora/captured.ts';
import { HostilePeer } from './support/hostile-peer.ts';
import { Input } from './support/input.ts';
import { insist } from './support/insist.ts';
import { WatchedMachine } from './support/watched-machine.ts';

const streamName = 'live_key?sig=abcdef';
const mostTurns = 100;
/** Some hundred bytes lead everywhere. */
export const maxLength = 1500;
const random = new Uint8Array(1528).fill(1);

function isEnding({ kind }: PlayerEvent): boolean {
  return kind === 'failed' || kind === 'ended';
}

/** What the user of a player may do at any time; mostly nothing, because it is over after that. */
function act(player: RtmpPlayer, input: Input, now: number): void {
  const choice = input.u8();
  if (choice < 40) player.stop(now);
  else if (choice < 80) player.closed(input.pick(['fin', 'reset']), now);
}

/** Bytes and times of media that came out. */
function insistMedia(events: readonly PlayerEvent[]): void {
  for (const event of events) {
    if (event.kind !== 'tag') continue;
    insist(Number.isInteger(event.timestamp), 'times are whole milliseconds');
    insist(event.track === 'audio' || event.body.length > 0, 'a picture has bytes');
  }
}

export function fuzz(data: Uint8Array): void {
  const input = new Input(data);
  const announces = input.pick(['enhanced', 'legacy']);
  const player = new RtmpPlayer({ app: 'app', tcUrl: 'rtmp://h/app', streamName, random, now: 0, announces });
  const watched = new WatchedMachine(player, { isEnding, mostOutput: () => 4096, secret: null });
  const peer = new HostilePeer(input);
  watched.settle();
  for (let turn = 0; turn < mostTurns && !input.isEmpty; turn++) {
    const action = input.u8() % 12;
    if (action < 10) insistMedia(watched.receive(peer.bytes()));
    else if (action === 10) watched.wait(input.u8() === 0 ? null : input.u16());
    else act(player, input, watched.now);
    watched.settle();
    insist(watched.isOver === (player.phase === 'failed' || player.phase === 'ended'), 'phase and events agree');
  }
}

export function seeds(): readonly Uint8Array[] {
  const hello = [0, 0, 255];
  const connected = [0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 255];
  const created = [0, 2, 0, 2, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 255];
  const started = [0, 2, 2, 0, 2, 0, 4, 0, 8, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 255];
  const media = [0, 5, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 1, 4, 255, 0, 5, 1, 0, 0, 4, 0, 0, 0, 0, 0, 0, 1, 4, 255];
  const opening = readCapture('rtmpdump-play-nginx.s2c').subarray(handshakeBytes, handshakeBytes + 1200);
  const raw: number[] = [];
  for (let at = 0; at < opening.length; at += 200) {
    const piece = opening.subarray(at, at + 200);
    raw.push(0, 1, piece.length, ...piece, 0, 255);
  }
  return [
    Uint8Array.from([0, ...hello, ...connected, ...created, ...started, ...media]),
    Uint8Array.from([0, ...hello, ...raw]),
  ];
}
