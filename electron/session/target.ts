/** What a session needs from outside: where to go, and the functions that the composition root hands in. */
import type { FlightEvent, OutputSnapshot, RateSnapshot, RecordingSnapshot } from '../../shared/contract/delivery.ts';
import type { Clock, Micros, Millis } from '../../shared/clock.ts';
import type { Order } from '../../shared/contract/frames.ts';
import type { Report } from '../../shared/contract/report.ts';
import type { LiveStats, SessionSnapshot } from '../../shared/contract/session.ts';
import type { AudioFormat, Codecs, ServiceId, VideoFormat } from '../../shared/contract/settings.ts';
import { fail, type StudioError } from '../../shared/errors.ts';
import type { ReceivedSecond } from '../../shared/live/ingest/checker.ts';
import type { DropCounts } from '../../shared/live/session/send-queue.ts';
import type { CodecEvidence } from '../../shared/live/session/codec-permission.ts';
import type { SessionState } from '../../shared/live/session/status.ts';
import type { EncodedPacket, StreamConfig } from '../../shared/media/encoded-packet.ts';
import type { EnhancedWish } from '../../shared/rtmp/client/publish-commands.ts';
import type { IngestAddress } from '../../shared/rtmp/url.ts';

/** Seconds between key frames, as every service's preset asks. */
export const gopSeconds = 2;

/** Destinations of one session at most. */
export const mostOutputs = 8;

/** Where a copy of the stream goes; the key is only reachable through a function and never stored here. */
export type DestinationTarget = {
  /** The destination's id in the profile; the profile's own id for its main destination. */
  readonly id: string;
  readonly name: string;
  readonly serviceId: ServiceId;
  readonly serverUrl: string;
  /** A second address of the same destination; null when there is none. */
  readonly backupUrl: string | null;
  /** Both addresses carry the stream all the time. */
  readonly hotStandby: boolean;
  /** 1 is the most important, 8 the least. */
  readonly priority: number;
  /** The most that it is sent, kb/s of video; absent or null: what its service takes. */
  readonly ceilingKbps?: number | null;
  /** The sound track that it gets, 1 to 6; absent: 1. */
  readonly soundTrack?: number;
  /** Null when there is no key. */
  readonly streamKey: (() => string) | null;
};

/** A sound track, 1 to 6, as a bit of a strip's `tracks`. */
export function trackBit(soundTrack = 1): number {
  return 2 ** (soundTrack - 1);
}

/** What the bitrate controller may do; the bitrate that the user wants is that of the video format. */
export type RateWish = {
  readonly adaptive: boolean;
  readonly ceilingKbps: number;
  readonly mayHalveFps: boolean;
  readonly mayPause: boolean;
};

/** One session: what is encoded, and where it goes. */
export type SessionPlan = {
  readonly mode: 'rehearsal' | 'live';
  readonly profileName: string;
  /** One to eight; a rehearsal goes to the built-in ingest in place of the first. */
  readonly destinations: readonly DestinationTarget[];
  readonly video: VideoFormat;
  readonly audio: AudioFormat;
  readonly codecs: Codecs;
  readonly gopSeconds: number;
  /** For people: the name of the source on air, or of its scene. */
  readonly source: string;
  readonly rate: RateWish;
};

/** Why a session can't start with `plan`: `key-missing` when no destination has a key. Null when it can. */
export function refusePlan({ mode, destinations }: SessionPlan): ReturnType<typeof fail> | null {
  const [first] = destinations;
  if (first === undefined) return fail('input-invalid');
  const hasKey = destinations.some(({ streamKey }) => streamKey !== null);
  return mode === 'rehearsal' || hasKey ? null : fail('key-missing', { profile: first.name });
}

/** A session with one destination, as the command line has it; `planOf` makes a plan of it. */
export type Target = Omit<SessionPlan, 'destinations' | 'rate'> &
  Pick<DestinationTarget, 'serviceId' | 'serverUrl' | 'streamKey'>;

