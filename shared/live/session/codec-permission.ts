/** What may be sent to a server, by the evidence there is: its own words, the service's preset, or the user's wish. */
import type { Millis } from '../../clock.ts';
import { audioFourCcs, videoFourCcs } from '../../media/codecs/codec.ts';
import type { AudioCodec, VideoCodec } from '../../media/codecs/codec.ts';
import { coversCodec, extendedCapability } from '../../rtmp/message/capabilities.ts';
import type { PeerCapabilities } from '../../rtmp/message/capabilities.ts';

/** A connection that dies this soon after its first enhanced packet was refused because of it. */
const enhancedTrialMillis: Millis = 10_000;

export type CodecEvidence = {
  /** What the server said that it receives; null for one that says nothing, which most do. */
  readonly server: PeerCapabilities | null;
  /** What the service is known to take, beside H.264 and AAC. */
  readonly preset: { readonly codecs: ReadonlySet<VideoCodec | AudioCodec>; readonly multitrack: boolean };
  /** The user chose to try what nobody vouches for. */
  readonly isOptedIn: boolean;
};

/** `on-trial`: with a warning, and given up after a connection that dies early (`mustFallBack`). */
export type Permission = 'yes' | 'on-trial' | 'no';

/** Whether a codec may be sent. H.264 and AAC always may. */
export function mayPublish(codec: VideoCodec | AudioCodec, evidence: CodecEvidence): Permission {
  if (codec === 'avc' || codec === 'aac') return 'yes';
  if (serverTakes(codec, evidence.server) || evidence.preset.codecs.has(codec)) return 'yes';
  return evidence.isOptedIn ? 'on-trial' : 'no';
}

function serverTakes(codec: VideoCodec | AudioCodec, server: CodecEvidence['server']): boolean {
  if (server === null) return false;
  const isVideo = Object.hasOwn(videoFourCcs, codec);
  const fourCcs: Readonly<Record<string, string>> = isVideo ? videoFourCcs : audioFourCcs;
  const listed = isVideo ? server.video : server.audio;
  return coversCodec(listed, fourCcs[codec] ?? '');
}

/** Whether tracks beside the primary ones may be sent: a server that says what it can must say this too. */
export function mayMultitrack({ server, preset, isOptedIn }: CodecEvidence): Permission {
  if (server !== null) return (server.extended & extendedCapability.multitrack) === 0 ? 'no' : 'yes';
  if (preset.multitrack) return 'yes';
  return isOptedIn ? 'on-trial' : 'no';
}

/** Whether ModEx may be sent: only to a server that said so, since older readers drop what it is part of. */
export function mayModEx({ server }: CodecEvidence): boolean {
  return server !== null && (server.extended & extendedCapability.modEx) !== 0;
}

/**
 * Whether the next connection should go back to H.264 and AAC.
 * @param connection.firstEnhancedAt When the first enhanced packet was sent, null if none was; ms, like `endedAt`.
 */
export function mustFallBack(
  permission: Permission,
  connection: { readonly firstEnhancedAt: Millis | null; readonly endedAt: Millis },
): boolean {
  const { firstEnhancedAt, endedAt } = connection;
  return permission === 'on-trial' && firstEnhancedAt !== null && endedAt - firstEnhancedAt < enhancedTrialMillis;
}
