/** What leaves the encoders: access units and the configuration records that go before them. */
import type { Micros } from '../clock.ts';

/** One encoded access unit. The receiver owns `bytes`: nobody else writes to them afterwards. */
export type EncodedPacket = {
  readonly track: 'video' | 'audio';
  /** Presentation time in µs since the session epoch, ≥ 0. */
  readonly pts: Micros;
  /** Decoding time in µs since the session epoch, ≤ pts. */
  readonly dts: Micros;
  /** True for an IDR access unit; always true for audio. */
  readonly isKeyFrame: boolean;
  /** H.264 with 4-byte NAL lengths, or one raw AAC access unit. */
  readonly bytes: Uint8Array;
};

/** H.264 stream description: what the sequence header and onMetaData need. */
export type VideoConfig = {
  readonly track: 'video';
  /** RFC 6381 codec string, for example `avc1.42C01F`. */
  readonly codec: string;
  /** AVCDecoderConfigurationRecord (ISO 14496-15 5.3.3.1). */
  readonly description: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
  /** Target in kb/s (1000 bits). */
  readonly kbps: number;
};

/** AAC stream description. */
export type AudioConfig = {
  readonly track: 'audio';
  /** RFC 6381 codec string, for example `mp4a.40.2`. */
  readonly codec: string;
  /** AudioSpecificConfig (ISO 14496-3 1.6.2.1). */
  readonly description: Uint8Array;
  /** Hertz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Target in kb/s (1000 bits). */
  readonly kbps: number;
};

export type StreamConfig = VideoConfig | AudioConfig;
