/** What the diagnosis looks at, several times a second; the session gathers it, nothing here judges. */
import type { Millis } from '../../clock.ts';
import type { StudioError } from '../../errors.ts';

/** The picture source, and the microphone as far as silence is concerned. */
export type SourceSample = {
  /** Its name for people, for example "Cam Link 4K". */
  readonly name: string;
  /** Sentence of a source that failed or was unplugged, else empty. */
  readonly trouble: string;
  /** Frames per second that it promised; null when unknown. */
  readonly fps: number | null;
  /** True while a microphone runs and nobody muted it: then silence is a fault. */
  readonly isMicOpen: boolean;
};

/** The Worker's last word, about once a second; counters run since the session started, over all pages. */
export type WorkerSample = {
  /** When it came, monotonic. */
  readonly at: Millis;
  readonly mixed: number;
  readonly droppedLate: number;
  readonly droppedEncode: number;
  readonly droppedPort: number;
  readonly encodeQueue: number;
  /** Age of the newest source frame; null without a source that has one. */
  readonly sourceAgeMillis: Millis | null;
  readonly captureFps: number;
  readonly mixMillis: Millis;
};

/** What came out of the encoders; packets of the slate don't count. Times are monotonic. */
export type EncoderSample = {
  /** Picture and sound together, since the session started. */
  readonly bytes: number;
  /** kb/s of the picture during the last second. */
  readonly videoKbps: number;
  /** When the picture's encoder failed last and had to be built anew; null when it never did. */
  readonly failedAt: Millis | null;
  readonly pictureAt: Millis | null;
  readonly soundAt: Millis | null;
};

/** One destination; byte counters are those of its present connection. */
export type OutputSample = {
  readonly id: string;
  readonly name: string;
  readonly state: 'idle' | 'connecting' | 'live' | 'reconnecting' | 'paused' | 'ending' | 'failed';
  readonly reason: StudioError | null;
  /** Handed to the socket. */
  readonly written: number;
  /** Of those, still in user space. */
  readonly waiting: number;
  /** Told by acknowledgements; null when there never was one. */
  readonly acknowledged: number | null;
  /** Told by acknowledgements or by answers to pings; null when nothing tells. */
  readonly delivered: number | null;
  readonly queueAgeMillis: Millis;
  readonly sentKbps: number;
  readonly rttMillis: Millis | null;
  readonly confirmedBy: 'acknowledged' | 'accepted' | null;
};

/** The copy that the built-in ingest received; what is not known is null. */
export type CopySample = {
  readonly fps: number;
  /** Sound packets per second. */
  readonly soundFps: number;
  readonly skewMillis: Millis | null;
  readonly latencyMillis: Millis | null;
  /** How long its sound has been digital silence, and its picture the same, or black. */
  readonly silentMillis: Millis | null;
  readonly stillMillis: Millis | null;
  readonly blackMillis: Millis | null;
  /** What its checker found so far, each once. */
  readonly problems: readonly string[];
};

/** One look at everything. */
export type DiagnosisSample = {
  /** Frames per second that are meant to be encoded now. */
  readonly fps: number;
  readonly isEncoding: boolean;
  /** False from the crash of the window's page until the next page encodes. */
  readonly isPageAlive: boolean;
  readonly isRecording: boolean;
  readonly source: SourceSample;
  readonly worker: WorkerSample | null;
  readonly encoder: EncoderSample;
  /** The controller's bitrate and the user's; null while there is no controller. */
  readonly rate: { readonly kbps: number; readonly targetKbps: number } | null;
  readonly outputs: readonly OutputSample[];
  /** Null when there is no built-in ingest. */
  readonly copy: CopySample | null;
  /** False in a rehearsal, where the built-in ingest is the destination itself: then it proves nothing of the way out. */
  readonly isCopyControl: boolean;
};
