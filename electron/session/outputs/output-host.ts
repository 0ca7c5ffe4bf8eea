/** What one destination needs of its session, and tells it. */
import type { Micros, Millis } from '../../../shared/clock.ts';
import type { OutputSnapshot } from '../../../shared/contract/delivery.ts';
import type { Codecs } from '../../../shared/contract/settings.ts';
import type { StreamConfig } from '../../../shared/media/encoded-packet.ts';
import type { ConnectionRequest, SessionPorts } from '../target.ts';

export type OutputHost = {
  readonly ports: Pick<SessionPorts, 'clock' | 'random' | 'connect'>;
  readonly guard: ConnectionRequest['guard'];
  readonly fps: number;
  /** When the session started, on the monotonic clock. */
  readonly startedAt: Millis;
  /** What it is sent: the codecs of its rendition, which one that is, and the descriptions that go first. */
  readonly codecs: () => Codecs;
  readonly rendition: () => OutputSnapshot['rendition'];
  readonly configs: () => readonly StreamConfig[];
  /** When program time `pts` was, on the monotonic clock. */
  readonly timeOf: (pts: Micros) => Millis;
  readonly isRecording: () => boolean;
  /** True once the session says goodbye: nothing is tried again. */
  readonly isEnding: () => boolean;
  readonly wantKeyFrame: () => void;
  /** A server took the publish: the encoders may start, and what was measured of the link is old. */
  readonly onAccepted: () => void;
  /** Another connection carries the stream without a gap: what was measured of the link is old. */
  readonly onOtherLink: () => void;
  /** Its server does not take the codecs: `again` when it gets others from now on, `fail` when it can't. */
  readonly onCodecsRefused: () => 'again' | 'fail';
  /** Its state, step or words changed. */
  readonly onChange: () => void;
  readonly onNotice: SessionPorts['onNotice'];
  /** A line for the flight recorder. */
  readonly onEvent: (text: string) => void;
};
