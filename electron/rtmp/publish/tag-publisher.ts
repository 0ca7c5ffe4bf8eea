/** One publish of tags that are made already: no queue and nothing dropped, the caller stops while it is full. */
import type { Millis } from '../../../shared/clock.ts';
import type { StudioError } from '../../../shared/errors.ts';
import { calmPatience } from '../../../shared/live/session/link-watch.ts';
import { socketTarget, type ConnectionOptions } from './connection-parts.ts';
import { Negotiation, type AcceptedPublish } from './negotiation.ts';
import { PublishWire, type WireEvent } from './wire.ts';

/** Bytes gathered before the socket gets them in one system call. */
const batchBytes = 512 * 1024;

/** Bytes the socket may hold in user space before the connection counts as full. */
const socketHighWater = 512 * 1024;

/** After a goodbye, the server is given up when it takes and says nothing for this long. */
const goodbyeMillis: Millis = 2500;

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
  readonly #negotiation: Negotiation;
  #wire: PublishWire | null = null;
  #phase: Phase = 'negotiating';
  /** Bytes of bodies in the machine that the socket did not get yet. */
  #gathered = 0;
  #acknowledged: number | null = null;
  #rtt: number | null = null;

  constructor(options: ConnectionOptions, listener: TagListener) {
    this.#options = options;
    this.#listener = listener;
    this.#negotiation = new Negotiation(options, {
      onStep: (step) => listener.onStep(step),
      onServerSaid: (text) => listener.onServerSaid(text),
      onLoginInClear: () => listener.onLoginInClear?.(),
      onAccepted: (publish) => this.#accepted(publish),
      onFailed: (error) => this.#failed(error),
    });
  }

  /** True while no tag should be written: not accepted yet, or the socket has enough. `onReady` tells the end of it. */
  get isFull(): boolean {
    return this.#phase !== 'publishing' || this.#held >= socketHighWater;
  }

  /** Gathers one tag body, copied at once; `timestamp` in ms. False unless publishing. */
  writeTag(track: 'video' | 'audio', timestamp: Millis, body: Uint8Array): boolean {
    if (this.#phase !== 'publishing' || this.#wire?.machine.writeTag(track, timestamp, body) !== true) return false;
    this.#gathered += body.length;
    if (this.#gathered >= batchBytes) this.flush();
    return true;
  }

  /** Gathers the body of a data message, such as `@setDataFrame`. */
  writeData(body: Uint8Array): boolean {
    return this.#phase === 'publishing' && this.#wire?.machine.writeData(body) === true;
  }

  /** Hands to the socket what was gathered. */
  flush(): void {
    this.#gathered = 0;
    this.#wire?.hand();
  }

  /** Ends cleanly: what the socket holds, FCUnpublish, deleteStream; as long as the server keeps taking it. */
  stop(): void {
    if (this.#phase === 'negotiating') {
      this.#ended();
      return;
    }
    if (this.#phase !== 'publishing') return;
    this.#phase = 'draining';
    this.flush();
    if (this.#held === 0) this.#sayGoodbye();
  }

  /** Cuts without a word; nothing is reported any more. */
  destroy(): void {
    this.#close();
  }

  figures(): TagFigures {
    return {
      bytesSent: this.#wire?.machine.bytesWritten ?? 0,
      bytesAcknowledged: this.#acknowledged,
      bytesWaiting: this.#held,
      rttMillis: this.#rtt,
    };
  }

  get #held(): number {
    return this.#wire?.held ?? 0;
  }

  #accepted(publish: AcceptedPublish): void {
    const { clock } = this.#options;
    this.#phase = 'publishing';
    const wire = new PublishWire(
      publish,
      { clock, target: socketTarget(this.#options), lookMillis: watchMillis, patience: calmPatience },
      {
        onOutput: () => this.flush(),
        onEvent: (event) => this.#handle(event),
        onDrained: () => this.#drained(),
        onServerSaid: (text) => this.#listener.onServerSaid(text),
        onLook: () => this.#phase === 'publishing' || this.#phase === 'draining',
        deliveries: () => ({
          acknowledged: wire.machine.ackMode === 'cumulative' ? this.#acknowledged : null,
          isHeldBack: false,
        }),
        onFailed: (error) => this.#failed(error),
        onEnded: () => this.#ended(),
      },
    );
    this.#wire = wire;
    this.#listener.onStep('accepted');
    wire.turn(publish.events);
    if (this.#phase === 'publishing') this.#listener.onReady();
  }

  #handle(event: WireEvent): void {
    if (event.kind !== 'acknowledged') return;
    this.#acknowledged = event.bytes;
    this.#rtt = event.rttMillis;
  }

  #drained(): void {
    if (this.#phase === 'publishing') this.#listener.onReady();
    else if (this.#phase === 'draining') this.#sayGoodbye();
  }

  #sayGoodbye(): void {
    this.#phase = 'goodbye';
    this.#wire?.sayGoodbye(goodbyeMillis);
  }

  #failed(error: StudioError): void {
    if (this.#phase === 'closed') return;
    this.#close();
    this.#listener.onFailed(error);
  }

  #ended(): void {
    if (this.#phase === 'closed') return;
    this.#close();
    this.#listener.onEnded();
  }

  #close(): void {
    this.#phase = 'closed';
    this.#negotiation.cancel();
    this.#wire?.cut();
  }
}
