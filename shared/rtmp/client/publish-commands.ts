/** The commands a publisher sends, as OBS sends them (every ingest is tested with that): bodies only, no order. */
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

/** connect (RTMP 7.2.1.1) without Enhanced RTMP properties: some servers refuse H.264 publishers that send them. */
export function connectCommand(app: string, tcUrl: string): Uint8Array {
  const object = amfObject({ app, type: 'nonprivate', flashVer: flashVersion, swfUrl: tcUrl, tcUrl });
  return writeCommand({ name: 'connect', transaction: transaction.connect, object, args: [] });
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
