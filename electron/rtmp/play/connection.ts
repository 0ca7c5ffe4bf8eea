/** One playing of one stream: socket, player machine, backpressure and watchdog; trying again is its user's business. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock, Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import type { PlayEnding } from '../../../shared/rtmp/client/play-dialogue.ts';
import { RtmpPlayer, type PlayerEvent, type PlayerOptions } from '../../../shared/rtmp/player.ts';
import type { IngestAddress } from '../../../shared/rtmp/url.ts';
import type { AmfFields } from '../../../shared/wire/amf0.ts';
import { Alarm, cutSocket, writeCorked } from '../net/socket-parts.ts';
import { describeSocketError, openSocket, type SocketGuard, type SocketTarget } from '../net/socket.ts';

/** How long a stream may say nothing before the connection is given up, unless the user wishes otherwise. */
const defaultStallMillis: Millis = 15_000;

/** How often the watchdog looks. */
const watchMillis: Millis = 250;

/** Bytes of our answers that a server may leave unread. */
const socketLimit = 1024 * 1024;

/** From our FIN to a destroyed socket, should the peer keep its side open. */
const closeLimitMillis: Millis = 300;

export type PlayConnectionOptions = {
  readonly address: IngestAddress;
  /** With its query; it may be a secret and reaches neither events nor errors. */
  readonly streamName: string;
  readonly guard: SocketGuard;
  readonly clock: Clock;
  readonly authorities?: readonly string[];
  /** Time without a byte, while playing and not paused, after which it fails with `receive-stalled`; default 15 s. */
  readonly stallMillis?: Millis;
} & Pick<PlayerOptions, 'announces' | 'bufferMs' | 'fcSubscribe'>;

export type PlayListener = {
  readonly onStep: (step: 'found' | 'connected' | 'accepted' | 'playing') => void;
  /** A tag body, owned by the listener; `timestamp` in ms, unwrapped, may step back. */
  readonly onTag: (track: 'video' | 'audio', timestamp: Millis, body: Uint8Array) => void;
  /** onMetaData: its fields, and the data message as it came. */
  readonly onMetadata: (values: AmfFields, body: Uint8Array) => void;
  /** Every onStatus of the server, for its last words. */
  readonly onServerSaid: (text: string) => void;
  /** The stream is over, or `stop` was called; nothing follows. */
  readonly onEnded: (ending: PlayEnding) => void;
  /** The connection is gone; nothing follows. `error.retryable` says whether another attempt makes sense. */
  readonly onFailed: (error: StudioError) => void;
};

/** Opens at once. Every path ends in exactly one of `onFailed` and `onEnded`, unless `destroy` comes first. */
export class PlayerConnection {
  readonly #options: PlayConnectionOptions;
  readonly #listener: PlayListener;
  readonly #machine: RtmpPlayer;
  readonly #target: SocketTarget;
  readonly #alarm = new Alarm();
  readonly #watch: NodeJS.Timeout;
  readonly #cancelOpen: () => void;
  #socket: Socket | null = null;
  #isClosed = false;
  #isPaused = false;
  /** Events that the listener has not had yet, oldest first: what one read brought, at most. */
  #events: readonly PlayerEvent[] = [];
  #heardAt: Millis = 0;

