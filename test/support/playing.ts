/** Plays a stream through the real connection shell and notes everything that it tells. */
import { systemClock } from '../../electron/platform/clock.ts';
import { PlayerConnection, type PlayConnectionOptions } from '../../electron/rtmp/play/connection.ts';
import type { StudioError } from '../../shared/errors.ts';
import { TagDemuxer, type DemuxedItem } from '../../shared/flv/demuxer.ts';
import type { EncodedPacket, StreamConfig } from '../../shared/media/encoded-packet.ts';
import type { PlayEnding } from '../../shared/rtmp/client/play-dialogue.ts';
import { parsePlayUrl } from '../../shared/rtmp/client/play-url.ts';
import type { AmfFields } from '../../shared/wire/amf0.ts';

/** One tag as it came. */
export type PlayedTag = {
  readonly track: 'video' | 'audio';
  readonly timestamp: number;
  readonly body: Uint8Array;
};

/** How a playing ended: an error, or the stream's own end. */
export type PlayOutcome = { readonly error: StudioError | null; readonly ending: PlayEnding | null };

/** A connection and what it told so far. */
export type Playing = {
  readonly connection: PlayerConnection;
  readonly steps: readonly string[];
  readonly tags: readonly PlayedTag[];
  readonly items: readonly DemuxedItem[];
  readonly metadata: readonly AmfFields[];
  readonly serverSaid: readonly string[];
  readonly outcome: Promise<PlayOutcome>;
  readonly packets: (track: 'video' | 'audio') => readonly EncodedPacket[];
  readonly configs: () => readonly StreamConfig[];
};

export type PlayWish = Partial<PlayConnectionOptions> & {
  /** rtmp://host:port/app/name */
  readonly url: string;
  readonly onTag?: (tag: PlayedTag) => void;
};

/** Starts connecting. */
export function play({ url, onTag, ...options }: PlayWish): Playing {
  const parsed = parsePlayUrl(url);
  if (!parsed.ok) throw new Error(`not an address: ${url}`);
  const steps: string[] = [];
  const tags: PlayedTag[] = [];
  const items: DemuxedItem[] = [];
  const metadata: AmfFields[] = [];
  const serverSaid: string[] = [];
  const outcome = Promise.withResolvers<PlayOutcome>();
  const demuxer = new TagDemuxer();
  const connection = new PlayerConnection(
    { ...parsed.value, guard: 'any', clock: systemClock, ...options },
    {
      onStep: (step) => steps.push(step),
      onTag: (track, timestamp, body) => {
        tags.push({ track, timestamp, body });
        items.push(...demuxer.push(track, timestamp, body));
        onTag?.({ track, timestamp, body });
      },
      onMetadata: (values) => {
        metadata.push(values);
        demuxer.metadata(values);
      },
      onServerSaid: (text) => serverSaid.push(text),
      onEnded: (ending) => outcome.resolve({ error: null, ending }),
      onFailed: (error) => outcome.resolve({ error, ending: null }),
    },
  );
  return {
    connection,
    steps,
    tags,
    items,
    metadata,
    serverSaid,
    outcome: outcome.promise,
    packets: (track) =>
      items.flatMap((item) => (item.kind === 'packet' && item.packet.track === track ? [item.packet] : [])),
    configs: () => items.flatMap((item) => (item.kind === 'config' ? [item.config] : [])),
  };
}
