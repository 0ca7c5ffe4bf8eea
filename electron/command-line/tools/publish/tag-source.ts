/** What a file gives to a publish: a data message, then tags in order of decoding, pulled one by one. */
import type { Millis } from '../../../../shared/clock.ts';
import type { StudioError } from '../../../../shared/errors.ts';
import type { EnhancedWish } from '../../../../shared/rtmp/client/publish-commands.ts';

/** One tag; `body` is valid until the next call of `next`. */
export type SourceTag = {
  readonly track: 'video' | 'audio';
  /** ms on the file's scale; the smallest of all tags may be any number. */
  readonly timestamp: Millis;
  readonly body: Uint8Array;
};

/** `wait`: the disk is slower than we are; `onReady` follows. */
export type SourceStep = SourceTag | 'wait' | 'end' | 'failed';

export type TagSource = {
  /** The body of the data message that goes first (`@setDataFrame`, `onMetaData`); null when the file has none. */
  readonly metadata: Uint8Array | null;
  /** What connect has to say of the codecs; null when there is nothing to say. */
  readonly enhanced: EnhancedWish | null;
  readonly next: () => SourceStep;
  /** Set by the reader; called when `next` may be called again after `wait`. */
  onReady: () => void;
  /** Why the last step was `failed`. */
  readonly error: StudioError | null;
  /** Begins again; codec headers and end marks are then left out, for the server has them. */
  readonly rewind: () => void;
  readonly close: () => void;
};
