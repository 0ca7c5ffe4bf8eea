/** Retells the bytes of a publisher as a list of what it said, one line per message. */
import { readTag } from '../../../shared/flv/tag.ts';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { messageType, type RtmpMessage } from '../../../shared/rtmp/chunk/message.ts';
import { isCommand, readCommand, readValues } from '../../../shared/rtmp/message/command.ts';

/** C0, C1 and C2. */
const handshakeLength = 1 + 1536 + 1536;

/** One message: what it is, its RTMP timestamp and chunk stream. */
export type Told = { readonly what: string; readonly timestamp: number; readonly chunkStreamId: number };

/** The messages in `bytes`, which begin with C0; a cut one at the end is left out. */
export function tell(bytes: Uint8Array): readonly Told[] {
  if (bytes.length < handshakeLength || bytes[0] !== 3) return [];
  const reader = new ChunkReader();
  reader.feed(bytes.subarray(handshakeLength));
  const story: Told[] = [];
  for (;;) {
    const step = reader.next();
    if (step.kind === 'failed') throw new Error(`not RTMP: ${step.error.code}`);
    if (step.kind === 'need-more') return story;
    const { timestamp, chunkStreamId } = step.message;
    story.push({ what: describe(step.message), timestamp, chunkStreamId });
  }
}

function describe(message: RtmpMessage): string {
  if (isCommand(message)) {
    const command = readCommand(message);
    return command.ok ? command.value.name : 'bad command';
  }
  switch (message.type) {
    case messageType.video:
    case messageType.audio:
      return describeTag(message.type === messageType.video ? 'video' : 'audio', message.body);
    case messageType.data: {
      const values = readValues(message);
      return values.ok ? values.value.filter((value) => typeof value === 'string').join(' ') : 'bad data';
    }
    default:
      return `control ${message.type}`;
  }
}

function describeTag(track: 'video' | 'audio', body: Uint8Array): string {
  const read = readTag(track, body);
  const [part] = read.ok ? read.value : [];
  if (part === undefined) return `bad ${track}`;
  if (track === 'audio' || part.kind !== 'media') return `${track} ${part.kind}`;
  return part.isKeyFrame ? 'key frame' : 'delta';
}
