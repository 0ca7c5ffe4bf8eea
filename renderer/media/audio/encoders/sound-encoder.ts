/** A sound encoder as the session sees it, whichever it is: blocks of 1024 frames in, access units out. */

/** Frames in one block: an AAC-LC access unit. */
export const blockFrames = 1024;
export const soundSampleRate = 48_000;
export const soundChannels = 2;

/** Two channels of the same length, -1 … 1. */
export type Stereo = readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];

export type SoundEncoderOptions = {
  readonly kbps: number;
  /** Access units in order; the receiver owns the bytes. */
  readonly onPacket: (data: ArrayBuffer) => void;
  /** AudioSpecificConfig or OpusHead, once, before the first packet. */
  readonly onDescription: (description: ArrayBuffer) => void;
  /** After this nothing more comes. */
  readonly onError: (detail: string) => void;
};

export type SoundEncoder = {
  /** What a person may read. */
  readonly name: string;
  /** RFC 6381. */
  readonly codec: string;
  /** Frames that one access unit decodes to. */
  readonly packetFrames: number;
  /** Samples by which the decoded sound comes later than what went in. */
  readonly primingSamples: number;
  /** Takes one block of `blockFrames` frames; it is copied. */
  readonly encode: (block: Stereo) => void;
  /** Resolves when everything that went in has come out. */
  readonly flush: () => Promise<void>;
  readonly close: () => void;
};