  constructor(options: PlayConnectionOptions, listener: PlayListener) {
    this.#options = options;
    this.#listener = listener;
    const { address, guard, authorities, clock, announces, bufferMs, fcSubscribe } = options;
    this.#target = {
      host: address.host,
      port: address.port,
      secure: address.scheme === 'rtmps',
      guard,
      ...(authorities === undefined ? {} : { authorities }),
    };
    this.#machine = new RtmpPlayer({
      app: address.app,
      tcUrl: address.tcUrl,
      streamName: options.streamName,
      random: new Uint8Array(randomBytes(1528)),
      now: clock.now(),
      ...(announces === undefined ? {} : { announces }),
      ...(bufferMs === undefined ? {} : { bufferMs }),
      ...(fcSubscribe === undefined ? {} : { fcSubscribe }),
    });
    this.#watch = setInterval(() => this.#look(), watchMillis);
    this.#cancelOpen = openSocket(this.#target, {
      onFound: () => this.#listener.onStep('found'),
      onOpen: (socket) => this.#opened(socket),
      onFailed: (error) => this.#fail(error),
    });
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#machine.bytesReceived;
  }

  /** Stops delivering at once and reading soon, so that the server feels it; also out of a listener's function. */
  pause(): void {
    this.#isPaused = true;
    this.#socket?.pause();
  }

  /** Goes on; what waited is delivered first, not before this function has returned. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#heardAt = this.#options.clock.now();
    setImmediate(() => this.#goOn());
  }

  /** Says deleteStream and closes; what was not delivered is dropped. */
  stop(): void {
    if (this.#isClosed) return;
    this.#machine.stop(this.#options.clock.now());
    this.#flush();
    this.#end('stopped');
  }

  /** Cuts without a word; nothing is reported any more. */
  destroy(): void {
    this.#close();
  }

  #opened(socket: Socket): void {
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#heardAt = this.#options.clock.now();
    this.#listener.onStep('connected');
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', (error: Error) => this.#socketError(error));
    socket.on('end', () => this.#peerClosed('fin'));
    socket.on('close', () => this.#peerClosed('fin'));
    if (this.#isPaused) socket.pause();
    this.#turn();
  }

  #receive(bytes: Uint8Array): void {
    this.#heardAt = this.#options.clock.now();
    this.#machine.receive(bytes, this.#heardAt);
    this.#turn();
  }

  #socketError(error: Error): void {
    if (this.#isClosed) return;
    const described = describeSocketError(error, this.#target);
    if (described.code === 'connection-reset') this.#peerClosed('reset');
    else this.#fail(described);
  }

  #peerClosed(how: 'fin' | 'reset'): void {
    if (this.#isClosed) return;
    this.#machine.closed(how, this.#options.clock.now());
    this.#turn();
  }

  /** The crank: machine output to the socket, machine events to the listener, next deadline armed. */
  #turn(): void {
    this.#flush();
    const news = this.#machine.takeEvents();
    this.#events = this.#events.length === 0 ? news : [...this.#events, ...news];
    this.#deliver();
    if (!this.#isClosed) this.#arm();
  }

  #goOn(): void {
    this.#deliver();
    if (!this.#isPaused && !this.#isClosed) this.#socket?.resume();
  }

  #deliver(): void {
    const events = this.#events;
    let at = 0;
    for (const event of events) {
      if (this.#isPaused || this.#isClosed) break;
      at += 1;
      this.#handle(event);
    }
    this.#events = this.#isClosed ? [] : this.#events.slice(at);
  }

  #handle(event: PlayerEvent): void {
    switch (event.kind) {
      case 'phase':
        if (event.phase === 'connected') this.#listener.onStep('accepted');
        if (event.phase === 'playing') this.#listener.onStep('playing');
        return;
      case 'tag':
        this.#listener.onTag(event.track, event.timestamp, event.body);
        return;
      case 'metadata':
        this.#listener.onMetadata(event.values, event.body);
        return;
      case 'status':
        this.#listener.onServerSaid(event.description === '' ? event.code : event.description);
        return;
      case 'ended':
        this.#end(event.ending);
        return;
      case 'failed':
        this.#fail(event.error);
        return;
    }
  }

  #flush(): void {
    const socket = this.#socket;
    if (socket === null || socket.destroyed || !socket.writable) return;
    const pieces = this.#machine.takeOutput();
    if (pieces.length === 0) return;
    writeCorked(socket, pieces);
    if (socket.writableLength > socketLimit) this.#fail(studioError('protocol-violation', { why: 'it floods us' }));
  }

  /** The watchdog: a link or a sender that died without a word. Before the start the machine's own limits count. */
  #look(): void {
    const limit = this.#options.stallMillis ?? defaultStallMillis;
    if (this.#machine.phase !== 'playing' || this.#isPaused) return;
    if (this.#options.clock.now() - this.#heardAt < limit) return;
    const { host, port } = this.#target;
    this.#fail(studioError('receive-stalled', { host, port, seconds: limit / 1000 }));
  }

  #arm(): void {
    this.#alarm.set(this.#machine.nextDeadline(), this.#options.clock.now(), () => {
      this.#machine.tick(this.#options.clock.now());
      this.#turn();
    });
  }

  #fail(error: StudioError): void {
    if (this.#isClosed) return;
    const { host, port } = this.#target;
    this.#close();
    this.#listener.onFailed({ ...error, facts: { host, port, ...error.facts } });
  }

  #end(ending: PlayEnding): void {
    if (this.#isClosed) return;
    const socket = this.#socket;
    this.#release();
    // After end() no reset may follow: Node would leave the handle open for ever.
    this.#socket = null;
    if (socket !== null) {
      socket.resume();
      socket.end();
      setTimeout(() => socket.destroy(), closeLimitMillis).unref();
    }
    this.#listener.onEnded(ending);
  }

  #close(): void {
    if (this.#isClosed) return;
    const socket = this.#socket;
    this.#release();
    if (socket !== null) cutSocket(socket);
  }

  #release(): void {
    this.#isClosed = true;
    clearInterval(this.#watch);
    this.#alarm.clear();
    this.#cancelOpen();
    this.#socket?.removeAllListeners('data');
    this.#socket?.on('error', () => {
      // Reported once already; a dying socket may repeat itself.
    });
  }
}
