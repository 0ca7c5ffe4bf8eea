/** Small streams for tests: configurations and access units that are valid in form. */
import type { AudioConfig, EncodedPacket, VideoConfig } from '../../../../shared/media/encoded-packet.ts';
import { hex } from '../../wire/amf0-table.ts';

export const videoConfig: VideoConfig = {
  track: 'video',
  codec: 'avc1.42C00D',
  description: hex('0142c00dffe1001967 42c00dda05467889b0110000030001000003003c0f142aa001000468ce0fc8'),
  width: 322,
  height: 182,
  frameRate: 30,
  kbps: 900,
};

export const audioConfig: AudioConfig = {
  track: 'audio',
  codec: 'mp4a.40.2',
  description: hex('1190'),
  sampleRate: 48_000,
  channels: 2,
  kbps: 128,
};

/** A video access unit of `length` bytes at `dts` µs. */
export function videoPacket(dts: number, isKeyFrame: boolean, length = 40): EncodedPacket {
  return { track: 'video', dts, pts: dts, isKeyFrame, bytes: bytesOf(length, dts) };
}

/** An audio access unit of `length` bytes at `dts` µs. */
export function audioPacket(dts: number, length = 20): EncodedPacket {
  return { track: 'audio', dts, pts: dts, isKeyFrame: true, bytes: bytesOf(length, dts + 1) };
}

function bytesOf(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed) & 255);
}
