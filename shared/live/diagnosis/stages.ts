/** The five-stage strip: turns one second of counters into a health word, a figure and a sentence per stage. */

export const stageIds = ['capture', 'mix', 'encode', 'send', 'received'] as const;
export type StageId = (typeof stageIds)[number];

export type StageHealth = 'idle' | 'ok' | 'weak' | 'bad';

/** One stage of the strip; `verdict` is empty unless the stage is weak or bad. */
export type StageReading = {
  readonly id: StageId;
  readonly health: StageHealth;
  readonly figure: string;
  readonly verdict: string;
};

/** One second of measurements; rates in kb/s, times in ms, `null` where nothing is known. */
export type StageInput = {
  /** Frames per second asked for. */
  readonly targetFps: number;
  readonly captureFps: number;
  /** Sentence of a failed source, else empty. */
  readonly captureTrouble: string;
  readonly mixMillis: number;
  /** Share of slots lost in the last five seconds, by stage, 0…1. */
  readonly mixLoss: number;
  readonly encodeLoss: number;
  readonly encodeQueue: number;
  readonly videoKbps: number;
  readonly encoding: boolean;
  /** A connection that takes media exists. */
  readonly sending: boolean;
  readonly reconnecting: boolean;
  readonly sentKbps: number;
  readonly queueAgeMillis: number;
  readonly confirmedBy: 'acknowledged' | 'accepted' | null;
  readonly rttMillis: number | null;
  /** From the built-in ingest; null for other servers. */
  readonly receivedFps: number | null;
  readonly receivedLatencyMillis: number | null;
  readonly receivedProblem: string;
};

/** Slots lost above these shares make a stage weak or bad. */
const weakLoss = 0.01;
const badLoss = 0.05;

/** Queue ages in ms that make sending weak or bad. */
const weakQueueMillis = 900;
const badQueueMillis = 2000;

/** Encoder queue depths that make encoding weak or bad. */
const weakEncodeQueue = 3;
const badEncodeQueue = 8;

/** Reads all five stages, in the order of the strip. */
export function readStages(input: StageInput): readonly StageReading[] {
  return [readCapture(input), readMix(input), readEncode(input), readSend(input), readReceived(input)];
}

/** The strip while nothing is known yet. */
export function idleStages(): readonly StageReading[] {
  return stageIds.map((id) => ({ id, health: 'idle', figure: '', verdict: '' }));
}

function worst(weak: boolean, bad: boolean): StageHealth {
  if (bad) return 'bad';
  return weak ? 'weak' : 'ok';
}

function readCapture(input: StageInput): StageReading {
  if (input.captureTrouble !== '') {
    return { id: 'capture', health: 'bad', figure: 'no picture', verdict: input.captureTrouble };
  }
  const health = worst(input.captureFps < 0.9 * input.targetFps, input.captureFps < 1);
  return {
    id: 'capture',
    health,
    figure: `${input.captureFps.toFixed(1)} fps`,
    verdict:
      health === 'ok'
        ? ''
        : `The picture source gives ${input.captureFps.toFixed(1)} of ${input.targetFps} frames per second. Viewers may see it jerk.`,
  };
}

function readMix(input: StageInput): StageReading {
  const health = worst(input.mixLoss > weakLoss, input.mixLoss > badLoss);
  return {
    id: 'mix',
    health,
    figure: `${input.mixMillis.toFixed(1)} ms`,
    verdict:
      health === 'ok'
        ? ''
        : 'This computer is too busy to mix every frame. Close other programs, or lower the frame rate.',
  };
}

function readEncode(input: StageInput): StageReading {
  if (!input.encoding) return { id: 'encode', health: 'idle', figure: '', verdict: '' };
  const health = worst(
    input.encodeLoss > weakLoss || input.encodeQueue > weakEncodeQueue,
    input.encodeLoss > badLoss || input.encodeQueue > badEncodeQueue,
  );
  return {
    id: 'encode',
    health,
    figure: formatRate(input.videoKbps),
    verdict:
      health === 'ok'
        ? ''
        : 'The encoder cannot keep up, so frames are left out. Choose a smaller picture or fewer frames per second.',
  };
}

function readSend(input: StageInput): StageReading {
  if (input.reconnecting) {
    return {
      id: 'send',
      health: 'bad',
      figure: 'cut',
      verdict: 'The connection is lost and is being restored. Viewers see a pause.',
    };
  }
  if (!input.sending) return { id: 'send', health: 'idle', figure: '', verdict: '' };
  const health = worst(input.queueAgeMillis > weakQueueMillis, input.queueAgeMillis > badQueueMillis);
  return {
    id: 'send',
    health,
    figure: formatRate(input.sentKbps),
    verdict:
      health === 'ok'
        ? ''
        : 'Your upload is slower than the stream. Viewers may see stutter. Lower the bitrate, or stop other uploads.',
  };
}

function readReceived(input: StageInput): StageReading {
  if (input.confirmedBy === null) return { id: 'received', health: 'idle', figure: '', verdict: '' };
  if (input.receivedProblem !== '') {
    return { id: 'received', health: 'bad', figure: 'not right', verdict: input.receivedProblem };
  }
  if (input.receivedFps !== null) {
    const health = worst(input.receivedFps < 0.95 * input.targetFps, input.receivedFps < 0.5 * input.targetFps);
    const figure =
      input.receivedLatencyMillis === null
        ? `${input.receivedFps.toFixed(1)} fps`
        : `${Math.round(input.receivedLatencyMillis)} ms`;
    return {
      id: 'received',
      health,
      figure,
      verdict:
        health === 'ok'
          ? ''
          : `Only ${input.receivedFps.toFixed(1)} of ${input.targetFps} frames per second came back.`,
    };
  }
  if (input.confirmedBy === 'accepted') return { id: 'received', health: 'ok', figure: 'accepted', verdict: '' };
  return {
    id: 'received',
    health: 'ok',
    figure: input.rttMillis === null ? 'acknowledged' : `${Math.round(input.rttMillis)} ms`,
    verdict: '',
  };
}

/** "4.2 Mb/s" or "840 kb/s". */
export function formatRate(kbps: number): string {
  return kbps >= 1000 ? `${(kbps / 1000).toFixed(1)} Mb/s` : `${Math.round(kbps)} kb/s`;
}
