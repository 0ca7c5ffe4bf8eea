/** The commands a publisher sends, as OBS sends them (every ingest is tested with that): bodies only, no order. */
import { audioFourCcs, videoFourCcs } from '../../media/codecs/codec.ts';
import type { AudioCodec, VideoCodec } from '../../media/codecs/codec.ts';
import { amfObject } from '../../wire/amf0.ts';
import type { AmfValue } from '../../wire/amf0.ts';
import { writeCommand } from '../message/command.ts';

/** Transaction ids in sending order (RTMP 7.2). */
export const transaction = {
  connect: 1,
  releaseStream: 2,
  fcPublish: 3,
  createStream: 4,
  publish: 5,
  fcUnpublish: 6,
  deleteStream: 7,
} as const;

/** Some networks let only FMLE-like names publish. */
const flashVersion = 'FMLE/3.0 (compatible; FMSc/1.0)';

/** Bits of videoFunction (Enhanced RTMP v2): we send colours in Metadata packets. */
const sendsColours = 4;
/** Mask of a FourCC in the information maps (Enhanced RTMP v2): we encode it. */
const canEncode = 2;

/** What a publisher says of itself in connect when it is about to use more than H.264 and AAC. */
export type EnhancedWish = {
  readonly video: readonly VideoCodec[];
  readonly audio: readonly AudioCodec[];
  /** Bits of `extendedCapability`: what is really done. */
  readonly extended: number;
};

/** What connect says of where it goes and who comes. */
export type ConnectTarget = { readonly app: string; readonly tcUrl: string; readonly enhanced?: EnhancedWish };

/**
 * connect (RTMP 7.2.1.1), as OBS sends it. Enhanced RTMP properties (v2, "Enhancing NetConnection connect Command") only
 * where they are needed: some servers refuse H.264 publishers that send them.
 */
export function connectCommand({ app, tcUrl, enhanced }: ConnectTarget): Uint8Array {
  const basic = { app, type: 'nonprivate', flashVer: flashVersion, swfUrl: tcUrl, tcUrl };
  const object = amfObject(enhanced === undefined ? basic : { ...basic, ...enhancedProperties(enhanced) });
  return writeCommand({ name: 'connect', transaction: transaction.connect, object, args: [] });
}

function enhancedProperties({ video, audio, extended }: EnhancedWish): Readonly<Record<string, AmfValue>> {
  const videoNames = video.map((codec) => videoFourCcs[codec]);
  const audioNames = audio.map((codec) => audioFourCcs[codec]);
  return {
    fourCcList: { kind: 'strict-array', items: [...videoNames, ...audioNames] },
    videoFourCcInfoMap: mapOf(videoNames),
    audioFourCcInfoMap: mapOf(audioNames),
    capsEx: extended,
    videoFunction: sendsColours,
  };
}

function mapOf(names: readonly string[]): AmfValue {
  return amfObject(Object.fromEntries(names.map((name) => [name, canEncode])));
}

/** releaseStream(null, key). */
export function releaseStreamCommand(key: string): Uint8Array {
  return call('releaseStream', transaction.releaseStream, key);
}

/** FCPublish(null, key). */
export function fcPublishCommand(key: string): Uint8Array {
  return call('FCPublish', transaction.fcPublish, key);
}

/** createStream(null) (RTMP 7.2.1.3). */
export function createStreamCommand(): Uint8Array {
  return call('createStream', transaction.createStream);
}

/** publish(null, key, "live") (RTMP 7.2.2.6). */
export function publishCommand(key: string): Uint8Array {
  return call('publish', transaction.publish, key, 'live');
}

/** FCUnpublish(null, key). */
export function fcUnpublishCommand(key: string): Uint8Array {
  return call('FCUnpublish', transaction.fcUnpublish, key);
}

/** deleteStream(null, id) (RTMP 7.2.2.3). */
export function deleteStreamCommand(streamId: number): Uint8Array {
  return call('deleteStream', transaction.deleteStream, streamId);
}

function call(name: string, id: number, ...args: readonly AmfValue[]): Uint8Array {
  return writeCommand({ name, transaction: id, object: null, args });
}
