/** Codecs that need Enhanced RTMP: what connect says of them, and when a server counts as one that does not take them. */
import type { Millis } from '../../../shared/clock.ts';
import { defaultCodecs, type Codecs, type ServiceId } from '../../../shared/contract/settings.ts';
import { codecsOf } from '../../../shared/live/services/presets.ts';
import { mayPublish, mustFallBack, type CodecEvidence } from '../../../shared/live/session/codec-permission.ts';
import type { EnhancedWish } from '../../../shared/rtmp/client/publish-commands.ts';
import { extendedCapability } from '../../../shared/rtmp/message/capabilities.ts';
import type { IngestAddress } from '../../../shared/rtmp/url.ts';
import type { ConnectionRequest, DestinationTarget } from '../target.ts';

function isEnhanced({ video, audio }: Codecs): boolean {
  return video !== defaultCodecs.video || audio !== defaultCodecs.audio;
}

/** We send one track of each kind, without ModEx, and follow a server that asks us to move. */
function enhancedWish({ video, audio }: Codecs): EnhancedWish {
  return { video: [video], audio: [audio], extended: extendedCapability.reconnect };
}

/** What is known of one connection that ended. */
export type CodecTrial = {
  readonly serviceId: ServiceId;
  readonly codecs: Codecs;
  readonly serverTakes: CodecEvidence['server'];
  /** When its first media went out; null when none did. */
  readonly sendingAt: Millis | null;
  readonly endedAt: Millis;
};

/** A server of the user's own is tried; one that dies right after the first packet did not take the codecs. */
export function areCodecsRefused({ serviceId, codecs, serverTakes, sendingAt, endedAt }: CodecTrial): boolean {
  const taken = codecsOf(serviceId);
  const preset = new Set(serviceId === 'custom' ? [] : [...taken.video, ...taken.audio]);
  const evidence = { server: serverTakes, preset: { codecs: preset, multitrack: false }, isOptedIn: true };
  const permissions = [mayPublish(codecs.video, evidence), mayPublish(codecs.audio, evidence)];
  const permission = permissions.includes('on-trial') ? 'on-trial' : 'yes';
  return mustFallBack(permission, { firstEnhancedAt: isEnhanced(codecs) ? sendingAt : null, endedAt });
}

/** What a connection of `target` to `address` asks for. */
export function requestFor(
  { serviceId, streamKey }: DestinationTarget,
  address: IngestAddress,
  how: { readonly guard: ConnectionRequest['guard']; readonly codecs: Codecs; readonly wasLive: boolean },
): ConnectionRequest {
  return {
    address,
    streamKey: streamKey ?? (() => ''),
    guard: how.guard,
    // A guess at an old server is worth one more connection at the first go to an unknown one, not in a storm.
    isModern: serviceId !== 'custom' || how.wasLive,
    ...(isEnhanced(how.codecs) ? { enhanced: enhancedWish(how.codecs) } : {}),
  };
}
