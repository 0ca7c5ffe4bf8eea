/** One publish to one server: wire, send queue and outlet; reconnecting is the session's business. */
import type { Millis } from '../../../shared/clock.ts';
import type { StudioError } from '../../../shared/errors.ts';
import { EncodedRate } from '../../../shared/live/delivery/encoded-rate.ts';
import { decideConfirmation } from '../../../shared/live/session/confirmation.ts';
import { livePatience } from '../../../shared/live/session/link-watch.ts';
import { SendQueue } from '../../../shared/live/session/send-queue.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import { followTarget } from '../../../shared/rtmp/client/connect-plan.ts';
import type { MoveRequest } from '../../../shared/rtmp/client/publish-dialogue.ts';
import { defaultAckWindow } from '../../../shared/rtmp/publisher.ts';
import type { IngestAddress } from '../../../shared/rtmp/url.ts';
import {
  MediaCounts,
  socketTarget,
  type ConnectionFigures,
  type ConnectionListener,
  type ConnectionOptions,
  type LinkFigures,
} from './connection-parts.ts';
import { Negotiation, type AcceptedPublish } from './negotiation.ts';
import { Outlet } from './outlet.ts';
import { StreamTracks } from './stream-tracks.ts';
import { PublishWire, type WireEvent } from './wire.ts';

/** How long packets that were already encoded may still go out after Stop. */
const drainLimitMillis: Millis = 800;

/** From Stop to a destroyed socket, whatever the peer does. */
const stopLimitMillis: Millis = 2500;

/** How often the watchdog looks. */
const watchMillis: Millis = 250;

/** Before there is a connection. */
const noLink = { written: 0, waiting: 0, delivered: null, rttMillis: null, toldAt: null };

type Phase = 'negotiating' | 'publishing' | 'stopping' | 'closed';

/** What an accepted publish consists of. */
type Line = { readonly wire: PublishWire; readonly outlet: Outlet };

