/** One publish to one server: socket, publisher machine, send queue and watchdog; reconnecting is the session's business. */
import type { Socket } from 'node:net';
import type { Millis } from '../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../shared/errors.ts';
import { decideConfirmation, stallLimitMillis } from '../../../shared/live/session/confirmation.ts';
import { LinkWatch } from '../../../shared/live/session/link-watch.ts';
import { SendQueue } from '../../../shared/live/session/send-queue.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import { followTarget } from '../../../shared/rtmp/client/connect-plan.ts';
import type { MoveRequest } from '../../../shared/rtmp/client/publish-dialogue.ts';
import type { PublisherEvent, RtmpPublisher } from '../../../shared/rtmp/publisher.ts';
import type { IngestAddress } from '../../../shared/rtmp/url.ts';
import { Alarm, cutSocket, writeCorked } from '../net/socket-parts.ts';
import { describeSocketError } from '../net/socket.ts';
import {
  MediaCounts,
  socketTarget,
  type ConnectionFigures,
  type ConnectionListener,
  type ConnectionOptions,
} from './connection-parts.ts';
import { Negotiation, type AcceptedPublish } from './negotiation.ts';
import { StreamTracks } from './stream-tracks.ts';

/** Bytes the socket may hold in user space before packets wait in the send queue, where they can be dropped. */
const socketHighWater = 128 * 1024;

/** Bytes in user space at which a connection is given up: more than one large key frame. */
const socketLimit = 24 * 1024 * 1024;

/** How long packets that were already encoded may still go out after Stop. */
const drainLimitMillis: Millis = 800;

/** From Stop to a destroyed socket, whatever the peer does. */
const stopLimitMillis: Millis = 2500;

/** From our FIN to a destroyed socket, should the peer keep its side open. */
const closeLimitMillis: Millis = 300;

/** How often the watchdog looks. */
const watchMillis: Millis = 250;

type Phase = 'negotiating' | 'publishing' | 'stopping' | 'closed';

