/** One publish of tags that are made already: no queue and nothing dropped, the caller stops while it is full. */
import type { Socket } from 'node:net';
import type { Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { stallLimitMillis } from '../../../shared/live/session/confirmation.ts';
import { LinkWatch } from '../../../shared/live/session/link-watch.ts';
import type { PublisherEvent, RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import { Alarm, cutSocket, writeCorked } from '../net/socket-parts.ts';
import { describeSocketError } from '../net/socket.ts';
import { socketTarget, type ConnectionOptions } from './connection-parts.ts';
import { Negotiation, type AcceptedPublish } from './negotiation.ts';

/** Bytes gathered before the socket gets them in one system call. */
const batchBytes = 512 * 1024;

/** Bytes the socket may hold in user space before the connection counts as full. */
const socketHighWater = 512 * 1024;

/** Bytes in user space at which a server that makes us answer without reading is given up. */
const socketLimit = 24 * 1024 * 1024;

/** After a goodbye, the server is given up when it takes and says nothing for this long. */
const goodbyeMillis: Millis = 2500;

/** From our FIN to a destroyed socket, should the peer keep its side open. */
const closeLimitMillis: Millis = 300;

/** How often the watchdog looks. */
const watchMillis: Millis = 1000;

export type TagListener = {
  readonly onStep: (step: 'found' | 'connected' | 'accepted') => void;
  /** Not full any more; also called once when the publish was accepted. */
  readonly onReady: () => void;
  /** A user name or the answer to a login goes out without TLS. */
  readonly onLoginInClear?: () => void;
  /** Every onStatus of the server, for its last words. */
  readonly onServerSaid: (text: string) => void;
  /** The connection is gone; nothing follows. */
  readonly onFailed: (error: StudioError) => void;
  /** A clean end after `stop`; nothing follows. */
  readonly onEnded: () => void;
};

/** Counters of one connection. */
export type TagFigures = {
  /** Handed to the socket, handshake and chunk headers included. */
  readonly bytesSent: number;
  /** Null as long as the server acknowledged nothing. */
  readonly bytesAcknowledged: number | null;
  /** Still in user space. */
  readonly bytesWaiting: number;
  readonly rttMillis: number | null;
};

type Phase = 'negotiating' | 'publishing' | 'draining' | 'goodbye' | 'closed';

/** Opens at once. Every path ends in exactly one of `onFailed` and `onEnded`, unless `destroy` comes first. */
export class TagPublisher {
  readonly #options: ConnectionOptions;
  readonly #listener: TagListener;
  readonly #link = new LinkWatch();
  readonly #alarm = new Alarm();
  readonly #watch: NodeJS.Timeout;
  readonly #negotiation: Negotiation;
  #machine: RtmpPublisher | null = null;
  #socket: Socket | null = null;
  #phase: Phase = 'negotiating';
  /** Bytes of bodies in the machine that the socket did not get yet. */
  #gathered = 0;
  /** Bytes that the socket has passed on, as far as the machine knows. */
  #gone = 0;
  #acknowledged: number | null = null;
  #rtt: number | null = null;
  #lastLife: Millis = 0;

  constructor(options: ConnectionOptions, listener: TagListener) {
    this.#options = options;
    this.#listener = listener;
    this.#watch = setInterval(() => this.#look(), watchMillis);
    this.#negotiation = new Negotiation(options, {
      onStep: (step) => listener.onStep(step),
      onServerSaid: (text) => listener.onServerSaid(text),
      onLoginInClear: () => listener.onLoginInClear?.(),
      onAccepted: (publish) => this.#accepted(publish),
      onFailed: (error) => this.#fail(error),
    });
  }

  /** True while no tag should be written: not accepted yet, or the socket has enough. `onReady` tells the end of it. */
  get isFull(): boolean {
    return this.#phase !== 'publishing' || this.#waiting() >= socketHighWater;
  }

  /** Gathers one tag body, copied at once; `timestamp` in ms. False unless publishing. */
  writeTag(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): boolean {
    if (this.#phase !== 'publishing' || this.#machine?.writeTag(track, timestamp, body) !== true) return false;
    this.#gathered += body.length;
    if (this.#gathered >= batchBytes) this.flush();
    return true;
  }

  /** Gathers the body of a data message, such as `@setDataFrame`. */
  writeData(body: Uint8Array): boolean {
    return this.#phase === 'publishing' && this.#machine?.writeData(body) === true;
  }

  /** Hands to the socket what was gathered. */
  flush(): void {
    this.#gathered = 0;
    const socket = this.#socket;
    const machine = this.#machine;
    if (socket === null || machine === null || socket.destroyed || !socket.writable) return;
    writeCorked(socket, machine.takeOutput());
    // Cheaper than a callback for every write.
    const gone = machine.bytesWritten - socket.writableLength;
    if (gone > this.#gone) {
      machine.outputSent(gone - this.#gone);
      this.#gone = gone;
    }
    if (this.#waiting() > socketLimit) this.#fail(studioError('protocol-violation', { why: 'it floods us' }));
  }

  /** Ends cleanly: what the socket holds, FCUnpublish, deleteStream; as long as the server keeps taking it. */
  stop(): void {
    if (this.#phase !== 'publishing') {
      if (this.#phase === 'negotiating') this.#end();
      return;
    }
    this.#phase = 'draining';
    this.flush();
    if (this.#waiting() === 0) this.#sayGoodbye();
  }

  /** Cuts without a word; nothing is reported any more. */
  destroy(): void {
    this.#close();
  }

  figures(): TagFigures {
    return {
      bytesSent: this.#machine?.bytesWritten ?? 0,
      bytesAcknowledged: this.#acknowledged,
      bytesWaiting: this.#waiting(),
      rttMillis: this.#rtt,
    };
  }

  #waiting(): number {
    return this.#socket?.writableLength ?? 0;
  }

  #accepted({ socket, machine, events }: AcceptedPublish): void {
    this.#socket = socket;
    this.#machine = machine;
    this.#gone = machine.bytesWritten;
    this.#phase = 'publishing';
    socket.on('data', (bytes: Buffer) => {
      this.#lastLife = this.#options.clock.now();
      machine.receive(bytes, this.#lastLife);
      this.#turn(machine);
    });
    socket.on('drain', () => this.#drained());
    socket.on('error', (error: Error) => this.#socketError(error));
    socket.on('end', () => this.#peerClosed('fin'));
    socket.on('close', () => this.#peerClosed('fin'));
    this.#listener.onStep('accepted');
    this.#turn(machine, events);
    if (this.#phase === 'publishing') this.#listener.onReady();
  }

  #drained(): void {
    this.#lastLife = this.#options.clock.now();
    if (this.#phase === 'publishing') this.#listener.onReady();
    else if (this.#phase === 'draining') this.#sayGoodbye();
  }

  #socketError(error: Error): void {
    if (this.#phase === 'closed') return;
    const described = describeSocketError(error, socketTarget(this.#options));
    if (described.code === 'connection-reset') this.#peerClosed('reset');
    else this.#fail(described);
  }

  #peerClosed(how: 'fin' | 'reset'): void {
    if (this.#phase === 'closed') return;
    const machine = this.#machine;
    if (machine === null) return;
    machine.closed(how, this.#options.clock.now());
    this.#turn(machine);
  }

  #turn(machine: RtmpPublisher, earlier: readonly PublisherEvent[] = []): void {
    this.flush();
    for (const event of [...earlier, ...machine.takeEvents()]) {
      this.#handle(event);
      if (this.#phase === 'closed') return;
    }
    this.flush();
    this.#arm(machine);
  }

  #handle(event: PublisherEvent): void {
    switch (event.kind) {
      case 'phase':
      case 'capabilities':
      case 'asked-to-move':
        return;
      case 'acknowledged':
        this.#acknowledged = event.bytes;
        this.#rtt = event.rttMillis;
        return;
      case 'status':
        this.#listener.onServerSaid(event.description === '' ? event.code : event.description);
        return;
      case 'failed':
        this.#fail(event.error);
        return;
      case 'ended':
        this.#end();
        return;
    }
  }

  #sayGoodbye(): void {
    this.#phase = 'goodbye';
    this.#lastLife = this.#options.clock.now();
    const machine = this.#machine;
    if (machine === null) return;
    machine.stop(this.#lastLife);
    this.#turn(machine);
  }

  /** The machine's deadline; a goodbye waits on while the server still works through what it was sent before. */
  #arm(machine: RtmpPublisher): void {
    const deadline = this.#phase === 'closed' ? null : machine.nextDeadline();
    const patient = this.#phase === 'goodbye' ? Math.max(deadline ?? 0, this.#lastLife + goodbyeMillis) : deadline;
    this.#alarm.set(patient, this.#options.clock.now(), () => {
      machine.tick(this.#options.clock.now());
      this.#turn(machine);
    });
  }

  /** The watchdog: a link that died without a word. */
  #look(): void {
    const machine = this.#machine;
    if (machine === null || (this.#phase !== 'publishing' && this.#phase !== 'draining')) return;
    const now = this.#options.clock.now();
    const verdict = this.#link.look(
      {
        written: machine.bytesWritten,
        waiting: this.#waiting(),
        heard: machine.bytesReceived,
        acknowledged: machine.ackMode === 'cumulative' ? this.#acknowledged : null,
      },
      now,
    );
    if (verdict === 'ask') {
      machine.ping(now);
      this.flush();
    }
    if (verdict === 'dead') {
      const { host, port } = this.#options.address;
      this.#fail(studioError('send-stalled', { host, port, seconds: stallLimitMillis / 1000 }));
    }
  }

  #fail(error: StudioError): void {
    if (this.#phase === 'closed') return;
    this.#close();
    this.#listener.onFailed(error);
  }

  #end(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    const socket = this.#socket;
    this.#release();
    // After end() no reset may follow: Node would leave the handle open for ever.
    this.#socket = null;
    if (socket !== null) {
      socket.end();
      setTimeout(() => socket.destroy(), closeLimitMillis).unref();
    }
    this.#listener.onEnded();
  }

  #close(): void {
    this.#phase = 'closed';
    const socket = this.#socket;
    this.#release();
    if (socket !== null) cutSocket(socket);
  }

  #release(): void {
    clearInterval(this.#watch);
    this.#alarm.clear();
    this.#negotiation.cancel();
    this.#socket?.removeAllListeners('data');
    this.#socket?.on('error', () => {
      // Reported once already; a dying socket may repeat itself.
    });
  }
}
