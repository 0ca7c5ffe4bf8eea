/** What a publisher connection is given, tells and counts. */
import type { Clock, Millis } from '../../../shared/clock.ts';
import type { DropCounts } from '../../../shared/live/session/send-queue.ts';
import type { StudioError } from '../../../shared/errors.ts';
import type { EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import type { EnhancedWish } from '../../../shared/rtmp/client/publish-commands.ts';
import type { PublisherEvent } from '../../../shared/rtmp/client/publish-dialogue.ts';
import type { IngestAddress } from '../../../shared/rtmp/url.ts';
import type { SocketGuard, SocketTarget } from '../net/socket.ts';

export type ConnectionOptions = {
  readonly address: IngestAddress;
  /** Gives the key when the publisher needs it; it is not kept here. */
  readonly streamKey: () => string;
  readonly guard: SocketGuard;
  readonly clock: Clock;
  readonly authorities?: readonly string[];
  /** Enhanced RTMP properties for connect, where more than H.264 and AAC is about to be sent. */
  readonly enhanced?: EnhancedWish;
  /** Tracks beside the primary ones: only if the server signalled that it reads them (default), or known to be read. */
  readonly multitrack?: 'if-signalled' | 'known';
  /** Whether H.264 ends with an end of sequence; default no, as OBS. */
  readonly legacyEnd?: boolean;
  /** True for servers that are known to take the simple handshake: no retry with digests. */
  readonly isModern?: boolean;
  /** Hosts that a redirect may lead to, besides those of the same owner. */
  readonly redirectHosts?: readonly string[];
  /** Payload bytes per chunk; default 4096, what every ingest is tested with. */
  readonly chunkSize?: number;
  /** Bytes after which the server is asked to acknowledge; default 65 536. */
  readonly ackWindow?: number;
  /** The tracks to wait for before anything is sent; by default one of video and one of audio. */
  readonly tracks?: readonly TrackName[];
};

/** One track of a stream. */
export type TrackName = { readonly track: 'video' | 'audio'; readonly trackId: number };

export type ConnectionListener = {
  readonly onStep: (step: 'found' | 'connected' | 'accepted' | 'sending') => void;
  readonly onConfirmed: (by: 'acknowledged' | 'accepted') => void;
  /** The encoder should make an IDR now. */
  readonly onKeyFrameWanted: () => void;
  /** What the server says that it reads. */
  readonly onServerAsked?: (event: Extract<PublisherEvent, { kind: 'capabilities' }>) => void;
  /** The server asks us to go to another address, one that may be followed; the connection goes on until somebody does. */
  readonly onAskedToMove?: (move: { readonly address: IngestAddress; readonly description: string }) => void;
  /** A user name or the answer to a login goes out without TLS. */
  readonly onLoginInClear?: () => void;
  /** Every onStatus of the server, for its last words. */
  readonly onServerSaid: (text: string) => void;
  /** The connection is gone; nothing follows. */
  readonly onFailed: (error: StudioError) => void;
  /** A clean end after `stop`; nothing follows. */
  readonly onEnded: () => void;
};

/** Counters of one connection; they only grow, except the last three. */
export type ConnectionFigures = {
  readonly bytesSent: number;
  readonly bytesAcknowledged: number | null;
  readonly mediaBytes: number;
  readonly videoSent: number;
  readonly audioSent: number;
  readonly videoBytes: number;
  readonly audioBytes: number;
  readonly droppedVideo: number;
  /** What the send queue dropped, by kind. */
  readonly dropped: DropCounts;
  readonly inFlightBytes: number;
  readonly rttMillis: number | null;
  readonly queueAgeMillis: Millis;
};

/** What a connection knows of its link at one moment; counters are cumulative bytes since its beginning. */
export type LinkFigures = {
  /** Made for the socket, and of that still in user space. */
  readonly written: number;
  readonly waiting: number;
  /** Known to have arrived, by acknowledgements or answers to pings; null while nothing tells. */
  readonly delivered: number | null;
  /** Age of the newest delivered byte when that was told, and when it was; null with `delivered`. */
  readonly rttMillis: Millis | null;
  readonly toldAt: Millis | null;
  /** Age of the send queue's oldest packet. */
  readonly queueAgeMillis: Millis;
};

/** FLV bytes before the media of one tag body. */
const videoPrefixBytes = 5;
const audioPrefixBytes = 2;

/** Packets and bytes handed to the socket, and what the queue dropped. */
export class MediaCounts {
  #counts = { mediaBytes: 0, videoSent: 0, audioSent: 0, videoBytes: 0, audioBytes: 0, droppedVideo: 0 };

  addSent(packet: EncodedPacket): void {
    const size = packet.bytes.byteLength;
    if (packet.track === 'video') {
      this.#counts.videoSent += 1;
      this.#counts.videoBytes += size;
      this.#counts.mediaBytes += size + videoPrefixBytes;
    } else {
      this.#counts.audioSent += 1;
      this.#counts.audioBytes += size;
      this.#counts.mediaBytes += size + audioPrefixBytes;
    }
  }

  addDropped(video: number): void {
    this.#counts.droppedVideo += video;
  }

  values(): Pick<
    ConnectionFigures,
    'mediaBytes' | 'videoSent' | 'audioSent' | 'videoBytes' | 'audioBytes' | 'droppedVideo'
  > {
    return { ...this.#counts };
  }
}

/** Where the socket of a connection goes. */
export function socketTarget({ address, guard, authorities }: ConnectionOptions): SocketTarget {
  return {
    host: address.host,
    port: address.port,
    secure: address.scheme === 'rtmps',
    guard,
    ...(authorities === undefined ? {} : { authorities }),
  };
}
