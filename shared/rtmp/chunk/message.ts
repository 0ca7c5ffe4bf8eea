/** One RTMP message and the names of its types and chunk streams; the chunk reader and writer deal in nothing else. */

/** Message type ids (RTMP 5.4, 7.1). */
export const messageType = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAckSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  dataAmf3: 15,
  commandAmf3: 17,
  data: 18,
  command: 20,
  aggregate: 22,
} as const;

/** Our chunk streams, all below 32 because nginx-rtmp refuses more; audio and video never block each other. */
export const chunkStream = { control: 2, connection: 3, stream: 5, audio: 6, video: 7 } as const;

/** A whole message. */
export type RtmpMessage = {
  readonly chunkStreamId: number;
  readonly type: number;
  readonly streamId: number;
  /** 32-bit milliseconds as on the wire. */
  readonly timestamp: number;
  /** The payload; the receiver owns it. */
  readonly body: Uint8Array;
};

/** Chunk size of both directions until Set Chunk Size (RTMP 5.4.1). */
export const defaultChunkSize = 128;
/** The longest message taken from a peer, and the 24-bit length field's limit. */
export const maxMessageLength = 0xff_ffff;
/** 24-bit timestamp value that announces an extended timestamp (RTMP 5.3.1.3). */
export const extendedMark = 0xff_ffff;
