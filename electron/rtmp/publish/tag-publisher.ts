/** One publish of tags that are made already: no queue and nothing dropped, the caller stops while it is full. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { stallLimitMillis } from '../../../shared/live/session/confirmation.ts';
import { LinkWatch } from '../../../shared/live/session/link-watch.ts';
import { RtmpPublisher, type PublisherEvent } from '../../../shared/rtmp/publisher.ts';
import { Alarm, cutSocket, writeCorked } from '../net/socket-parts.ts';
import { describeSocketError, openSocket } from '../net/socket.ts';
import { socketTarget, type ConnectionOptions } from './connection-parts.ts';

/** Bytes gathered before the socket gets them in one system call. */
const batchBytes = 256 * 1024;

/** Bytes the socket may hold in user space before the connection counts as full. */
const socketHighWater = 256 * 1024;

/** Bytes in user space at which a server that makes us answer without reading is given up. */
const socketLimit = 24 * 1024 * 1024;

/** After a goodbye, the server is given up when it takes and says nothing for this long. */
const goodbyeMillis: Millis = 2500;

/** From our FIN to a destroyed socket, should the peer keep its side open. */
const closeLimitMillis: Millis = 300;

/** How often the watchdog looks. */
const watchMillis: Millis = 250;

export type TagPublisherOptions = ConnectionOptions & {
  /** Payload bytes per chunk; default 4096, what every ingest is tested with. */
  readonly chunkSize?: number;
  /** Bytes after which the server is asked to acknowledge. */
  readonly ackWindow?: number;
};

