/** One client of the server: its socket, its machine, and its places in the hub. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Millis } from '../../../shared/clock.ts';
import { legacyPeer, type PeerCapabilities } from '../../../shared/rtmp/message/capabilities.ts';
import type { BodyPool } from '../../../shared/rtmp/server/body-lender.ts';
import { plainName, type Hub, type PlayObstacle, type Seat } from '../../../shared/rtmp/server/relay/hub.ts';
import { relayChunkSize } from '../../../shared/rtmp/server/relay/limits.ts';
import type { ViewerEnd, ViewerPort } from '../../../shared/rtmp/server/relay/viewer.ts';
import { RtmpServerConnection, type ServerEvent } from '../../../shared/rtmp/server.ts';
import { writeCorked } from '../net/socket-parts.ts';

/** How long a client that was turned away may take to close. */
const farewellMillis: Millis = 2000;

/** Bytes of answers that a client may leave unread; the media of players has bounds of its own. */
const answerLimit = 1024 * 1024;

/** True, or the name of the stream if it differs from the key; false refuses. */
export type Verdict = boolean | { readonly stream: string };
export type Authorise = (key: string, app: string, kind: 'publish' | 'play') => Verdict | Promise<Verdict>;

/** What the server lends to its connections. */
export type House = {
  readonly hub: Hub;
  readonly bodies: BodyPool;
  readonly now: () => Millis;
  readonly authorise: Authorise;
  readonly hasApp: (app: string) => boolean;
  /** `allow`: a player that says nothing of codecs gets what it asks for. */
  readonly silentPlayers: 'refuse' | 'allow';
  readonly onRefusal: (address: string) => void;
  /** After each read. */
  readonly onRead: () => void;
};

const everything: PeerCapabilities = { video: new Set(['*']), audio: new Set(['*']), extended: 0xff };

const endCodes: Readonly<Record<ViewerEnd, readonly [code: string, words: string]>> = {
  unpublished: ['NetStream.Play.UnpublishNotify', 'The stream is over.'],
  unsupported: ['NetStream.Play.Failed', 'The stream went on with a codec that this player does not know.'],
  stalled: ['NetStream.Play.Failed', 'This player took no data for too long.'],
};

export class ServedConnection {
  readonly address: string;
  readonly #name: string;
  readonly #socket: Socket;
  readonly #house: House;
  readonly #machine: RtmpServerConnection;
  readonly #seats = new Map<number, Seat>();
  #leavePlay: (() => void) | null = null;
  #app = '';
  #isClosed = false;
  #sent = 0;
  /** Bytes of answers since nothing waited in the socket. */
  #answered = 0;

