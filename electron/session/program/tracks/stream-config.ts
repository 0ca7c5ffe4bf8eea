/** Whether a description of a stream is news to those who have another. */
import type { StreamConfig } from '../../../../shared/media/encoded-packet.ts';

/** True when a decoder that was set up with `other` also takes `one`. */
export function hasSameHeader(one: StreamConfig, other: StreamConfig | null): boolean {
  return (
    other !== null &&
    one.codec === other.codec &&
    one.description.length === other.description.length &&
    one.description.every((byte, index) => byte === other.description[index])
  );
}
