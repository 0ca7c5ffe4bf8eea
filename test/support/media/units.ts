/** Access units as FFmpeg 8.1 reads them from a file or a connection: what goes out, and what has to come back. */
import { createHash } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ConnectionOptions } from '../../../electron/rtmp/publish/connection-parts.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import type { Publishing } from '../publishing.ts';
import type { CopyNotes } from '../servers/node-av/copy-notes.ts';

/** Configurations and access units in the order of the file. */
export type Units = { readonly configs: readonly StreamConfig[]; readonly packets: readonly EncodedPacket[] };

type NotedStream = CopyNotes['streams'][number];

/** Number of a stream among those of its kind. */
function trackIdOf(streams: readonly NotedStream[], index: number): number {
  return streams.slice(0, index).filter(({ track }) => track === streams[index]?.track).length;
}

function configOf(stream: NotedStream, trackId: number): StreamConfig {
  const { codec, width, height, sampleRate, channels } = stream;
  const common = { trackId, codec, description: new Uint8Array(Buffer.from(stream.description, 'base64')) };
  return stream.track === 'video'
    ? { track: 'video', ...common, width, height, frameRate: 30, kbps: 400 }
    : { track: 'audio', ...common, sampleRate, channels, kbps: 96 };
}

/** What a publisher needs to send what `notes` hold. */
export function unitsOf(notes: CopyNotes): Units {
  const all = notes.streams.map((stream, index) => configOf(stream, trackIdOf(notes.streams, index)));
  const packets = notes.packets.flatMap(({ stream, dts, pts, isKeyFrame, bytes }): EncodedPacket[] => {
    const config = all[stream];
    if (config === undefined) return [];
    const { track, trackId } = config;
    const times = { dts: dts * 1000, pts: pts * 1000 };
    return [
      {
        track,
        ...(trackId === undefined ? {} : { trackId }),
        ...times,
        isKeyFrame: track === 'audio' || isKeyFrame,
        bytes: new Uint8Array(Buffer.from(bytes, 'base64')),
      },
    ];
  });
  return { configs: all, packets };
}

/** Each track as lines that are equal when header, times, key flag and bytes are: the first one is the header. */
export type Told = Readonly<Record<string, readonly string[]>>;

/** Retells `notes`; `shift` in ms is taken off every time, for peers that begin at another zero. */
export function tellUnits(notes: CopyNotes, shift = 0): Told {
  const told: Record<string, string[]> = {};
  const names = notes.streams.map(({ track }, index) => `${track} ${trackIdOf(notes.streams, index)}`);
  for (const [index, { track, codec, description }] of notes.streams.entries()) {
    // FFmpeg takes data messages for a stream of their own.
    if (track !== 'other') told[names[index] ?? ''] = [`${codec} ${digest(description)}`];
  }
  for (const { stream, dts, pts, isKeyFrame, bytes } of notes.packets) {
    told[names[stream] ?? '']?.push(`${dts - shift} ${pts - shift} ${isKeyFrame ? 'key' : '-'} ${digest(bytes)}`);
  }
  return told;
}

/** What a connection has to be told about streams with more than one track of a kind. */
export function trackOptions({ configs }: Units): Pick<ConnectionOptions, 'tracks' | 'multitrack'> {
  const tracks = configs.map(({ track, trackId = 0 }) => ({ track, trackId }));
  return { tracks, multitrack: 'known' };
}

function digest(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  return `${bytes.length}:${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}`;
}

/** Publishes everything: as fast as the socket takes it, or at `speed` times its own pace. */
export async function feedUnits(publishing: Publishing, units: Units, speed = 0): Promise<void> {
  const { connection } = publishing;
  for (const config of units.configs) connection.writeConfig(config);
  const startedAt = performance.now();
  for (const packet of units.packets) {
    if (speed > 0) await setTimeout(Math.max(0, startedAt + packet.dts / 1000 / speed - performance.now()));
    connection.writePacket(packet);
    do await setImmediate();
    while (connection.figures().queueAgeMillis > 0);
  }
}
