/** What the two ends of a connection say they can do with Enhanced RTMP (v2, "Enhancing NetConnection connect Command"). */
import { amfObject, fieldsOf } from '../../wire/amf0.ts';
import type { AmfFields, AmfValue } from '../../wire/amf0.ts';

/** Bits of capsEx. */
export const extendedCapability = { reconnect: 1, multitrack: 2, modEx: 4, nanoOffset: 8 } as const;

/** Bits of the masks in the information maps. */
const codecMask = { canDecode: 1, canForward: 4 } as const;
/** Stands for every codec in a list or map. */
const anyCodec = '*';
/** Codecs of one list or map that are kept; there are twelve in all. */
const maxCodecs = 64;
/** A FourCC has four characters, the wildcard one. */
const maxCodecLength = 4;

/** What a client said in connect, or a server in its _result; a legacy peer has no codecs and no bits. */
export type PeerCapabilities = {
  /** FourCCs that the peer can receive; `*` is every one. */
  readonly video: ReadonlySet<string>;
  readonly audio: ReadonlySet<string>;
  /** Bits of `extendedCapability`. */
  readonly extended: number;
};

export const legacyPeer: PeerCapabilities = { video: new Set(), audio: new Set(), extended: 0 };

/** True when `codecs` names the FourCC or all of them. */
export function coversCodec(codecs: ReadonlySet<string>, fourCc: string): boolean {
  return codecs.has(fourCc) || codecs.has(anyCodec);
}

/** Reads the command object of connect, or the values of a _result: fourCcList, both maps and capsEx; what makes no sense is left out. */
export function readCapabilities(fields: AmfFields): PeerCapabilities {
  const listed = listedCodecs(fields.get('fourCcList'));
  const extended = fields.get('capsEx');
  return {
    video: new Set([...listed, ...mappedCodecs(fields.get('videoFourCcInfoMap'))]),
    audio: new Set([...listed, ...mappedCodecs(fields.get('audioFourCcInfoMap'))]),
    extended: typeof extended === 'number' ? extended & 0xff : 0,
  };
}

/** What our _result says: everything is forwarded, and all of capsEx is understood. */
export function serverCapabilities(): Readonly<Record<string, AmfValue>> {
  const { reconnect, multitrack, modEx, nanoOffset } = extendedCapability;
  const forwardsAll = amfObject({ [anyCodec]: codecMask.canForward });
  return {
    videoFourCcInfoMap: forwardsAll,
    audioFourCcInfoMap: forwardsAll,
    capsEx: reconnect | multitrack | modEx | nanoOffset,
  };
}

function listedCodecs(value: AmfValue): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const items = value.kind === 'strict-array' ? value.items : [...fieldsOf(value).values()];
  return items.slice(0, maxCodecs).flatMap((item) => (typeof item === 'string' && isCodec(item) ? [item] : []));
}

/** The codecs of a map that the client decodes or, being a server itself, forwards. */
function mappedCodecs(value: AmfValue): readonly string[] {
  const entries = [...fieldsOf(value)].slice(0, maxCodecs);
  const receives = codecMask.canDecode | codecMask.canForward;
  return entries.flatMap(([name, mask]) =>
    isCodec(name) && typeof mask === 'number' && (mask & receives) !== 0 ? [name] : [],
  );
}

function isCodec(name: string): boolean {
  return name !== '' && name.length <= maxCodecLength;
}
