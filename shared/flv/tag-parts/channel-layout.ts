/** The speakers of an audio track: MultichannelConfig of Enhanced RTMP v2 ("Enhanced Audio"), both ways. */
import { fail, ok } from '../../errors.ts';
import type { Reply } from '../../errors.ts';
import { ByteReader } from '../../wire/byte-reader.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';

const order = { unspecified: 0, native: 1, custom: 2 } as const;

/** Positions by number, which are also the bits of a native mask. */
export const speakers = [
  'FL',
  'FR',
  'FC',
  'LFE',
  'BL',
  'BR',
  'FLC',
  'FRC',
  'BC',
  'SL',
  'SR',
  'TC',
  'TFL',
  'TFC',
  'TFR',
  'TBL',
  'TBC',
  'TBR',
  'LFE2',
  'TSL',
  'TSR',
  'BFC',
  'BFL',
  'BFR',
] as const;

/** Numbers of channels that are empty, and of those whose place nobody knows. */
export const specialSpeaker = { unused: 0xfe, unknown: 0xff } as const;

/** Where each channel belongs. */
export type ChannelLayout =
  | { readonly order: 'unspecified'; readonly channels: number }
  /** `mask` has bit n for `speakers[n]`; channels come in that order. */
  | { readonly order: 'native'; readonly channels: number; readonly mask: number }
  /** One number per channel: an index into `speakers` or one of `specialSpeaker`. */
  | { readonly order: 'custom'; readonly channels: number; readonly positions: readonly number[] };

/**
 * Reads the data of a `channels` part; `input-invalid` with a `why` fact when it is short or of an unknown order.
 *
 * | byte | content |
 * |---|---|
 * | 0 | order: 0 unspecified, 1 native, 2 custom |
 * | 1 | channels |
 * | 2… | native: UI32 mask; custom: UI8 per channel |
 */
export function readChannelLayout(data: Uint8Array): Reply<ChannelLayout> {
  const reader = new ByteReader(data);
  const kind = reader.u8();
  const channels = reader.u8();
  const mask = kind === order.native ? reader.u32() : 0;
  const positions = kind === order.custom ? [...reader.take(channels)] : [];
  if (reader.overran) return fail('input-invalid', { why: 'channels-short' });
  switch (kind) {
    case order.unspecified:
      return ok({ order: 'unspecified', channels });
    case order.native:
      return ok({ order: 'native', channels, mask });
    case order.custom:
      return ok({ order: 'custom', channels, positions });
    default:
      return fail('input-invalid', { why: 'channels-order', order: kind });
  }
}

/** Writes the data of a `channels` part. */
export function writeChannelLayout(layout: ChannelLayout): Uint8Array {
  const writer = new ByteWriter(32).u8(order[layout.order]).u8(layout.channels);
  if (layout.order === 'native') writer.u32(layout.mask);
  if (layout.order === 'custom') for (const position of layout.positions) writer.u8(position);
  return writer.finish();
}
