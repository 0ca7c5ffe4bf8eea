/** The parts of a session report that are put into words; `shared/contract/report.ts` holds the whole of it with its schema. */
import type { StudioError } from '../../../errors.ts';
import type { Span } from './missed-spans.ts';

/** One destination's numbers; counters run over all its connections. */
export type DestinationFacts = {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly confirmedBy: 'acknowledged' | 'accepted' | null;
  readonly state: string;
  readonly firstLiveSeconds: number | null;
  readonly startToConfirmedMillis: number | null;
  readonly uptimePercent: number | null;
  readonly reconnects: readonly {
    readonly atSeconds: number;
    readonly seconds: number | null;
    readonly cause: string;
  }[];
  readonly missed: readonly Span[];
  readonly missedSeconds: number;
  readonly averageKbps: number;
  readonly lowestKbps: number | null;
  readonly framesSent: number;
  readonly framesDropped: {
    readonly disposable: number;
    readonly delta: number;
    readonly key: number;
    readonly audio: number;
  };
  readonly longestQueueAgeMillis: number;
  readonly serverSaid: string;
};

/** One automatic step, or a change by hand, of the bitrate or the frame rate. */
export type RateStepFacts = {
  readonly atSeconds: number;
  readonly fromKbps: number;
  readonly toKbps: number;
  readonly fps: number;
  readonly why: string;
};

/** Something that happened, as the flight recorder has it. */
export type EventFacts = {
  readonly second: number;
  readonly kind: string;
  readonly outputId: string | null;
  readonly text: string;
};

/** One file of a recording. */
export type RecordingFacts = {
  readonly kind: 'recording' | 'replay';
  readonly file: string;
  readonly atSeconds: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly verified: boolean | null;
  readonly chapters: readonly { readonly atSeconds: number; readonly text: string }[];
  readonly trouble: string;
};

/** One thing that went wrong. */
export type Trouble = {
  readonly atSeconds: number;
  readonly cause: string;
  readonly viewersSaw: string;
  readonly weDid: string;
  readonly avoid: string;
};

/** One proposal, with what it changes when that can be done with one press. */
export type Proposal = {
  readonly text: string;
  readonly change:
    | { readonly kind: 'bitrate'; readonly kbps: number }
    | { readonly kind: 'frame-rate'; readonly fps: number }
    | { readonly kind: 'size'; readonly width: number; readonly height: number }
    | { readonly kind: 'record' }
    | null;
};

/** p50, p95 and the worst of some milliseconds. */
type SpreadFacts = { readonly p50: number; readonly p95: number; readonly max: number };

/** What a session leaves before anything is concluded from it. */
export type SessionFacts = {
  readonly mode: 'rehearsal' | 'live';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly liveSeconds: number;
  readonly outcome: 'ended' | 'failed';
  readonly error: StudioError | null;
  readonly history: readonly { readonly atSeconds: number; readonly state: string }[];
  readonly destination: { readonly profileName: string; readonly service: string; readonly host: string };
  readonly format: {
    readonly width: number;
    readonly height: number;
    readonly fps: number;
    readonly videoKbps: number;
    readonly audioKbps: number;
    readonly videoEncoder: string;
    readonly audioEncoder: string;
    readonly source: string;
  };
  readonly frames: {
    readonly mixed: number;
    readonly encoded: number;
    readonly sent: number;
    readonly droppedMix: number;
    readonly droppedEncode: number;
    readonly droppedPort: number;
    readonly droppedSend: number;
  };
  readonly averageKbps: number;
  readonly reconnects: number;
  readonly worstQueueAgeMillis: number;
  readonly rttMillis: SpreadFacts | null;
  readonly perSecond: readonly {
    readonly second: number;
    readonly videoKbps: number;
    readonly fps: number;
    readonly queueAgeMillis: number;
    readonly mixMillis: number;
    readonly encodeMillis: number;
  }[];
  readonly received: { readonly problems: readonly string[]; readonly skewMedianMillis: number } | null;
  readonly processes: readonly { readonly name: string; readonly cpuPercent: number; readonly memoryMb: number }[];
  readonly destinations: readonly DestinationFacts[];
  readonly rateSteps: readonly RateStepFacts[];
  readonly events: readonly EventFacts[];
  readonly loss: { readonly latePercent: number; readonly encodePercent: number };
  readonly sound: {
    readonly silent: readonly Span[];
    readonly skewMillis: { readonly min: number; readonly max: number } | null;
  };
  readonly latency: readonly { readonly stage: string; readonly p50: number; readonly p95: number }[];
  readonly recordings: readonly RecordingFacts[];
};

/** The whole report as it is shown. */
export type ReportDocument = SessionFacts & {
  readonly appVersion: string;
  readonly headline: string;
  readonly troubles: readonly Trouble[];
  readonly nextTime: readonly Proposal[];
};
