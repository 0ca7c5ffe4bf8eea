/** A finished recording copied into a Matroska file by mediabunny, for those who asked for one; chapters stay in the report. */
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  Input,
  MkvOutputFormat,
  MP4,
  Output,
  StreamTarget,
  type EncodedPacket,
  type InputAudioTrack,
  type InputVideoTrack,
  type StreamTargetChunk,
} from 'mediabunny';
import { besideOf, spareBytes } from './finish.ts';
import { fileLength, freeBytes } from './folder.ts';
import { faultOf } from './prove.ts';

/** Packets copied before others get their turn. */
const slice = 64;

/** Copies the MP4 file `path` to `target`, proves the copy and only then deletes the original; why not, or null. Never throws. */
export async function copyToMatroska(path: string, target: string, isCancelled: () => boolean): Promise<string | null> {
  const beside = besideOf(target);
  const free = await freeBytes(dirname(target));
  if (free !== null && free < ((await fileLength(path)) ?? 0) + spareBytes) return 'no-space';
  const input = new Input({ formats: [MP4], source: new FilePathSource(path) });
  try {
    const video = await input.getPrimaryVideoTrack();
    if (video === null) return 'it has no picture';
    const sounds = await input.getAudioTracks();
    await unlink(beside).catch(() => undefined);
    const handle = await open(beside, 'wx');
    try {
      if (!(await copyTracks(handle, { video, sounds, isCancelled }))) return await giveUp(beside, 'cancelled');
      await handle.datasync();
    } finally {
      await handle.close();
    }
    const seconds = await input.computeDuration();
    const fault = await faultOf(beside, { seconds, sounds: sounds.length });
    if (fault !== null) return await giveUp(beside, fault);
    await rename(beside, target);
    await unlink(path);
    return null;
  } catch (thrown) {
    return giveUp(beside, thrown instanceof Error ? thrown.message : 'it is damaged');
  } finally {
    input.dispose();
  }
}

async function giveUp(beside: string, why: string): Promise<string> {
  await unlink(beside).catch(() => undefined);
  return why;
}

type Copy = {
  readonly video: InputVideoTrack;
  readonly sounds: readonly InputAudioTrack[];
  readonly isCancelled: () => boolean;
};

/** False when it was cancelled. */
async function copyTracks(handle: FileHandle, { video, sounds, isCancelled }: Copy): Promise<boolean> {
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => writeAt(handle, data, position),
  });
  const output = new Output({ format: new MkvOutputFormat(), target: new StreamTarget(writable) });
  const copiers = [await pictureCopier(output, video)];
  // oxlint-disable-next-line no-await-in-loop -- in the order of their numbers
  for (const [index, sound] of sounds.entries()) copiers.push(await soundCopier(output, sound, index === 0));
  await output.start();
  const heads: (EncodedPacket | null)[] = [];
  // oxlint-disable-next-line no-await-in-loop -- a file is read in one place at a time
  for (const { next } of copiers) heads.push(await next());
  for (let count = 0; heads.some((head) => head !== null); count++) {
    if (isCancelled()) {
      // oxlint-disable-next-line no-await-in-loop
      await output.cancel();
      return false;
    }
    const at = earliest(heads);
    // oxlint-disable-next-line no-await-in-loop -- in the order of time
    heads[at] = (await copiers[at]?.next()) ?? null;
    // oxlint-disable-next-line no-await-in-loop -- the stream goes first
    if (count % slice === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await output.finalize();
  return true;
}

/** Adds the packet before and gives the next; null at the end. */
type Copier = { readonly next: () => Promise<EncodedPacket | null> };

/** The first of those that are due earliest. */
function earliest(heads: readonly (EncodedPacket | null)[]): number {
  const times = heads.map((head) => head?.timestamp ?? Infinity);
  return times.indexOf(Math.min(...times));
}

async function pictureCopier(output: Output, track: InputVideoTrack): Promise<Copier> {
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (codec === null || decoderConfig === null) throw new Error('its pictures can’t be read');
  const source = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(source);
  const packets = new EncodedPacketSink(track).packets();
  return copier(packets, (packet) => source.add(packet, { decoderConfig }));
}

async function soundCopier(output: Output, track: InputAudioTrack, isDefault: boolean): Promise<Copier> {
  const codec = await track.getCodec();
  const decoderConfig = await track.getDecoderConfig();
  if (codec === null || decoderConfig === null) throw new Error('its sound can’t be read');
  const source = new EncodedAudioPacketSource(codec);
  const name = (await track.getName()) ?? '';
  output.addAudioTrack(source, { ...(name === '' ? {} : { name }), disposition: { default: isDefault } });
  const packets = new EncodedPacketSink(track).packets();
  return copier(packets, (packet) => source.add(packet, { decoderConfig }));
}

function copier(packets: AsyncGenerator<EncodedPacket>, add: (packet: EncodedPacket) => Promise<void>): Copier {
  let before: EncodedPacket | null = null;
  return {
    next: async () => {
      if (before !== null) await add(before);
      const { value, done } = await packets.next();
      before = done === true ? null : value;
      return before;
    },
  };
}

async function writeAt(handle: FileHandle, data: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < data.length) {
    // oxlint-disable-next-line no-await-in-loop -- a system call may take less than it was given
    const result = await handle.write(data, written, data.length - written, position + written);
    written += result.bytesWritten;
  }
}