/** Opens at once. Every path ends in exactly one of `onFailed` and `onEnded`, unless `destroy` comes first. */
export class PublisherConnection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #negotiation: Negotiation;
  readonly #tracks: StreamTracks;
  readonly #queue = new SendQueue();
  readonly #link = new LinkWatch();
  readonly #watch: NodeJS.Timeout;
  /** Where it really is, after redirects. */
  #address: IngestAddress;
  #machine: RtmpPublisher | null = null;
  #socket: Socket | null = null;
  #phase: Phase = 'negotiating';
  readonly #alarm = new Alarm();
  #stopTimer: NodeJS.Timeout | null = null;
  #confirmedBy: 'acknowledged' | 'accepted' | null = null;
  #mediaStart: { readonly bytes: number; readonly at: Millis } | null = null;
  #acknowledged: number | null = null;
  #inFlight = 0;
  #rtt: number | null = null;
  readonly #counts = new MediaCounts();

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#address = options.address;
    this.#tracks = new StreamTracks(options.tracks);
    this.#watch = setInterval(() => this.#look(), watchMillis);
    this.#negotiation = new Negotiation(options, {
      onStep: (step) => listener.onStep(step),
      onServerSaid: (text) => listener.onServerSaid(text),
      onLoginInClear: () => listener.onLoginInClear?.(),
      onAccepted: (publish) => this.#accepted(publish),
      onFailed: (error) => this.#fail(error),
    });
  }

  /** Remembers a codec configuration; it goes out before the next packet of its track. */
  writeConfig(config: StreamConfig): void {
    this.#tracks.set(config);
    if (this.#phase === 'publishing') this.#writeHeaders();
  }

  /** Queues one packet; drops it when the connection does not take media yet. */
  writePacket(packet: EncodedPacket): void {
    if (this.#phase !== 'publishing') return;
    const result = this.#queue.push(packet, this.#options.clock.now());
    this.#counts.addDropped(result.droppedVideo);
    if (result.needsKeyFrame) this.#listener.onKeyFrameWanted();
    this.#pump();
  }

  /** Ends cleanly: what is queued, then FCUnpublish and deleteStream; bounded by 2.5 s. */
  stop(): void {
    if (this.#phase === 'closed' || this.#phase === 'stopping') return;
    if (this.#phase !== 'publishing') {
      this.#end();
      return;
    }
    this.#phase = 'stopping';
    this.#stopTimer = setTimeout(() => this.#end(), stopLimitMillis);
    this.#pump();
    setTimeout(() => this.#sayGoodbye(), drainLimitMillis).unref();
  }

  /** Cuts without a word, so that a service keeps the session for a reconnect; nothing is reported any more. */
  destroy(): void {
    this.#close();
  }

  /** Counters for statistics and the report. */
  figures(): ConnectionFigures {
    return {
      bytesSent: this.#machine?.bytesWritten ?? 0,
      bytesAcknowledged: this.#acknowledged,
      ...this.#counts.values(),
      inFlightBytes: this.#inFlight,
      rttMillis: this.#rtt,
      queueAgeMillis: this.#queue.age(this.#options.clock.now()),
    };
  }

  #accepted({ socket, machine, address, events }: AcceptedPublish): void {
    this.#address = address;
    this.#socket = socket;
    this.#machine = machine;
    this.#phase = 'publishing';
    socket.on('data', (bytes: Buffer) => this.#receive(machine, bytes));
    socket.on('drain', () => this.#pump());
    socket.on('error', (error: Error) => this.#socketError(error));
    socket.on('end', () => this.#peerClosed('fin'));
    socket.on('close', () => this.#peerClosed('fin'));
    this.#listener.onStep('accepted');
    this.#writeHeaders();
    this.#listener.onKeyFrameWanted();
    this.#turn(machine, events);
  }

  #receive(machine: RtmpPublisher, bytes: Uint8Array): void {
    machine.receive(bytes, this.#options.clock.now());
    this.#turn(machine);
  }

  #socketError(error: Error): void {
    if (this.#phase === 'closed') return;
    const described = describeSocketError(error, socketTarget({ ...this.#options, address: this.#address }));
    if (described.code === 'connection-reset') this.#peerClosed('reset');
    else this.#fail(described);
  }

  #peerClosed(how: 'fin' | 'reset'): void {
    if (this.#phase === 'closed') return;
    if (this.#phase === 'stopping') {
      this.#end();
      return;
    }
    const machine = this.#machine;
    if (machine === null) return;
    machine.closed(how, this.#options.clock.now());
    this.#turn(machine);
  }

  /** The crank: machine output to the socket, machine events to the listener, next deadline armed. */
  #turn(machine: RtmpPublisher, earlier: readonly PublisherEvent[] = []): void {
    this.#flush();
    for (const event of [...earlier, ...machine.takeEvents()]) {
      this.#handle(event);
      if (this.#phase === 'closed') return;
    }
    this.#flush();
    this.#arm();
  }

  #handle(event: PublisherEvent): void {
    switch (event.kind) {
      case 'phase':
        return;
      case 'capabilities':
        this.#listener.onServerAsked?.(event);
        return;
      case 'asked-to-move':
        this.#askedToMove(event);
        return;
      case 'acknowledged':
        this.#acknowledged = event.bytes;
        this.#inFlight = event.inFlight;
        this.#rtt = event.rttMillis;
        this.#confirm();
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

  /** A target that may not be followed is not worth a word: the server goes on to serve us here. */
  #askedToMove({ target, description }: MoveRequest): void {
    const found = followTarget(this.#address, target, this.#options.redirectHosts ?? []);
    if (found.ok) this.#listener.onAskedToMove?.({ address: found.value, description });
  }

  #writeHeaders(): void {
    if (this.#machine !== null) this.#tracks.write(this.#machine);
    this.#flush();
  }

  /** Moves packets from the queue to the socket while it takes them. */
  #pump(): void {
    const socket = this.#socket;
    if (socket === null || !this.#tracks.areWritten) return;
    if (this.#phase !== 'publishing' && this.#phase !== 'stopping') return;
    const now = this.#options.clock.now();
    while (socket.writableLength < socketHighWater) {
      const packet = this.#queue.take();
      if (packet === null) break;
      this.#send(packet, now);
    }
    if (this.#phase === 'stopping' && this.#queue.length === 0) this.#sayGoodbye();
    this.#arm();
  }

  #send(packet: EncodedPacket, now: Millis): void {
    if (this.#machine?.writePacket(packet, now) !== true) {
      // Nothing goes out before the first key frame of a connection.
      this.#counts.addDropped(packet.track === 'video' ? 1 : 0);
      return;
    }
    this.#counts.addSent(packet);
    this.#flush();
    if (this.#mediaStart !== null || packet.track === 'audio') return;
    this.#mediaStart = { bytes: this.#machine.bytesWritten, at: now };
    this.#listener.onStep('sending');
  }

  #flush(): void {
    const socket = this.#socket;
    const machine = this.#machine;
    if (socket === null || machine === null || socket.destroyed || !socket.writable) return;
    writeCorked(socket, machine.takeOutput(), (count) => machine.outputSent(count));
    // Media waits in the queue, so only answers to a server that floods us without reading can pile up here.
    if (socket.writableLength > socketLimit) this.#fail(studioError('protocol-violation', { why: 'it floods us' }));
  }

  #confirm(): void {
    if (this.#phase !== 'publishing' || this.#confirmedBy === 'acknowledged') return;
    const verdict = decideConfirmation(
      {
        mediaStartBytes: this.#mediaStart?.bytes ?? null,
        mediaStartAt: this.#mediaStart?.at ?? null,
        acknowledgedBytes: this.#acknowledged,
      },
      this.#options.clock.now(),
    );
    if (verdict === null || verdict === this.#confirmedBy) return;
    this.#confirmedBy = verdict;
    this.#listener.onConfirmed(verdict);
  }

  /** The watchdog: confirmation by time, and a link that died without a word. */
  #look(): void {
    const machine = this.#machine;
    if (this.#phase !== 'publishing' || machine === null) return;
    this.#confirm();
    const now = this.#options.clock.now();
    const verdict = this.#link.look(
      {
        written: machine.bytesWritten,
        waiting: this.#socket?.writableLength ?? 0,
        heard: machine.bytesReceived,
        acknowledged: machine.ackMode === 'cumulative' ? this.#acknowledged : null,
      },
      now,
    );
    if (verdict === 'ask') {
      machine.ping(now);
      this.#flush();
    }
    if (verdict === 'dead') {
      const { host, port } = this.#address;
      this.#fail(studioError('send-stalled', { host, port, seconds: stallLimitMillis / 1000 }));
    }
  }

  #arm(): void {
    const machine = this.#machine;
    if (machine === null || this.#phase === 'closed') {
      this.#alarm.clear();
      return;
    }
    this.#alarm.set(machine.nextDeadline(), this.#options.clock.now(), () => {
      machine.tick(this.#options.clock.now());
      this.#turn(machine);
    });
  }

  #sayGoodbye(): void {
    const machine = this.#machine;
    if (this.#phase !== 'stopping' || machine === null) return;
    machine.stop(this.#options.clock.now());
    this.#turn(machine);
  }

  #fail(error: StudioError): void {
    if (this.#phase === 'closed') return;
    // While stopping, a lost connection is an end like any other.
    const wasStopping = this.#phase === 'stopping';
    this.#close();
    if (wasStopping) this.#listener.onEnded();
    else this.#listener.onFailed(error);
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
    if (this.#stopTimer !== null) clearTimeout(this.#stopTimer);
    this.#negotiation.cancel();
    this.#socket?.removeAllListeners('data');
    this.#socket?.on('error', () => {
      // Reported once already; a dying socket may repeat itself.
    });
  }
}