  /** `read` starts reading, and gives back the socket to use. */
  constructor(read: (onBytes: (bytes: Uint8Array) => void) => Socket, house: House) {
    this.#house = house;
    this.#machine = new RtmpServerConnection({
      random: randomBytes(1528),
      now: house.now(),
      chunkSize: relayChunkSize,
      hasApp: house.hasApp,
      bodies: house.bodies,
    });
    this.#socket = read((bytes) => this.#onBytes(bytes));
    this.address = this.#socket.remoteAddress ?? '';
    this.#name = `${this.address}:${this.#socket.remotePort ?? 0}`;
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => this.#onClose());
  }

  /** Once a second or so. */
  tick(): void {
    if (this.#isClosed) return;
    const now = this.#house.now();
    const sent = this.#socket.bytesWritten - this.#socket.writableLength;
    // A player may say nothing for as long as its bytes go out.
    if (sent > this.#sent && this.#seats.size === 0) this.#machine.delivered(now);
    this.#sent = sent;
    this.#machine.tick(now);
    this.#turn();
  }

  /** False when the client cannot follow such a request. */
  requestReconnect(tcUrl: string | null, description: string): boolean {
    const isAsked = !this.#isClosed && this.#machine.requestReconnect(tcUrl, description);
    this.#send();
    return isAsked;
  }

  onClose(act: () => void): void {
    this.#socket.once('close', act);
  }

  cut(): void {
    this.#socket.destroy();
  }

  #onBytes(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#machine.receive(bytes, this.#house.now());
    this.#turn();
    this.#house.onRead();
  }

  #turn(): void {
    for (let events = this.#machine.takeEvents(); events.length > 0; events = this.#machine.takeEvents())
      for (const event of events) this.#on(event);
    this.#send();
  }

  #send(): void {
    const views = this.#machine.takeOutput();
    if (views.length === 0 || !this.#socket.writable) return;
    if (this.#socket.writableLength === 0) this.#answered = 0;
    for (const view of views) this.#answered += view.length;
    const [view] = views;
    if (views.length === 1 && view !== undefined) this.#socket.write(view);
    else writeCorked(this.#socket, views);
    // It asks and asks, and does not read what it is told.
    if (Math.min(this.#answered, this.#socket.writableLength) > answerLimit) this.cut();
  }

  #on(event: ServerEvent): void {
    switch (event.kind) {
      case 'connect':
        this.#app = plainName(event.app);
        return;
      case 'publish':
        this.#ask(event.key, 'publish', (stream) => this.#beginPublish(stream, event.streamId));
        return;
      case 'play':
        this.#ask(event.name, 'play', (stream) => this.#beginPlay(stream, event.streamId));
        return;
      case 'unpublish':
        this.#seats.get(event.streamId)?.leave('unpublished', this.#house.now());
        this.#seats.delete(event.streamId);
        return;
      case 'stop-play':
        this.#leavePlay?.();
        this.#leavePlay = null;
        return;
      case 'failed':
        this.#sayGoodbye();
        return;
      case 'metadata':
      case 'video':
      case 'audio':
        return;
    }
  }

  /** Asks whether the key may be used; meanwhile nothing is read. */
  #ask(key: string, kind: 'publish' | 'play', begin: (stream: string) => void): void {
    const settle = (verdict: Verdict): void => {
      if (verdict !== false) begin(`${this.#app}/${verdict === true ? plainName(key) : verdict.stream}`);
      else this.#turnAway(kind);
    };
    const answer = this.#askHouse(key, kind);
    if (!(answer instanceof Promise)) {
      settle(answer);
      return;
    }
    this.#socket.pause();
    const late = (verdict: Verdict): void => {
      if (this.#isClosed) return;
      settle(verdict);
      this.#socket.resume();
      this.#turn();
    };
    answer.then(late, () => late(false));
  }

  #askHouse(key: string, kind: 'publish' | 'play'): Verdict | Promise<Verdict> {
    try {
      return this.#house.authorise(key, this.#app, kind);
    } catch {
      return false;
    }
  }

  #turnAway(kind: 'publish' | 'play'): void {
    this.#house.onRefusal(this.address);
    if (kind === 'publish') this.#machine.refusePublish('NetStream.Publish.Denied', 'This key may not publish here.');
    else this.#machine.refusePlay('NetStream.Play.Failed', 'This stream may not be played.');
    this.#send();
    this.#sayGoodbye();
  }

  #beginPublish(path: string, streamId: number): void {
    const answer = this.#house.hub.publish(path, this.#house.now(), () => this.#onReplaced(streamId));
    if (answer.kind === 'refused') {
      const words = answer.why === 'in-use' ? 'Somebody publishes with this key.' : 'There are too many streams.';
      this.#machine.refusePublish('NetStream.Publish.BadName', words);
      return;
    }
    this.#seats.set(streamId, answer.seat);
    this.#machine.acceptPublish(answer.seat);
  }

  #beginPlay(path: string, streamId: number): void {
    const { silentPlayers, hub } = this.#house;
    const said = this.#machine.capabilities;
    const isSilent = said.video.size + said.audio.size === 0;
    const capabilities = isSilent ? (silentPlayers === 'allow' ? everything : legacyPeer) : said;
    const obstacle = hub.obstacle(path, capabilities);
    if (obstacle !== null) {
      this.#machine.refusePlay(...playRefusal(obstacle));
      return;
    }
    this.#machine.acceptPlay();
    this.#send();
    this.#leavePlay = hub.join(path, this.#port(streamId, capabilities), this.#house.now());
  }

  #port(streamId: number, capabilities: PeerCapabilities): ViewerPort {
    const socket = this.#socket;
    return {
      name: this.#name,
      streamId,
      capabilities,
      backlog: () => (socket.destroyed ? 0 : socket.writableLength),
      write: (views) => {
        if (!socket.writable) return;
        const [view] = views;
        if (views.length === 1 && view !== undefined) socket.write(view);
        else writeCorked(socket, views);
      },
      onEnd: (why) => {
        this.#leavePlay = null;
        this.#machine.endPlay(streamId, ...endCodes[why]);
        this.#send();
        if (why === 'stalled') socket.destroy();
      },
    };
  }

  #onReplaced(streamId: number): void {
    this.#seats.delete(streamId);
    this.#machine.endPublish(streamId, 'NetStream.Publish.BadName', 'Another publisher took over.');
    this.#send();
    this.#sayGoodbye();
  }

  /** Closes behind the last words; a client that stays is cut off. */
  #sayGoodbye(): void {
    if (this.#isClosed) return;
    this.#send();
    this.#leaveHub();
    this.#isClosed = true;
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), farewellMillis);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  #onClose(): void {
    this.#isClosed = true;
    this.#leaveHub();
  }

  #leaveHub(): void {
    const now = this.#house.now();
    for (const seat of this.#seats.values()) seat.leave('lost', now);
    this.#seats.clear();
    this.#leavePlay?.();
    this.#leavePlay = null;
  }
}

function playRefusal(obstacle: PlayObstacle): readonly [code: string, words: string] {
  switch (obstacle.why) {
    case 'not-found':
      return ['NetStream.Play.StreamNotFound', 'There is no such stream.'];
    case 'full':
      return ['NetStream.Play.Failed', 'This stream has too many players.'];
    case 'unsupported':
      break;
  }
  return ['NetStream.Play.Failed', `This stream needs a player that names ${obstacle.fourCc} in its fourCcList.`];
}
