/** Proof that a recording can be played: mediabunny, which did not write it, opens the file and reads both ends of it. */
import {
  EncodedPacketSink,
  FilePathSource,
  Input,
  MATROSKA,
  MP4,
  type EncodedPacket,
  type InputTrack,
  type InputVideoTrack,
} from 'mediabunny';

/** What the file should be. */
export type Expectation = {
  readonly seconds: number;
  /** Sound tracks. */
  readonly sounds: number;
  /** True where further ones may be announced that have nothing in them. */
  readonly mayHaveMore?: boolean;
};

/** Length that rounding to milliseconds and the last packet's duration may change, in s. */
const tolerance = 0.25;
/** Codecs whose access units are NAL units with 4-byte lengths. */
const lengthPrefixed: ReadonlySet<string> = new Set(['avc', 'hevc']);

/** Why `path` is not what it should be, in a few words for the log; null when all is well. Never throws. */
export async function faultOf(path: string, expected: Expectation): Promise<string | null> {
  const input = new Input({ formats: [MP4, MATROSKA], source: new FilePathSource(path) });
  try {
    if (!(await input.canRead())) return 'it can’t be read';
    const video = await input.getPrimaryVideoTrack();
    const audio = await input.getAudioTracks();
    if (video === null) return 'it has no picture';
    const isMore = audio.length > expected.sounds && expected.mayHaveMore !== true;
    if (audio.length < expected.sounds || isMore) return 'its sound is missing';
    const seconds = await input.computeDuration();
    if (Math.abs(seconds - expected.seconds) > tolerance) return `it lasts ${seconds} s, not ${expected.seconds}`;
    return (await videoFault(video)) ?? (await soundFault(audio, expected.sounds));
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'it is damaged';
  } finally {
    input.dispose();
  }
}

async function videoFault(track: InputVideoTrack): Promise<string | null> {
  const sink = new EncodedPacketSink(track);
  const first = await sink.getFirstPacket();
  const last = await sink.getPacket(Infinity);
  if (first === null || last === null) return 'its picture is empty';
  if (first.type !== 'key') return 'it does not begin with a key frame';
  const codec = await track.getCodec();
  if (codec === null || !lengthPrefixed.has(codec)) return null;
  return [first, last].every(hasWholeUnits) ? null : 'its pictures are torn';
}

/** All but those that may be empty must have something in them. */
async function soundFault(tracks: readonly InputTrack[], wanted: number): Promise<string | null> {
  const faults = await Promise.all(tracks.map(endsFault));
  const sound = faults.filter((fault) => fault === null).length;
  return sound < wanted ? (faults.find((fault) => fault !== null) ?? null) : null;
}

async function endsFault(track: InputTrack): Promise<string | null> {
  const sink = new EncodedPacketSink(track);
  const last = await sink.getPacket(Infinity);
  return last === null || last.data.length === 0 ? 'its sound is empty' : null;
}

/** True when the lengths in front of the NAL units add up to the packet. */
function hasWholeUnits({ data }: EncodedPacket): boolean {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 0;
  while (at + 4 <= data.length) at += 4 + view.getUint32(at);
  return at === data.length && at > 0;
}
