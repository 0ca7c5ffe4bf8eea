/** One playing of one stream: socket, player machine, backpressure and watchdog; trying again after a stream is its user's business. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock, Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { ConnectPlan, type AttemptEnd, type ConnectAttempt } from '../../../shared/rtmp/client/connect-plan.ts';
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

/** An attempt that did not come to a handshake. */
const early = { phase: 'handshake', isWordless: true, refusal: null } as const;

export type PlayConnectionOptions = {
  readonly address: IngestAddress;
  /** With its query; it may be a secret and reaches neither events nor errors. */
  readonly streamName: string;
  readonly guard: SocketGuard;
  readonly clock: Clock;
  readonly authorities?: readonly string[];
  /** Time without a byte, while playing and not paused, after which it fails with `receive-stalled`; default 15 s. */
  readonly stallMillis?: Millis;
  /** Hosts that a redirect may lead to, besides those of the same owner. */
  readonly redirectHosts?: readonly string[];
} & Pick<PlayerOptions, 'announces' | 'bufferMs' | 'fcSubscribe'>;

export type PlayListener = {
  readonly onStep: (step: 'found' | 'connected' | 'accepted' | 'playing') => void;
  /** A tag body, owned by the listener; `timestamp` in ms, unwrapped, may step back. */
  readonly onTag: (track: 'video' | 'audio', timestamp: Millis, body: Uint8Array) => void;
  /** onMetaData: its fields, and the data message as it came. */
  readonly onMetadata: (values: AmfFields, body: Uint8Array) => void;
  /** Every onStatus of the server, for its last words. */
  readonly onServerSaid: (text: string) => void;
  /** A user name or the answer to a login goes out without TLS. */
  readonly onLoginInClear?: () => void;
  /** The stream is over, or `stop` was called; nothing follows. */
  readonly onEnded: (ending: PlayEnding) => void;
  /** The connection is gone; nothing follows. `error.retryable` says whether another attempt makes sense. */
  readonly onFailed: (error: StudioError) => void;
};

/**
 * Opens at once, and again where the connect plan wants it: after a redirect, for a login, without Enhanced RTMP
 * properties, with digests. Every path ends in exactly one of `onFailed` and `onEnded`, unless `destroy` comes first.
 */
export class PlayerConnection {
  readonly #options: PlayConnectionOptions;
  readonly #listener: PlayListener;
  readonly #plan: ConnectPlan;
  readonly #alarm = new Alarm();
  readonly #limit = new Alarm();
  readonly #watch: NodeJS.Timeout;
  readonly #told = new Set<'found' | 'connected'>();
  #cancelOpen: () => void = ignore;
  #machine: RtmpPlayer | null = null;
  #socket: Socket | null = null;
  #isClosed = false;
  #isPaused = false;
  /** Events that the listener has not had yet, oldest first: what one read brought, at most. */
  #events: readonly PlayerEvent[] = [];
  #heardAt: Millis = 0;

