/** The codec's configuration record of a track, as sequence headers carry it: from the container, else from the first frame. */
import { writeAv1Configuration } from '../../../../../shared/media/codecs/av1.ts';
import type { AudioCodec, VideoCodec } from '../../../../../shared/media/codecs/codec.ts';
import { vpConfigurationOf, writeVpConfiguration } from '../../../../../shared/media/codecs/vpx.ts';

/** Codecs whose frames say all there is to know. */
const selfDescribing: ReadonlySet<VideoCodec | AudioCodec> = new Set(['mp3', 'ac3', 'eac3']);

/** What mediabunny gives as description. */
type ContainerRecord = ArrayBuffer | ArrayBufferView | SharedArrayBuffer | undefined;

/** The record; empty where the codec has none, null where it needs one that can't be found. */
export function describe(
  { codec, name }: { readonly codec: VideoCodec | AudioCodec; readonly name: string },
  record: ContainerRecord,
  firstFrame: Uint8Array,
): Uint8Array | null {
  if (selfDescribing.has(codec)) return new Uint8Array(0);
  const bytes = bytesOf(record);
  return bytes.length === 0 ? made(codec, name, firstFrame) : bytes;
}

/** AV1 and VP records hold nothing that the frames or the codec's name don't tell. */
function made(codec: VideoCodec | AudioCodec, name: string, firstFrame: Uint8Array): Uint8Array | null {
  if (codec === 'av1') {
    const record = writeAv1Configuration(firstFrame);
    return record.ok ? record.value : null;
  }
  if (codec !== 'vp9' && codec !== 'vp8') return null;
  const configuration = vpConfigurationOf(name);
  return configuration.ok ? writeVpConfiguration(configuration.value) : null;
}

function bytesOf(record: ContainerRecord): Uint8Array {
  if (record === undefined) return new Uint8Array(0);
  if (!ArrayBuffer.isView(record)) return new Uint8Array(record).slice();
  return new Uint8Array(record.buffer, record.byteOffset, record.byteLength).slice();
}
