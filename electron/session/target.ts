/** What a session needs from outside: where to go, and the functions that the composition root hands in. */
import type { Clock, Micros, Millis } from '../../shared/clock.ts';
import type { Order } from '../../shared/contract/frames.ts';
import type { Report } from '../../shared/contract/report.ts';
import type { SessionSnapshot } from '../../shared/contract/session.ts';
import type { AudioFormat, Codecs, ServiceId, VideoFormat } from '../../shared/contract/settings.ts';
import type { StudioError } from '../../shared/errors.ts';
import type { ReceivedSecond } from '../../shared/live/ingest/checker.ts';
import type { CodecEvidence } from '../../shared/live/session/codec-permission.ts';
import type { EncodedPacket, StreamConfig } from '../../shared/media/encoded-packet.ts';
import type { EnhancedWish } from '../../shared/rtmp/client/publish-commands.ts';
import type { IngestAddress } from '../../shared/rtmp/url.ts';

/** Seconds between key frames, as every service's preset asks. */
export const gopSeconds = 2;

/** One destination with its format; the key is only reachable through a function and never stored here. */
export type Target = {
  readonly mode: 'rehearsal' | 'live';
  readonly profileName: string;
  readonly serviceId: ServiceId;
  /** Ignored for a rehearsal. */
  readonly serverUrl: string;
  /** Null when the profile has no key. */
  readonly streamKey: (() => string) | null;
  readonly video: VideoFormat;
  readonly audio: AudioFormat;
  readonly codecs: Codecs;
  readonly gopSeconds: number;
  /** For people: "Sync test picture", or the camera's name. */
  readonly source: string;
};

/** A publish in progress; see `electron/publish/connection.ts`. */
export type Connection = {
  readonly writeConfig: (config: StreamConfig) => void;
  readonly writePacket: (packet: EncodedPacket) => void;
  readonly stop: () => void;
  readonly destroy: () => void;
  readonly figures: () => {
    readonly bytesSent: number;
    readonly bytesAcknowledged: number | null;
    readonly mediaBytes: number;
    readonly videoSent: number;
    readonly audioSent: number;
    readonly videoBytes: number;
    readonly audioBytes: number;
    readonly droppedVideo: number;
    readonly inFlightBytes: number;
    readonly rttMillis: number | null;
    readonly queueAgeMillis: Millis;
  };
};
export type Figures = ReturnType<Connection['figures']>;

export type ConnectionRequest = {
  readonly address: IngestAddress;
  readonly streamKey: () => string;
  readonly guard: 'loopback' | 'any';
  /** True for servers that are known to take the simple handshake: no retry with digests. */
  readonly isModern: boolean;
  /** Enhanced RTMP properties for connect; absent for H.264 and AAC. */
  readonly enhanced?: EnhancedWish;
};

export type ConnectionEvents = {
  readonly onStep: (step: 'found' | 'connected' | 'accepted' | 'sending') => void;
  readonly onConfirmed: (by: 'acknowledged' | 'accepted') => void;
  readonly onKeyFrameWanted: () => void;
  /** What the server says that it reads: most say nothing. */
  readonly onServerAsked: (event: { readonly kind: string; readonly capabilities?: CodecEvidence['server'] }) => void;
  readonly onServerSaid: (text: string) => void;
  readonly onFailed: (error: StudioError) => void;
  readonly onEnded: () => void;
};

/** The built-in ingest of a rehearsal. */
export type RehearsalIngest = {
  readonly url: string;
  readonly key: string;
  readonly second: () => ReceivedSecond;
  readonly problems: () => readonly string[];
  readonly received: () => NonNullable<Report['received']>;
  readonly close: () => void;
};

/** Everything outside that a session touches. */
export type SessionPorts = {
  readonly clock: Clock;
  /** Uniform in [0, 1), for reconnect jitter. */
  readonly random: () => number;
  readonly appVersion: string;
  readonly connect: (request: ConnectionRequest, events: ConnectionEvents) => Connection;
  readonly openIngest: (
    capturedAt: (track: 'video' | 'audio', timestamp: Millis) => Micros | null,
  ) => Promise<RehearsalIngest>;
  /** Sends an order to the Media Worker; false when there is none. */
  readonly order: (order: Order) => boolean;
  readonly processes: () => { readonly name: string; readonly cpuPercent: number; readonly memoryMb: number }[];
  readonly onChange: (snapshot: SessionSnapshot) => void;
  readonly onReport: (report: Report) => void;
  readonly onNotice: (notice: {
    readonly tone: 'good' | 'info' | 'warn' | 'bad';
    readonly text: string;
    readonly next: string;
  }) => void;
};
