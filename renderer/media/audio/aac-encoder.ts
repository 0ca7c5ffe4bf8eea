/** The AAC encoder as the session sees it, whichever it is: blocks of 1024 frames in, raw access units out. */
/** Frames in one AAC-LC access unit. */
export const aacFrames = 1024;
export const aacSampleRate = 48_000;
export const aacChannels = 2;

/** Two channels of the same length, -1 … 1. */
export type Stereo = readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];

export type AacEncoderOptions = {
  readonly kbps: number;
  /** Access units in order; the receiver owns the bytes. */
  readonly onPacket: (data: ArrayBuffer) => void;
  /** AudioSpecificConfig, once, before the first packet. */
  readonly onDescription: (description: ArrayBuffer) => void;
  /** After this nothing more comes. */
  readonly onError: (detail: string) => void;
};

export type AacEncoder = {
  /** What a person may read. */
  readonly name: string;
  /** Samples by which the decoded sound comes later than what went in. */
  readonly primingSamples: number;
  /** Takes one block of `aacFrames` frames; it is copied. */
  readonly encode: (block: Stereo) => void;
  /** Resolves when everything that went in has come out. */
  readonly flush: () => Promise<void>;
  readonly close: () => void;
};