  constructor(options: PlayConnectionOptions, listener: PlayListener) {
    this.#options = options;
    this.#listener = listener;
    this.#plan = new ConnectPlan({
      address: options.address,
      enhanced: options.announces !== 'legacy',
      redirectHosts: options.redirectHosts ?? [],
    });
    this.#watch = setInterval(() => this.#look(), watchMillis);
    this.#begin();
  }

  /** Bytes received, handshake included. */
  get bytesReceived(): number {
    return this.#machine?.bytesReceived ?? 0;
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
    this.#machine?.stop(this.#options.clock.now());
    this.#flush();
    this.#end('stopped');
  }

  /** Cuts without a word; nothing is reported any more. */
  destroy(): void {
    this.#close();
  }

  #begin(): void {
    const { limitMillis, isLoginInClear } = this.#plan.attempt;
    if (isLoginInClear) this.#listener.onLoginInClear?.();
    this.#limit.set(limitMillis, 0, () => this.#retryOrFail(studioError('handshake-timeout'), early));
    this.#cancelOpen = openSocket(this.#target(), {
      onFound: () => this.#step('found'),
      onOpen: (socket) => this.#opened(socket),
      onFailed: (error) => this.#retryOrFail(error, { ...early, phase: 'opening' }),
    });
  }

  #target(): SocketTarget {
    const { guard, authorities } = this.#options;
    const { host, port, scheme } = this.#plan.attempt.address;
    return { host, port, secure: scheme === 'rtmps', guard, ...(authorities === undefined ? {} : { authorities }) };
  }

  #step(step: 'found' | 'connected'): void {
    if (this.#told.has(step)) return;
    this.#told.add(step);
    this.#listener.onStep(step);
  }

  #opened(socket: Socket): void {
    if (this.#isClosed) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#machine = newMachine(this.#options, this.#plan.attempt);
    this.#step('connected');
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', (error: Error) => this.#socketError(socket, error));
    socket.on('end', () => this.#peerClosed(socket, 'fin'));
    socket.on('close', () => this.#peerClosed(socket, 'fin'));
    if (this.#isPaused) socket.pause();
    this.#turn();
  }

  #receive(bytes: Uint8Array): void {
    this.#heardAt = this.#options.clock.now();
    this.#machine?.receive(bytes, this.#heardAt);
    this.#turn();
  }

  #socketError(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return;
    const described = describeSocketError(error, this.#target());
    if (described.code === 'connection-reset') this.#peerClosed(socket, 'reset');
    else this.#fail(described);
  }

  /** A socket of an attempt before this one has nothing to say any more. */
  #peerClosed(socket: Socket, how: 'fin' | 'reset'): void {
    if (this.#socket !== socket) return;
    this.#machine?.closed(how, this.#options.clock.now());
    this.#turn();
  }

  /** The crank: machine output to the socket, machine events to the listener, next deadline armed. */
  #turn(): void {
    this.#flush();
    const news = this.#machine?.takeEvents() ?? [];
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
        if (event.phase === 'connected') this.#accepted();
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
        this.#retryOrFail(event.error, this.#machine?.ending ?? early);
        return;
    }
  }

  /** Past the answer to connect, an attempt that was a guess has proved itself. */
  #accepted(): void {
    this.#limit.clear();
    this.#listener.onStep('accepted');
  }

  /** A refused connect may lead to another attempt; everything later is the user's business. */
  #retryOrFail(error: StudioError, end: Omit<AttemptEnd, 'error'>): void {
    const isLate = end.phase === 'publish' || error.code === 'play-timeout';
    const step = isLate ? null : this.#plan.after({ error, ...end }, new Uint8Array(randomBytes(4)));
    if (step?.kind !== 'attempt') {
      this.#fail(step?.error ?? error);
      return;
    }
    const socket = this.#letGo();
    if (socket !== null) cutSocket(socket);
    this.#begin();
  }

  #flush(): void {
    const socket = this.#socket;
    if (socket === null || socket.destroyed || !socket.writable) return;
    const pieces = this.#machine?.takeOutput() ?? [];
    if (pieces.length === 0) return;
    writeCorked(socket, pieces);
    if (socket.writableLength > socketLimit) this.#fail(studioError('protocol-violation', { why: 'it floods us' }));
  }

  /** The watchdog: a link or a sender that died without a word. Before the start the machine's own limits count. */
  #look(): void {
    const limit = this.#options.stallMillis ?? defaultStallMillis;
    if (this.#machine?.phase !== 'playing' || this.#isPaused) return;
    if (this.#options.clock.now() - this.#heardAt < limit) return;
    this.#fail(studioError('receive-stalled', { seconds: limit / 1000 }));
  }

  #arm(): void {
    this.#alarm.set(this.#machine?.nextDeadline() ?? null, this.#options.clock.now(), () => {
      this.#machine?.tick(this.#options.clock.now());
      this.#turn();
    });
  }

  #fail(error: StudioError): void {
    if (this.#isClosed) return;
    const { host, port } = this.#target();
    this.#close();
    this.#listener.onFailed({ ...error, facts: { host, port, ...error.facts } });
  }

  #end(ending: PlayEnding): void {
    if (this.#isClosed) return;
    const socket = this.#release();
    // After end() no reset may follow: Node would leave the handle open for ever.
    if (socket !== null) {
      socket.resume();
      socket.end();
      setTimeout(() => socket.destroy(), closeLimitMillis).unref();
    }
    this.#listener.onEnded(ending);
  }

  #close(): void {
    if (this.#isClosed) return;
    const socket = this.#release();
    if (socket !== null) cutSocket(socket);
  }

  /** Ends everything but the socket, which it gives away. */
  #release(): Socket | null {
    this.#isClosed = true;
    clearInterval(this.#watch);
    return this.#letGo();
  }

  /** Ends the attempt but for its socket. */
  #letGo(): Socket | null {
    const socket = this.#socket;
    this.#socket = null;
    this.#machine = null;
    this.#events = [];
    this.#alarm.clear();
    this.#limit.clear();
    this.#cancelOpen();
    socket?.removeAllListeners('data');
    // Reported once already; a dying socket may repeat itself.
    socket?.on('error', ignore);
    return socket;
  }
}

function newMachine(options: PlayConnectionOptions, attempt: ConnectAttempt): RtmpPlayer {
  const { streamName, clock, bufferMs, fcSubscribe } = options;
  return new RtmpPlayer({
    app: attempt.app,
    tcUrl: attempt.tcUrl,
    streamName,
    random: new Uint8Array(randomBytes(1528)),
    now: clock.now(),
    handshake: attempt.handshake,
    announces: attempt.enhanced ? 'enhanced' : 'legacy',
    ...(bufferMs === undefined ? {} : { bufferMs }),
    ...(fcSubscribe === undefined ? {} : { fcSubscribe }),
  });
}

function ignore(): void {
  // Nothing to do.
}