/** The plan of a session with one destination and a fixed bitrate ceiling. */
export function planOf(target: Target): SessionPlan {
  const { serviceId, serverUrl, streamKey, ...format } = target;
  const address = { serviceId, serverUrl, streamKey, backupUrl: null, hotStandby: false };
  return {
    ...format,
    destinations: [{ ...address, id: 'main', name: target.profileName, priority: 1 }],
    rate: { adaptive: true, ceilingKbps: target.video.kbps, mayHalveFps: false, mayPause: false },
  };
}

/** One look at a connection: bytes handed to the socket, of these still in user space, and known to have arrived. */
export type LinkReading = {
  readonly written: number;
  readonly waiting: number;
  /** Null while the server tells nothing. */
  readonly delivered: number | null;
  readonly rttMillis: Millis | null;
  readonly queueAgeMillis: Millis;
};

/** A publish in progress; see `electron/rtmp/publish/connection.ts`. */
export type Connection = {
  readonly writeConfig: (config: StreamConfig) => void;
  readonly writePacket: (packet: EncodedPacket) => void;
  readonly stop: () => void;
  readonly destroy: () => void;
  /** The link as the bitrate controller sees it; bytes are cumulative. */
  readonly link?: () => LinkReading;
  /** Asks the server for a sign of life. */
  readonly ping?: () => void;
  /** Bytes that came from the server, and the local address of the socket; null before there is one. */
  readonly signs?: () => { readonly heard: number; readonly localAddress: string | null };
  readonly figures: () => {
    readonly bytesSent: number;
    readonly bytesAcknowledged: number | null;
    readonly mediaBytes: number;
    readonly videoSent: number;
    readonly audioSent: number;
    readonly videoBytes: number;
    readonly audioBytes: number;
    readonly droppedVideo: number;
    /** What the send queue dropped, by kind; absent where nobody counts. */
    readonly dropped?: DropCounts;
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
  /** The server asks us to go to another address, one that may be followed. */
  readonly onAskedToMove: (move: { readonly address: IngestAddress }) => void;
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

/** What one second of a session brought, for those who listen in. */
export type SecondRow = {
  readonly state: SessionState;
  readonly stats: LiveStats;
  readonly outputs: readonly OutputSnapshot[];
  readonly rate: RateSnapshot | null;
};

/**
 * Somebody who listens in: recorder, replay buffer, flight recorder, confidence monitor. Nothing that it does or throws
 * touches the session. `onStart` comes first and `onEnd` last, once each; the plan it gets has no keys.
 */
export type MediaTap = {
  readonly onStart: (plan: SessionPlan) => void;
  readonly onConfig: (config: StreamConfig) => void;
  /** Every packet of the program in the order of encoding; the bytes are shared and never change. */
  readonly onPacket: (packet: EncodedPacket) => void;
  readonly onSecond: (row: SecondRow) => void;
  readonly onEvent: (event: FlightEvent) => void;
  readonly onEnd: () => void;
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
  /** Those who listen in; none when absent. */
  readonly taps?: readonly MediaTap[];
  /** Told when a tap throws. */
  readonly onTapFailed?: (error: unknown) => void;
  /** The addresses of this computer, without loopback; looked at once a second. Absent: networks are not watched. */
  readonly localAddresses?: () => readonly string[];
  /** Starts the window's page again: it hangs. */
  readonly reloadPage?: () => void;
  /** What the recorder does; null where nothing can be recorded. */
  readonly recording?: () => RecordingSnapshot | null;
  /** The last second of the copy that stays on this computer, asked once a second; absent or null: there is none. */
  readonly copy?: () => { readonly second: ReceivedSecond; readonly problems: readonly string[] } | null;
  /** Sound tracks that recordings get, as bits; absent: the first alone. */
  readonly recordedTracks?: () => number;
  /** True while a microphone is chosen and nobody muted it: then silence is a fault. */
  readonly isMicOpen?: () => boolean;
  readonly onChange: (snapshot: SessionSnapshot) => void;
  readonly onReport: (report: Report) => void;
  readonly onNotice: (notice: {
    readonly tone: 'good' | 'info' | 'warn' | 'bad';
    readonly text: string;
    readonly next: string;
  }) => void;
};
