/** A clip as bytes on the wire: cut into chunks once, in a form that can be repeated for ever by any number of publishers. */
import { tagTrait, tagTraits } from '../../../../shared/flv/tag.ts';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import { chunkStream, messageType } from '../../../../shared/rtmp/chunk/message.ts';
import type { Clip, ClipTag } from '../media.ts';

export const wireChunkSize = 4096;

/** One message with the time at which it is due, in ms from the start of its round. */
export type WireMessage = { readonly due: number; readonly bytes: Uint8Array; readonly isFrame: boolean };

/** `first`: with headers and absolute times. `later`: every other round, all times being steps from the one before. */
export type WireLoop = {
  readonly first: readonly WireMessage[];
  readonly later: readonly WireMessage[];
  readonly millis: number;
};

/** Cuts `clip` for message stream `streamId`; the connection's chunk size must be `wireChunkSize` by then. */
export function wireLoop(clip: Clip, streamId: number, frameMillis: number): WireLoop {
  const pictures = clip.tags.filter((tag) => tag.track === 'video' && isMedia(tag)).map(({ timestamp }) => timestamp);
  const millis = Math.round((pictures.at(-1) ?? 0) - (pictures[0] ?? 0) + frameMillis);
  const writer = new ChunkWriter();
  writer.writeChunkSize(wireChunkSize);
  writer.take();
  const cut = (tag: ClipTag, offset: number): WireMessage => {
    const { track, timestamp, body } = tag;
    const header = { chunkStreamId: chunkStream[track], type: messageType[track], streamId };
    writer.write({ ...header, timestamp: timestamp + offset }, body);
    return { due: timestamp, bytes: Buffer.concat(writer.take()), isFrame: track === 'video' && isMedia(tag) };
  };
  const first = clip.tags.map((tag) => cut(tag, 0));
  // Sound may reach past the last picture; a step back would be written as an absolute time, good for one round only.
  const lastSound = clip.tags.findLast(({ track }) => track === 'audio')?.timestamp ?? 0;
  const fits = (tag: ClipTag): boolean => tag.track === 'video' || tag.timestamp + millis >= lastSound;
  const later = clip.tags.filter((tag) => isMedia(tag) && fits(tag)).map((tag) => cut(tag, millis));
  return { first, later, millis };
}

function isMedia({ track, body }: ClipTag): boolean {
  return (tagTraits(track, body) & tagTrait.media) !== 0;
}