/** Opens at once. Every path ends in exactly one of `onFailed` and `onEnded`, unless `destroy` comes first. */
export class PublisherConnection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #negotiation: Negotiation;
  readonly #tracks: StreamTracks;
  readonly #queue: SendQueue;
  readonly #encoded = new EncodedRate();
  readonly #counts = new MediaCounts();
  /** Where it really is, after redirects. */
  #address: IngestAddress;
  #line: Line | null = null;
  #phase: Phase = 'negotiating';
  #stopTimer: NodeJS.Timeout | null = null;
  #confirmedBy: 'acknowledged' | 'accepted' | null = null;
  #mediaStart: { readonly bytes: number; readonly at: Millis } | null = null;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#address = options.address;
    this.#tracks = new StreamTracks(options.tracks);
    this.#queue = new SendQueue((packet) => this.#tracks.isDisposable(packet));
    this.#negotiation = new Negotiation(options, {
      onStep: (step) => listener.onStep(step),
      onServerSaid: (text) => listener.onServerSaid(text),
      onLoginInClear: () => listener.onLoginInClear?.(),
      onAccepted: (publish) => this.#accepted(publish),
      onFailed: (error) => this.#failed(error),
    });
  }

  /** Remembers a codec configuration; it goes out before the next packet of its track. */
  writeConfig(config: StreamConfig): void {
    this.#tracks.set(config);
    this.#encoded.announce(this.#tracks.kbps);
    if (this.#phase === 'publishing') this.#writeHeaders();
  }

  /** Queues one packet; drops it when the connection does not take media yet. */
  writePacket(packet: EncodedPacket): void {
    if (this.#phase !== 'publishing') return;
    const now = this.#options.clock.now();
    this.#encoded.note(packet.bytes.byteLength, now);
    const result = this.#queue.push(packet, now);
    this.#counts.addDropped(result.droppedVideo);
    if (result.needsKeyFrame) this.#listener.onKeyFrameWanted();
    this.#pump();
  }

  /** Ends cleanly: what is queued, then FCUnpublish and deleteStream; bounded by 2.5 s. */
  stop(): void {
    if (this.#phase === 'closed' || this.#phase === 'stopping') return;
    if (this.#line === null) {
      this.#close();
      this.#listener.onEnded();
      return;
    }
    this.#phase = 'stopping';
    this.#stopTimer = setTimeout(() => this.#line?.wire.end(), stopLimitMillis);
    this.#line.outlet.open();
    this.#pump();
    setTimeout(() => this.#sayGoodbye(), drainLimitMillis).unref();
  }

  /** Cuts without a word, so that a service keeps the session for a reconnect; nothing is reported any more. */
  destroy(): void {
    this.#close();
  }

  /** Counters for statistics and the report. */
  figures(): ConnectionFigures {
    const { written, delivered, rttMillis, queueAgeMillis } = this.link();
    return {
      bytesSent: this.#line?.wire.machine.bytesWritten ?? 0,
      bytesAcknowledged: delivered,
      ...this.#counts.values(),
      dropped: this.#queue.dropped,
      inFlightBytes: delivered === null ? 0 : Math.max(written - delivered, 0),
      rttMillis,
      queueAgeMillis,
    };
  }

  /** What it knows of its link now, for the bitrate. */
  link(): LinkFigures {
    const queueAgeMillis = this.#queue.age(this.#options.clock.now());
    if (this.#line === null) return { ...noLink, queueAgeMillis };
    const { wire, outlet } = this.#line;
    const made = wire.machine.bytesWaiting;
    return {
      written: wire.machine.bytesWritten + made,
      waiting: wire.held + made,
      delivered: outlet.delivered,
      rttMillis: outlet.rttMillis,
      toldAt: outlet.toldAt,
      queueAgeMillis,
    };
  }

  /** Asks the server for a sign of life. */
  ping(): void {
    if (this.#phase !== 'publishing') return;
    this.#line?.wire.ping();
  }

  /** Bytes that came from the server, and the local address of the socket; null before there is one. */
  signs(): { readonly heard: number; readonly localAddress: string | null } {
    const wire = this.#line?.wire;
    return { heard: wire?.machine.bytesReceived ?? 0, localAddress: wire?.socket.localAddress ?? null };
  }

  #accepted(publish: AcceptedPublish): void {
    const { clock, ackWindow = defaultAckWindow } = this.#options;
    this.#address = publish.address;
    this.#phase = 'publishing';
    const target = socketTarget({ ...this.#options, address: publish.address });
    const wire = new PublishWire(
      publish,
      { clock, target, lookMillis: watchMillis, patience: livePatience },
      {
        onOutput: () => this.#pump(),
        onEvent: (event) => this.#handle(event),
        onDrained: () => this.#pump(),
        onServerSaid: (text) => this.#listener.onServerSaid(text),
        onLook: () => this.#look(),
        deliveries: () => ({ acknowledged: outlet.delivered, isHeldBack: outlet.isHeldBack }),
        onFailed: (error) => this.#failed(error),
        onEnded: () => this.#ended(),
      },
    );
    const source = { next: () => this.#next(), isEmpty: () => this.#queue.length === 0 || !this.#tracks.areWritten };
    const outlet = new Outlet(wire, source, { clock, encoded: this.#encoded, ackWindow });
    this.#line = { wire, outlet };
    this.#listener.onStep('accepted');
    this.#writeHeaders();
    this.#listener.onKeyFrameWanted();
    wire.turn(publish.events);
  }

  #handle(event: WireEvent): void {
    switch (event.kind) {
      case 'capabilities':
        this.#listener.onServerAsked?.(event);
        return;
      case 'asked-to-move':
        this.#askedToMove(event);
        return;
      case 'acknowledged':
      case 'ping-answered':
        this.#line?.outlet.hear(event);
        this.#confirm();
    }
  }

  /** A target that may not be followed is not worth a word: the server goes on to serve us here. */
  #askedToMove({ target, description }: MoveRequest): void {
    const found = followTarget(this.#address, target, this.#options.redirectHosts ?? []);
    if (found.ok) this.#listener.onAskedToMove?.({ address: found.value, description });
  }

  #writeHeaders(): void {
    if (this.#line === null) return;
    this.#tracks.write(this.#line.wire.machine);
    this.#pump();
  }

  /** Moves packets from the queue to the socket while the link takes them. */
  #pump(): void {
    if (this.#phase === 'closed') return;
    this.#line?.outlet.pump();
    if (this.#phase === 'stopping' && this.#queue.length === 0) this.#sayGoodbye();
  }

  /** Makes the next packet a message; false when none waits. */
  #next(): boolean {
    const machine = this.#line?.wire.machine;
    if (machine === undefined || !this.#tracks.areWritten) return false;
    const packet = this.#queue.take();
    if (packet === null) return false;
    const now = this.#options.clock.now();
    if (!machine.writePacket(packet, now)) {
      // Nothing goes out before the first key frame of a connection.
      this.#counts.addDropped(packet.track === 'video' ? 1 : 0);
      return true;
    }
    this.#counts.addSent(packet);
    if (this.#mediaStart === null && packet.track === 'video') {
      this.#mediaStart = { bytes: machine.bytesWritten + machine.bytesWaiting, at: now };
      this.#listener.onStep('sending');
    }
    return true;
  }

  #confirm(): void {
    if (this.#phase !== 'publishing' || this.#line === null || this.#confirmedBy === 'acknowledged') return;
    const { wire, outlet } = this.#line;
    const verdict = decideConfirmation(
      {
        mediaStartBytes: this.#mediaStart?.bytes ?? null,
        mediaStartAt: this.#mediaStart?.at ?? null,
        drainedBytes: wire.machine.bytesWritten - wire.held,
        acknowledgedBytes: outlet.delivered,
      },
      this.#options.clock.now(),
    );
    if (verdict === null || verdict === this.#confirmedBy) return;
    this.#confirmedBy = verdict;
    this.#listener.onConfirmed(verdict);
  }

  /** Confirmation by time, and how often acknowledgements are wanted. */
  #look(): boolean {
    if (this.#phase !== 'publishing') return false;
    this.#confirm();
    this.#line?.outlet.look();
    return true;
  }

  /** Once; what is still queued then is not sent. */
  #sayGoodbye(): void {
    if (this.#phase !== 'stopping' || this.#line?.wire.machine.phase !== 'live') return;
    this.#line.wire.sayGoodbye();
  }

  #failed(error: StudioError): void {
    if (this.#phase === 'closed') return;
    // While stopping, a lost connection is an end like any other.
    const wasStopping = this.#phase === 'stopping';
    this.#close();
    if (wasStopping) this.#listener.onEnded();
    else this.#listener.onFailed(error);
  }

  #ended(): void {
    if (this.#phase === 'closed') return;
    this.#close();
    this.#listener.onEnded();
  }

  #close(): void {
    this.#phase = 'closed';
    if (this.#stopTimer !== null) clearTimeout(this.#stopTimer);
    this.#negotiation.cancel();
    this.#line?.outlet.clear();
    this.#line?.wire.cut();
  }
}
