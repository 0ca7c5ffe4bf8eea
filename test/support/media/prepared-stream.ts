/** A short H.264 and AAC stream made by ffmpeg, as access units to publish, and recordings read back the same way. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFlvFile } from '../../../shared/flv/flv-file.ts';
import { readTag } from '../../../shared/flv/tag.ts';
import type { AudioConfig, EncodedPacket, VideoConfig } from '../../../shared/media/encoded-packet.ts';
import { messageType } from '../../../shared/rtmp/chunk/message.ts';
import { temporaryFolder } from '../loopback.ts';
import { runWell } from '../processes.ts';

/** Configurations and access units, in the order of the file. */
export type PreparedStream = {
  readonly video: VideoConfig;
  readonly audio: AudioConfig;
  readonly packets: readonly EncodedPacket[];
};

export type StreamWish = { readonly seconds: number; readonly videoKbps: number };

/** 320×180 at 30 fps with B frames and a key frame each second, so that pts and dts differ; stereo AAC at 48 kHz. */
export async function prepareStream({ seconds, videoKbps }: StreamWish): Promise<PreparedStream> {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'prepared.flv');
  const rate = `${videoKbps}k`;
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30,noise=alls=40:allf=t'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '30', '-pix_fmt', 'yuv420p'];
  const constant = ['-b:v', rate, '-minrate', rate, '-maxrate', rate, '-bufsize', rate, '-x264-params', 'nal-hrd=cbr'];
  const aac = ['-c:a', 'aac', '-ac', '2', '-b:a', '128k'];
  const output = ['-t', String(seconds), '-f', 'flv', file];
  await runWell('ffmpeg', ['-nostdin', '-v', 'error', ...picture, ...sound, ...h264, ...constant, ...aac, ...output]);
  const { headers, packets } = await readRecording(file);
  await folder.remove();
  return {
    video: {
      track: 'video',
      codec: 'avc1.64000D',
      description: headers.video,
      width: 320,
      height: 180,
      frameRate: 30,
      kbps: videoKbps,
    },
    audio: {
      track: 'audio',
      codec: 'mp4a.40.2',
      description: headers.audio,
      sampleRate: 48_000,
      channels: 2,
      kbps: 128,
    },
    packets,
  };
}

/** What an FLV file holds. */
export type Recording = {
  readonly headers: { readonly video: Uint8Array; readonly audio: Uint8Array };
  readonly packets: readonly EncodedPacket[];
};

/** Reads an FLV file into access units; the recording of a stream that was cut ends with its last whole tag. */
export async function readRecording(file: string): Promise<Recording> {
  const content = readFlvFile(await readFile(file));
  if (!content.ok) throw new Error(`${file} is not an FLV file`);
  const headers = { video: new Uint8Array(0), audio: new Uint8Array(0) };
  const packets: EncodedPacket[] = [];
  for (const { type, timestamp, body } of content.value.tags) {
    if (type === messageType.data) continue;
    const dts = timestamp * 1000;
    const track = type === messageType.video ? 'video' : 'audio';
    const read = readTag(track, body);
    if (!read.ok) throw new Error(`a tag of ${track} at ${timestamp} ms can't be read`);
    for (const { kind, isKeyFrame, cts, data } of read.value) {
      if (kind === 'header') headers[track] = data.slice();
      if (kind === 'media') packets.push({ track, dts, pts: dts + cts * 1000, isKeyFrame, bytes: data });
    }
  }
  return { headers, packets };
}

/** One line per access unit of a track: times and content, for comparing two streams. */
export function contentOf(packets: readonly EncodedPacket[], track: 'video' | 'audio'): readonly string[] {
  return packets
    .filter((packet) => packet.track === track)
    .map(({ pts, dts, isKeyFrame, bytes }) => `${dts} ${pts} ${isKeyFrame} ${Buffer.from(bytes).toString('base64')}`);
}
