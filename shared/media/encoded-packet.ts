/** What leaves the encoders: access units and the configuration records that go before them. */
import type { Micros } from '../clock.ts';

/** One encoded access unit. The receiver owns `bytes`: nobody else writes to them afterwards. */
export type EncodedPacket = {
  readonly track: 'video' | 'audio';
  /** Number of the track among those of its kind; 0, the primary one, when absent. */
  readonly trackId?: number;
  /** Presentation time in µs since the session epoch, ≥ 0. */
  readonly pts: Micros;
  /** Decoding time in µs since the session epoch, ≤ pts. */
  readonly dts: Micros;
  /** True for an IDR access unit; always true for audio. */
  readonly isKeyFrame: boolean;
  /** One access unit as FLV carries it: NAL units with 4-byte lengths, an AV1 temporal unit without its delimiter, raw AAC … */
  readonly bytes: Uint8Array;
};

type Numbers<Name extends string> = Partial<Readonly<Record<Name, number>>>;

/** What a display must know of high dynamic range, with the names of Enhanced RTMP; whatever is known. */
export type ColourInfo = {
  /** Code points of H.273: 9, 16, 9 is BT.2020 with PQ, 9, 18, 9 with HLG. */
  readonly colorConfig?: Numbers<'bitDepth' | 'colorPrimaries' | 'transferCharacteristics' | 'matrixCoefficients'>;
  /** Content light levels in cd/m² (CTA-861.3). */
  readonly hdrCll?: Numbers<'maxFall' | 'maxCLL'>;
  /** Mastering display (SMPTE ST 2086): CIE 1931 chromaticities, luminances in cd/m². */
  readonly hdrMdcv?: Numbers<
    `${'red' | 'green' | 'blue' | 'whitePoint'}${'X' | 'Y'}` | 'maxLuminance' | 'minLuminance'
  >;
};

/** Description of a video stream: what the sequence header and onMetaData need. */
export type VideoConfig = {
  readonly track: 'video';
  readonly trackId?: number;
  /** RFC 6381 codec string, for example `avc1.42C01F`, `hvc1.1.6.L93.B0`, `av01.0.04M.08`; `codecs/codec.ts` reads it. */
  readonly codec: string;
  /** The codec's configuration record: avcC, hvcC, av1C, vpcC. */
  readonly description: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: number;
  /** Only for high dynamic range. */
  readonly colour?: ColourInfo;
  /** Target in kb/s (1000 bits). */
  readonly kbps: number;
};

/** Description of an audio stream. */
export type AudioConfig = {
  readonly track: 'audio';
  readonly trackId?: number;
  /** RFC 6381 codec string, for example `mp4a.40.2` or `opus`. */
  readonly codec: string;
  /** AudioSpecificConfig (ISO 14496-3 1.6.2.1), OpusHead (RFC 7845 5.1), `fLaC` and STREAMINFO; empty for AC-3 and MP3. */
  readonly description: Uint8Array;
  /** Hertz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Target in kb/s (1000 bits). */
  readonly kbps: number;
};

export type StreamConfig = VideoConfig | AudioConfig;
