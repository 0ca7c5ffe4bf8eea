/** One connection of a destination: how far it came and what it brought. Once it is dropped, nobody hears it any more. */
import type { Micros, Millis } from '../../../../shared/clock.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import type { Span } from '../../../../shared/live/words/report/missed-spans.ts';
import type { ConnectStep } from '../../../../shared/live/session/status.ts';
import type { EncodedPacket, StreamConfig } from '../../../../shared/media/encoded-packet.ts';
import type { IngestAddress } from '../../../../shared/rtmp/url.ts';
import type {
  Connection,
  ConnectionEvents,
  ConnectionRequest,
  Figures,
  LinkReading,
  SessionPorts,
} from '../../target.ts';
import { DeliveryMark } from './delivery-mark.ts';

/** What a line tells of itself. */
export type LineEvents = {
  readonly onStep: (line: Line, step: 'found' | 'connected' | 'accepted' | 'sending') => void;
  readonly onConfirmed: (line: Line, by: 'acknowledged' | 'accepted') => void;
  readonly onFailed: (line: Line, error: StudioError) => void;
  readonly onEnded: (line: Line) => void;
  readonly onAskedToMove: (line: Line, address: IngestAddress) => void;
  readonly onKeyFrameWanted: () => void;
  readonly onServerAsked: ConnectionEvents['onServerAsked'];
  readonly onServerSaid: (text: string) => void;
};

/** What a line needs; `timeOf` says when program time `pts` was, on the monotonic clock. */
export type LinePorts = Pick<SessionPorts, 'connect' | 'clock'> & { readonly timeOf: (pts: Micros) => Millis };

/** Opens at once. */
export class Line {
  readonly request: ConnectionRequest;
  readonly #connection: Connection;
  readonly #now: () => Millis;
  readonly #timeOf: (pts: Micros) => Millis;
  readonly #mark = new DeliveryMark();
  #step: ConnectStep | null = null;
  #sendingAt: Millis | null = null;
  /** When its first key frame, and the newest packet that it was given, belong in the program; not when they came. */
  #beganAt: Millis | null = null;
  #newest: Millis | null = null;
  #droppedVideo = 0;
  #isTrusted = false;
  #isDropped = false;

  constructor(request: ConnectionRequest, ports: LinePorts, events: LineEvents) {
    this.request = request;
    this.#now = () => ports.clock.now();
    this.#timeOf = ports.timeOf;
    const heard = (act: () => void): void => {
      if (!this.#isDropped) act();
    };
    this.#connection = ports.connect(request, {
      onStep: (step) =>
        heard(() => {
          this.#step = step;
          if (step === 'sending') this.#sendingAt = this.#now();
          events.onStep(this, step);
        }),
      onConfirmed: (by) =>
        heard(() => {
          this.#step = 'confirmed';
          this.#isTrusted = true;
          events.onConfirmed(this, by);
        }),
      onFailed: (error) => heard(() => events.onFailed(this, error)),
      onEnded: () => heard(() => events.onEnded(this)),
      onAskedToMove: ({ address }) => heard(() => events.onAskedToMove(this, address)),
      onKeyFrameWanted: () => heard(events.onKeyFrameWanted),
      onServerAsked: (event) => heard(() => events.onServerAsked(event)),
      onServerSaid: (text) => heard(() => events.onServerSaid(text)),
    });
  }

  get step(): ConnectStep | null {
    return this.#step;
  }

  /** When its first media went out. */
  get sendingAt(): Millis | null {
    return this.#sendingAt;
  }

  /** True from the step on which it queues packets; before it they are lost. */
  get takesMedia(): boolean {
    return this.#step === 'accepted' || this.#step === 'sending' || this.#step === 'confirmed';
  }

  /** It took over from a connection that was confirmed: what it brings counts before it is confirmed itself. */
  trust(): void {
    this.#isTrusted = true;
  }

  writeConfig(config: StreamConfig): void {
    this.#connection.writeConfig(config);
  }

  writePacket(packet: EncodedPacket): void {
    const at = this.#timeOf(packet.pts);
    if (this.takesMedia) {
      this.#newest = Math.max(this.#newest ?? at, at);
      if (packet.track === 'video' && packet.isKeyFrame) this.#beganAt ??= at;
    }
    this.#connection.writePacket(packet);
  }

  /** Ends cleanly; `onEnded` or `onFailed` follows. */
  stop(): void {
    this.#connection.stop();
  }

  /** Cuts without a word, so that a service keeps the session; nothing is heard of it any more. */
  drop(): void {
    this.#isDropped = true;
    this.#connection.destroy();
  }

  ping(): void {
    this.#connection.ping?.();
  }

  signs(): { readonly heard: number; readonly localAddress: string | null } {
    return this.#connection.signs?.() ?? { heard: 0, localAddress: null };
  }

  figures(): Figures {
    return this.#connection.figures();
  }

  link(): LinkReading {
    const known = this.#connection.link?.();
    if (known !== undefined) return known;
    const { bytesSent, bytesAcknowledged, rttMillis, queueAgeMillis } = this.#connection.figures();
    return { written: bytesSent, waiting: 0, delivered: bytesAcknowledged, rttMillis, queueAgeMillis };
  }

  /** Looks how far delivery has come; gives the pictures dropped since the last look, once media goes out. */
  look(): number {
    if (this.#newest !== null) this.#mark.look(this.link(), this.#newest);
    const { droppedVideo } = this.#connection.figures();
    const more = this.#sendingAt === null ? 0 : droppedVideo - this.#droppedVideo;
    this.#droppedVideo = droppedVideo;
    return Math.max(0, more);
  }

  /** What it brought, ms on the monotonic clock; while it stands that is everything up to now. Null when nothing is sure. */
  span(isStanding: boolean): Span | null {
    const from = this.#beganAt ?? this.#sendingAt;
    if (from === null || !this.#isTrusted) return null;
    return { from, to: isStanding ? this.#now() : Math.max(from, this.#mark.reached ?? from) };
  }
}
