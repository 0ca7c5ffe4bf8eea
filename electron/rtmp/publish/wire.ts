/** An accepted publish on its socket: crank, alarm and watchdog, and one end; what is sent, and when, is its owner's business. */
import type { Socket } from 'node:net';
import type { Clock, Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { LinkWatch, type LinkPatience } from '../../../shared/live/session/link-watch.ts';
import type { PublisherEvent } from '../../../shared/rtmp/client/publish-dialogue.ts';
import type { RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import { Alarm, cutSocket, writeCorked } from '../net/socket-parts.ts';
import { describeSocketError, type SocketTarget } from '../net/socket.ts';
import type { AcceptedPublish } from './negotiation.ts';

/** Bytes in user space at which a server that makes us answer without reading is given up: more than one large key frame. */
const floodBytes = 24 * 1024 * 1024;

/** From our FIN to a destroyed socket, should the peer keep its side open. */
const closeLimitMillis: Millis = 300;

export type WireOptions = {
  readonly clock: Clock;
  /** Where the socket really goes, after redirects. */
  readonly target: SocketTarget;
  /** How often the watchdog looks, and how patient it is. */
  readonly lookMillis: Millis;
  readonly patience: LinkPatience;
};

/** What the owner hears of the machine. */
export type WireEvent = Exclude<PublisherEvent, { readonly kind: 'phase' | 'status' | 'failed' | 'ended' }>;

export type WireListener = {
  /** The machine may have something to send: `hand` it over. */
  readonly onOutput: () => void;
  readonly onEvent: (event: WireEvent) => void;
  /** The socket has passed on everything it held. */
  readonly onDrained: () => void;
  readonly onServerSaid: (text: string) => void;
  /** The watchdog is about to look; false where there is nothing to watch now. */
  readonly onLook: () => boolean;
  /** Bytes known to have arrived, or null; and whether more waits because those are owed. */
  readonly deliveries: () => { readonly acknowledged: number | null; readonly isHeldBack: boolean };
  /** The connection is gone, cut without a word; nothing follows. */
  readonly onFailed: (error: StudioError) => void;
  /** A clean end; nothing follows. */
  readonly onEnded: () => void;
};

/** Ends in exactly one of `onFailed` and `onEnded`, unless `cut` comes first. */
export class PublishWire {
  readonly socket: Socket;
  readonly machine: RtmpPublisher;
  readonly #options: WireOptions;
  readonly #listener: WireListener;
  readonly #link: LinkWatch;
  readonly #alarm = new Alarm();
  readonly #watch: NodeJS.Timeout;
  /** Bytes that the socket has passed on, as far as the machine knows. */
  #gone: number;
  #lastLife: Millis;
  /** How long a goodbye waits on after each sign of life. */
  #goodbyeMillis: Millis | null = null;
  #isOver = false;

  /** Listens to the socket at once; call `turn` with the events that came with the acceptance. */
  constructor({ socket, machine }: AcceptedPublish, options: WireOptions, listener: WireListener) {
    this.socket = socket;
    this.machine = machine;
    this.#options = options;
    this.#listener = listener;
    this.#link = new LinkWatch(options.patience);
    this.#gone = machine.bytesWritten;
    this.#lastLife = options.clock.now();
    this.#watch = setInterval(() => this.#look(), options.lookMillis);
    socket.on('data', (bytes: Buffer) => {
      this.#lastLife = options.clock.now();
      machine.receive(bytes, this.#lastLife);
      this.turn();
    });
    socket.on('drain', () => {
      this.#lastLife = options.clock.now();
      listener.onDrained();
    });
    socket.on('error', (error: Error) => this.#socketError(error));
    socket.on('end', () => this.#peerClosed('fin'));
    socket.on('close', () => this.#peerClosed('fin'));
  }

  /** True once it failed, ended or was cut. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Bytes that the socket holds in user space. */
  get held(): number {
    return this.socket.writableLength;
  }

  /** The crank: machine output to the socket, machine events to the owner, next deadline armed. */
  turn(earlier: readonly PublisherEvent[] = []): void {
    if (this.#isOver) return;
    this.#listener.onOutput();
    for (const event of [...earlier, ...this.machine.takeEvents()]) {
      this.#handle(event);
      // A listener may end it.
      if (this.isOver) return;
    }
    this.#listener.onOutput();
    this.#arm();
  }

  /** Hands the machine's output to the socket, the oldest `limit` bytes of it; tells how many that were. */
  hand(limit = Number.POSITIVE_INFINITY): number {
    const { socket, machine } = this;
    if (this.#isOver || socket.destroyed || !socket.writable) return 0;
    const before = machine.bytesWritten;
    writeCorked(socket, machine.takeOutput({ limit, now: this.#options.clock.now() }));
    // Cheaper than a callback for every write.
    const gone = machine.bytesWritten - socket.writableLength;
    if (gone > this.#gone) {
      machine.outputSent(gone - this.#gone);
      this.#gone = gone;
    }
    const handed = machine.bytesWritten - before;
    // Media waits elsewhere, so only answers to a server that floods us without reading can pile up here.
    if (socket.writableLength + machine.bytesWaiting > floodBytes)
      this.#fail(studioError('protocol-violation', { why: 'it floods us' }));
    return handed;
  }

  /** Asks the server for a sign of life, behind everything that waits. */
  ping(): void {
    this.machine.ping(this.#options.clock.now());
    this.hand();
  }

  /**
   * Sends everything that waits, FCUnpublish and deleteStream.
   * @param patienceMillis Waits on for as long as this after each sign of life, not only for the machine's own time.
   */
  sayGoodbye(patienceMillis: Millis | null = null): void {
    this.#goodbyeMillis = patienceMillis;
    this.#lastLife = this.#options.clock.now();
    this.machine.stop(this.#lastLife);
    this.hand();
    this.turn();
  }

  /** Ends with a FIN behind what the socket holds. */
  end(): void {
    if (this.#isOver) return;
    const { socket } = this;
    this.#release();
    // After end() no reset may follow: Node would leave the handle open for ever.
    socket.end();
    setTimeout(() => socket.destroy(), closeLimitMillis).unref();
    this.#listener.onEnded();
  }

  /** Cuts without a word, so that a service keeps the session for a reconnect; nothing is told any more. */
  cut(): void {
    if (this.#isOver) return;
    this.#release();
    cutSocket(this.socket);
  }

  #handle(event: PublisherEvent): void {
    switch (event.kind) {
      case 'phase':
        return;
      case 'status':
        this.#listener.onServerSaid(event.description === '' ? event.code : event.description);
        return;
      case 'failed':
        this.#fail(event.error);
        return;
      case 'ended':
        this.end();
        return;
      case 'acknowledged':
      case 'ping-answered':
      case 'capabilities':
      case 'asked-to-move':
        this.#listener.onEvent(event);
    }
  }

  #socketError(error: Error): void {
    const described = describeSocketError(error, this.#options.target);
    if (described.code === 'connection-reset') this.#peerClosed('reset');
    else this.#fail(described);
  }

  #peerClosed(how: 'fin' | 'reset'): void {
    if (this.#isOver) return;
    this.machine.closed(how, this.#options.clock.now());
    this.turn();
  }

  /** The machine's deadline; a patient goodbye waits on while the server still works through what it was sent before. */
  #arm(): void {
    const deadline = this.machine.nextDeadline();
    const patient =
      this.#goodbyeMillis === null ? deadline : Math.max(deadline ?? 0, this.#lastLife + this.#goodbyeMillis);
    const { clock } = this.#options;
    this.#alarm.set(patient, clock.now(), () => {
      this.machine.tick(clock.now());
      this.turn();
    });
  }

  /** The watchdog: a link that died without a word. */
  #look(): void {
    if (!this.#listener.onLook() || this.isOver) return;
    const { machine, socket } = this;
    const { clock, patience, target } = this.#options;
    const now = clock.now();
    const verdict = this.#link.look(
      {
        written: machine.bytesWritten,
        waiting: socket.writableLength,
        heard: machine.bytesReceived,
        ...this.#listener.deliveries(),
      },
      now,
    );
    if (verdict === 'ask') this.ping();
    if (verdict === 'dead') {
      const { host, port } = target;
      this.#fail(studioError('send-stalled', { host, port, seconds: Math.ceil(patience.stallMillis / 1000) }));
    }
  }

  #fail(error: StudioError): void {
    if (this.#isOver) return;
    this.cut();
    this.#listener.onFailed(error);
  }

  #release(): void {
    this.#isOver = true;
    clearInterval(this.#watch);
    this.#alarm.clear();
    this.socket.removeAllListeners('data');
    this.socket.on('error', () => {
      // Reported once already; a dying socket may repeat itself.
    });
  }
}