export type TagListener = {
  readonly onStep: (step: 'found' | 'connected' | 'accepted') => void;
  /** Not full any more; also called once when the publish was accepted. */
  readonly onReady: () => void;
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

type Phase = 'opening' | 'negotiating' | 'publishing' | 'draining' | 'goodbye' | 'closed';

/** Opens at once. Every path ends in exactly one of `onFailed` and `onEnded`, unless `destroy` comes first. */
export class TagPublisher {
  readonly #options: TagPublisherOptions;
  readonly #listener: TagListener;
  readonly #machine: RtmpPublisher;
  readonly #link = new LinkWatch();
  readonly #alarm = new Alarm();
  readonly #watch: NodeJS.Timeout;
  readonly #cancelOpen: () => void;
  #socket: Socket | null = null;
  #phase: Phase = 'opening';
  /** Bytes of bodies in the machine that the socket did not get yet. */
  #gathered = 0;
  #acknowledged: number | null = null;
  #rtt: number | null = null;
  #lastLife: Millis = 0;

  constructor(options: TagPublisherOptions, listener: TagListener) {
    this.#options = options;
    this.#listener = listener;
    const { address, chunkSize, ackWindow } = options;
    this.#machine = new RtmpPublisher({
      app: address.app,
      tcUrl: address.tcUrl,
      streamKey: options.streamKey(),
      epoch: 0,
      random: new Uint8Array(randomBytes(1528)),
      now: options.clock.now(),
      ...(chunkSize === undefined ? {} : { chunkSize }),
      ...(ackWindow === undefined ? {} : { ackWindow }),
    });
    this.#watch = setInterval(() => this.#look(), watchMillis);
    this.#cancelOpen = openSocket(socketTarget(options), {
      onFound: () => this.#listener.onStep('found'),
      onOpen: (socket) => this.#opened(socket),
      onFailed: (error) => this.#fail(error),
    });
  }

  /** True while no tag should be written: not accepted yet, or the socket has enough. `onReady` tells the end of it. */
  get isFull(): boolean {
    return this.#phase !== 'publishing' || this.#waiting() >= socketHighWater;
  }

  /** Gathers one tag body, copied at once; `timestamp` in ms. False unless publishing. */
  writeTag(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): boolean {
    if (this.#phase !== 'publishing' || !this.#machine.writeTag(track, timestamp, body)) return false;
    this.#gathered += body.length;
    if (this.#gathered >= batchBytes) this.flush();
    return true;
  }

  /** Gathers the body of a data message, such as `@setDataFrame`. */
  writeData(body: Uint8Array): boolean {
    return this.#phase === 'publishing' && this.#machine.writeData(body);
  }

  /** Hands to the socket what was gathered. */
  flush(): void {
    this.#gathered = 0;
    const socket = this.#socket;
    if (socket === null || socket.destroyed || !socket.writable) return;
    const pieces = this.#machine.takeOutput();
    if (pieces.length === 0) return;
    writeCorked(socket, pieces);
    if (this.#waiting() > socketLimit) this.#fail(studioError('protocol-violation', { why: 'it floods us' }));
  }

  /** Ends cleanly: what the socket holds, FCUnpublish, deleteStream; as long as the server keeps taking it. */
  stop(): void {
    if (this.#phase !== 'publishing') {
      if (this.#phase === 'opening' || this.#phase === 'negotiating') this.#end();
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
      bytesSent: this.#machine.bytesWritten,
      bytesAcknowledged: this.#acknowledged,
      bytesWaiting: this.#waiting(),
      rttMillis: this.#rtt,
    };
  }

  #waiting(): number {
    return this.#socket?.writableLength ?? 0;
  }

  #opened(socket: Socket): void {
    if (this.#phase === 'closed') {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    this.#phase = 'negotiating';
    this.#listener.onStep('connected');
    socket.on('data', (bytes: Buffer) => {
      this.#lastLife = this.#options.clock.now();
      this.#machine.receive(bytes, this.#lastLife);
      this.#turn();
    });
    socket.on('drain', () => this.#drained());
    socket.on('error', (error: Error) => this.#socketError(error));
    socket.on('end', () => this.#peerClosed('fin'));
    socket.on('close', () => this.#peerClosed('fin'));
    this.#turn();
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
    this.#machine.closed(how, this.#options.clock.now());
    this.#turn();
  }

  #turn(): void {
    this.flush();
    for (const event of this.#machine.takeEvents()) {
      this.#handle(event);
      if (this.#phase === 'closed') return;
    }
    this.flush();
    this.#arm();
  }

  #handle(event: PublisherEvent): void {
    switch (event.kind) {
      case 'phase':
        if (event.phase === 'publishing') this.#accepted();
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

  #accepted(): void {
    this.#phase = 'publishing';
    this.#listener.onStep('accepted');
    this.#listener.onReady();
  }

  #sayGoodbye(): void {
    this.#phase = 'goodbye';
    this.#lastLife = this.#options.clock.now();
    this.#machine.stop(this.#lastLife);
    this.#turn();
  }

  /** The machine's deadline; a goodbye waits on while the server still works through what it was sent before. */
  #arm(): void {
    const deadline = this.#phase === 'closed' ? null : this.#machine.nextDeadline();
    const patient = this.#phase === 'goodbye' ? Math.max(deadline ?? 0, this.#lastLife + goodbyeMillis) : deadline;
    this.#alarm.set(patient, this.#options.clock.now(), () => {
      this.#machine.tick(this.#options.clock.now());
      this.#turn();
    });
  }

  /** The watchdog: a link that died without a word. */
  #look(): void {
    if (this.#phase !== 'publishing' && this.#phase !== 'draining') return;
    const now = this.#options.clock.now();
    const verdict = this.#link.look(
      {
        written: this.#machine.bytesWritten,
        waiting: this.#waiting(),
        heard: this.#machine.bytesReceived,
        acknowledged: this.#machine.ackMode === 'cumulative' ? this.#acknowledged : null,
      },
      now,
    );
    if (verdict === 'ask') {
      this.#machine.ping(now);
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
    this.#cancelOpen();
    this.#socket?.removeAllListeners('data');
    this.#socket?.on('error', () => {
      // Reported once already; a dying socket may repeat itself.
    });
  }
}
