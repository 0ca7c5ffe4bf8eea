/** What connect has to say of a file's codecs: nothing for plain H.264, AAC and MP3, else which ones Enhanced RTMP will carry. */
import { readTag } from '../../../../shared/flv/tag.ts';
import type { AudioCodec, VideoCodec } from '../../../../shared/media/codecs/codec.ts';
import type { EnhancedWish } from '../../../../shared/rtmp/client/publish-commands.ts';
import { extendedCapability } from '../../../../shared/rtmp/message/capabilities.ts';

/** One track of a file. */
export type TrackCodec =
  | { readonly track: 'video'; readonly trackId: number; readonly codec: VideoCodec }
  | { readonly track: 'audio'; readonly trackId: number; readonly codec: AudioCodec };

/** What every server knows without Enhanced RTMP. */
const legacy: ReadonlySet<VideoCodec | AudioCodec> = new Set(['avc', 'aac', 'mp3']);

/** The properties for connect; null where none are needed, because some servers refuse who sends them. */
export function enhancedWishFor(tracks: readonly TrackCodec[]): EnhancedWish | null {
  const isMultitrack = tracks.some(({ trackId }) => trackId > 0);
  if (!isMultitrack && tracks.every(({ codec }) => legacy.has(codec))) return null;
  const video = new Set(tracks.flatMap((each) => (each.track === 'video' ? [each.codec] : [])));
  const audio = new Set(tracks.flatMap((each) => (each.track === 'audio' ? [each.codec] : [])));
  return { video: [...video], audio: [...audio], extended: isMultitrack ? extendedCapability.multitrack : 0 };
}

/** The tracks that one tag body speaks of; none when it makes no sense. */
export function tracksIn(track: 'video' | 'audio', body: Uint8Array): readonly TrackCodec[] {
  const parts = readTag(track, body);
  if (!parts.ok) return [];
  return parts.value.flatMap(({ trackId, codec, kind }): TrackCodec[] => {
    if (kind === 'end' || kind === 'command') return [];
    if (track === 'video') return isVideoCodec(codec) ? [{ track, trackId, codec }] : [];
    return isVideoCodec(codec) ? [] : [{ track, trackId, codec }];
  });
}

const videoCodecs: ReadonlySet<string> = new Set<VideoCodec>(['avc', 'hevc', 'vvc', 'av1', 'vp9', 'vp8']);

function isVideoCodec(codec: VideoCodec | AudioCodec): codec is VideoCodec {
  return videoCodecs.has(codec);
}
